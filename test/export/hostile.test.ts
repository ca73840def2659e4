/**
 * Every export of a simulation in which all texts that are free are hostile: it is read as its format has it, and the text is
 * in it as a text, whole. One list of texts, one suite that each exporter passes; ids are checked before they come here.
 * @module
 */
import { DAG, Dataset, Simulation, type SimulationResult } from "airlapse";
import { calendarOf, chromeTrace, csv, formatLogLine, openMetrics, parquet, statsd } from "airlapse/export";
import { PythonOperator } from "airlapse/operators";
import { checkScenarios, type Scenario } from "airlapse/scenario";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, test } from "vitest";
import { TEXTS_IN_OUTPUTS } from "../../fuzz/hostile.js";
import { checkReport } from "../../fuzz/reports.js";
import { csvCell } from "../../src/options/index.ts";
import { compareModes, comparisonReport, modesOf } from "../../src/report/index.ts";
import { parseCsv, unguarded } from "./parse-csv.ts";

/** Its pool, its log, its error and its dataset are of a text. */
function simulationOf(text: string): Simulation {
  const dag = new DAG("d");
  const isUri = /^[\x20-\x7e]{1,3000}$/.test(text) && !text.startsWith("airflow:");
  new PythonOperator({
    dag,
    taskId: "says",
    pool: text,
    outlets: isUri ? [new Dataset(text)] : [],
    *pythonCallable(context) {
      context.log.info(text);
      yield context.sleep(12); // pools are measured every five seconds
    },
  });
  new PythonOperator({
    dag,
    taskId: "fails",
    pythonCallable: () => {
      throw Object.assign(new Error(text), { name: text });
    },
  });
  return new Simulation({ dags: [dag], pools: { [text]: { slots: 3 } } }).trigger("d", { runId: "r" });
}

/** What a file keeps of a text: half a character is none in UTF-8. */
const inUtf8 = (text: string) => Buffer.from(text).toString();

interface Exported {
  readonly simulation: Simulation;
  readonly result: SimulationResult;
  readonly text: string;
  readonly bytes: Uint8Array;
}

type Listen = (
  simulation: Simulation,
  write: (piece: string | Uint8Array) => void,
) => { end(result: SimulationResult): void };

async function exported(text: string, listen: Listen): Promise<Exported> {
  const simulation = simulationOf(text);
  const pieces: Uint8Array[] = [];
  const exporter = listen(simulation, (piece) => pieces.push(Buffer.from(piece)));
  const result = simulation.run();
  exporter.end(result);
  const bytes = Buffer.concat(pieces);
  return { simulation, result, bytes, text: bytes.toString() };
}

