import { csv, parquet, type TableName } from "airlapse/export";
import { buildSimulation, checkScenarios, type Scenario } from "airlapse/scenario";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { recordedScenarios } from "../observe/scenarios.ts";
import { parseCsv, unguarded } from "./parse-csv.ts";

const TABLES: readonly TableName[] = ["taskInstances", "dagRuns", "events"];

async function exported(scenario: Scenario, table: TableName) {
  const simulation = buildSimulation(scenario);
  let text = "";
  const pieces: Uint8Array[] = [];
  const asCsv = csv(
    simulation,
    (piece) => {
      text += piece;
    },
    { table },
  );
  // the pieces are kept as they come: the exporter must not change them later
  const asParquet = parquet(simulation, (piece) => pieces.push(piece), { table });
  const result = simulation.run();
  asCsv.end(result);
  asParquet.end(result);
  const file = Uint8Array.from(Buffer.concat(pieces)).buffer;
  return { result, rows: parseCsv(text), objects: await parquetReadObjects({ file }) };
}

const [plain] = checkScenarios(
  {
    name: "tables",
    dags: [
      {
        dag_id: "-d",
        tasks: [
          { task_id: "fails", operator: "work", outcomes: ["fail"], retries: 1, retry_delay: 2.000001 },
          {
            task_id: "-mapped",
            operator: "work",
            outlets: ['=HYPERLINK("x"),"y"'],
            expand: { duration: [1, 2] },
          },
        ],
      },
    ],
    runs: [{ dag_id: "-d", run_id: "+1-1" }],
  },
  "tables",
);

describe("tables", () => {
  const scenarios = recordedScenarios().filter((_, i) => i % 25 === 0);

  test.each(TABLES)("%s: Parquet holds what CSV holds, in recorded scenarios", async (table) => {
    for (const scenario of scenarios) {
      const { rows, objects } = await exported(scenario, table);
      const [header = [], ...lines] = rows;
      expect(objects).toHaveLength(lines.length);
      for (const [i, line] of lines.entries()) {
        const object = objects[i] as Readonly<Record<string, unknown>>;
        expect(Object.keys(object)).toEqual(header);
        for (const [column, name] of header.entries()) {
          const value = object[name];
          const text = line[column] as string;
          if (value === null || value === undefined) expect(text).toBe("");
          else if (value instanceof Date) expect(Math.abs(value.getTime() - Date.parse(text))).toBeLessThan(1);
          else expect(unguarded(text)).toBe(String(value));
        }
      }
    }
  });

  test("events are those of the trace, in its order, and the calls and slots besides", async () => {
    for (const scenario of scenarios) {
      const { rows, result } = await exported(scenario, "events");
      const trace = result.trace(scenario.name);
      const kind = (name: string) => rows.filter((row) => row[2] === name);
      expect(kind("slot")).toHaveLength(trace.slots.length);
      expect(kind("api_call")).toHaveLength(trace.api_calls.length);
      const all = rows.filter((row) => ["task_instance", "dag_run", "trigger"].includes(row[2] as string));
      // the rows of a run that a person deletes are gone from the database, and so from the trace
      const changes = all.filter((row) => !(row[3] === "user" && row[8] === "removed"));
      expect(changes.map(([, seconds]) => Number(seconds))).toEqual(trace.events.map(({ t }) => t));
    }
  });

  test("task instances have the columns of the trace", async () => {
    for (const scenario of scenarios) {
      const { rows, result } = await exported(scenario, "taskInstances");
      const expected = result.trace(scenario.name).task_instances.map(({ ti, state, try_number, duration }) => {
        return [...ti.map(String), state ?? "", String(try_number), duration === null ? "" : String(duration)].join(
          "|",
        );
      });
      const actual = rows.slice(1).map((row) => {
        return [row[0], row[1], row[2], row[3], row[4], row[5], row[9]].map((cell) => unguarded(cell ?? "")).join("|");
      });
      expect(actual.sort()).toEqual(expected.sort());
    }
  });

  test("no text becomes a formula, and quotes and commas stay what they are", async () => {
    const { rows, objects } = await exported(plain as Scenario, "taskInstances");
    expect(rows.slice(1).map((row) => [row[0], row[1], row[2], row[3], row[4]])).toEqual([
      ["'-d", "'+1-1", "fails", "-1", "failed"],
      ["'-d", "'+1-1", "'-mapped", "0", "success"],
      ["'-d", "'+1-1", "'-mapped", "1", "success"],
    ]);
    expect(objects.map(({ dag_id, task_id }) => `${dag_id} ${task_id}`)).toContain("-d -mapped");
    const events = await exported(plain as Scenario, "events");
    const updates = events.rows.filter((row) => row[2] === "dataset").map((row) => row.at(-1));
    expect(updates).toEqual(Array(2).fill(`'=HYPERLINK("x"),"y"`));
  });
});