/** Each exporter, and how what it has made is read. */
const EXPORTERS: Readonly<Record<string, readonly [listen: Listen, check: (made: Exported, text: string) => unknown]>> =
  {
    "Chrome's trace": [
      (simulation, write) => chromeTrace(simulation, write),
      ({ text: made }, text) => {
        const { traceEvents } = JSON.parse(made) as { readonly traceEvents: readonly { readonly name?: string }[] };
        expect(traceEvents.map(({ name }) => name)).toContain(`pool ${text}`);
      },
    ],
    "CSV of events": [
      (simulation, write) => csv(simulation, write, { table: "events" }),
      ({ text: made }, text) => {
        const rows = parseCsv(made);
        expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
        const details = rows.map((row) => unguarded(row.at(-1) as string));
        expect(details).toContain(inUtf8(`${text}: ${text}`));
        for (const cell of rows.flat()) if (Number.isNaN(Number(cell))) expect(cell).not.toMatch(FORMULA);
      },
    ],
    "CSV of task instances": [
      (simulation, write) => csv(simulation, write, { table: "taskInstances" }),
      ({ text: made }) => expect(parseCsv(made).map((row) => row[2])).toEqual(["task_id", "says", "fails"]),
    ],
    "Parquet of events": [
      (simulation, write) => parquet(simulation, write, { table: "events" }),
      async ({ bytes }, text) => {
        const objects = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer });
        expect(objects.map(({ detail }) => detail)).toContain(inUtf8(`${text}: ${text}`));
      },
    ],
    StatsD: [
      (simulation, write) => statsd(simulation, write),
      ({ text: made }) => {
        for (const line of made.trimEnd().split("\n"))
          expect(line).toMatch(/^airflow\.[\w.\-/]+:(?:-?[\d.]+|inf)\|(?:c|g|ms)\|T\d+$/);
      },
    ],
    "StatsD with tags": [
      (simulation, write) => statsd(simulation, write, { tags: true }),
      ({ text: made }) => {
        for (const line of made.trimEnd().split("\n"))
          expect(line).toMatch(
            /^airflow\.[\w.\-/]+:(?:-?[\d.]+|inf)\|(?:c|g|ms)(?:\|#\w+:[^,|\s:#\p{Cc}]*(?:,\w+:[^,|\s:#\p{Cc}]*)*)?\|T\d+$/u,
          );
      },
    ],
    OpenMetrics: [
      (simulation, write) => openMetrics(simulation, write),
      ({ text: made }, text) => {
        const rows = made.split("\n");
        expect(rows.splice(-2)).toEqual(["# EOF", ""]);
        const labels = rows.map((row) => {
          if (row.startsWith("# ")) return [];
          const sample =
            /^airflow_\w+(?:\{(\w+="(?:[^"\\\n]|\\["\\n])*"(?:,\w+="(?:[^"\\\n]|\\["\\n])*")*)\})? (?:-?[\d.e+-]+|\+Inf) \d+\.\d{6}$/.exec(
              row,
            );
          expect(sample, row).not.toBeNull();
          return [...(sample?.[1] ?? "").matchAll(/\w+="((?:[^"\\]|\\.)*)"/g)].map(([, value = ""]) =>
            value.replaceAll(/\\(.)/g, (_, letter: string) => (letter === "n" ? "\n" : letter)),
          );
        });
        expect(labels.flat()).toContain(inUtf8(text));
      },
    ],
    "log lines": [
      (simulation, write) => {
        const calendar = calendarOf(simulation);
        simulation.on("log", (event) => write(`${formatLogLine(event, calendar)}\n`));
        return { end: () => {} };
      },
      ({ text: made }) => {
        const lines = made.split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.length).toBeGreaterThan(10);
        for (const line of lines) expect(line).toMatch(/^\[2024-01-01T[\d:.]+\+0000\] \{[\w.:]+\} [A-Z]+ - \P{Cc}*$/u);
      },
    ],
    "the trace": [
      () => ({ end: () => {} }),
      ({ result }, text) => expect(JSON.parse(JSON.stringify(result.trace(text))).scenario).toBe(text),
    ],
    "the report": [
      () => ({ end: () => {} }),
      async (_, text) => {
        const scenarios = checkScenarios(scenarioOf(text), "s.json");
        const scenario = scenarios[0] as Scenario;
        const results: Parameters<typeof comparisonReport>[2][number][] = [];
        const comparison = compareModes(scenario, {
          modes: modesOf(scenario),
          explain: true,
          onResult: (mode, result) => results.push([mode, result]),
        });
        await checkReport(comparisonReport(comparison, scenario, results));
      },
    ],
  };

/** What no cell that is a text may begin with. */
const FORMULA = /^[\s\p{Cc}\p{Cf}"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

function scenarioOf(text: string) {
  const pool = text === "__proto__" ? "p" : text; // files may have no key of that name
  return {
    name: text,
    about: text,
    dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "work", duration: 1, pool }] }],
    pools: { [pool]: { slots: 1 } },
    runs: [{ dag_id: "d", run_id: "r" }],
  };
}

describe.each(Object.entries(EXPORTERS))("%s", (_, [listen, check]) => {
  test.each(TEXTS_IN_OUTPUTS)("takes %j for a text", async (text) => {
    await check(await exported(text, listen), text);
  });
});

test.each(TEXTS_IN_OUTPUTS)(
  "%j is the same again when an apostrophe at the beginning of its cell is left out",
  (text) => {
    const cell = csvCell(text);
    const [[read = ""] = []] = parseCsv(`${cell}\r\n`);
    expect(unguarded(read)).toBe(text);
    expect(read).not.toMatch(FORMULA);
  },
);
