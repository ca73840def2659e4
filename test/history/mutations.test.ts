/**
 * An export of a real Airflow, damaged: what comes of it is either refused in words, or used with its cost named, or the same
 * history. Nothing is missed in silence.
 * @module
 */
import { describe, expect, test } from "vitest";
import { exportFiles } from "../../src/cli/export-folder.ts";
import { ExportError, type ExportFile, type History, readHistory, type TryRecord } from "../../src/history/index.ts";
import { exportFile } from "../replay/environment.ts";

/** The files of the example, as texts by name. */
async function example(): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const { name, pieces } of exportFiles("examples/company").files) {
    let text = "";
    for await (const piece of pieces()) text += piece;
    texts.set(name.replace(/\.gz$/, ""), text);
  }
  return texts;
}

const whole = await example();

/** Reads the example with a change: a history, or the words by which it is refused. */
async function damaged(change: (texts: Map<string, string>) => void): Promise<History | string> {
  const texts = new Map(whole);
  change(texts);
  const files: ExportFile[] = [...texts].map(([name, text]) => exportFile(name, text));
  try {
    return await readHistory({ folder: "export", files, ignored: [] });
  } catch (error) {
    expect(error, "only words come of a damaged export").toBeInstanceOf(ExportError);
    return (error as ExportError).message;
  }
}

const edited = (name: string, edit: (text: string) => string) => (texts: Map<string, string>) => {
  const text = texts.get(name);
  expect(text, name).toBeDefined();
  texts.set(name, edit(text ?? ""));
};

const lines = (edit: (all: string[]) => string[]) => (text: string) => `${edit(text.trim().split("\n")).join("\n")}\n`;

/** The parts of a history that a replay goes by. */
function essence({ airflow, dags, pools, runs, window }: History) {
  const instances = runs.flatMap((run) => [...run.instances.values()]);
  const facts = ({ tryNumber, state, start, end, queued, scheduled, host, visits, reschedules }: TryRecord) =>
    [tryNumber, state, start, end, queued, scheduled, host, visits, reschedules] as const;
  const byName = instances
    .map(({ dagId, runId, taskId, mapIndex, state, maxTries, tryNumber, rendered, tries }) =>
      JSON.stringify([dagId, runId, taskId, mapIndex, state, maxTries, tryNumber, rendered, tries.map(facts)]),
    )
    .sort();
  return { airflow, dags: [...dags.keys()].sort(), pools: [...pools.keys()].sort(), byName, window };
}

const untouched = await damaged(() => {});
if (typeof untouched === "string") throw new Error(untouched);

const abouts = (one: History | string) => (typeof one === "string" ? [one] : one.findings.map(({ about }) => about));

test("the example as it is lacks nothing", () => {
  expect(untouched.findings).toEqual([]);
});

describe("a file that is not there is named, or the export refused", () => {
  test.each([
    ["rest/taskInstances.jsonl", /expected task instances, found none/],
    ["rest/dagRuns.jsonl", /no dag runs/],
    ["rest/eventLogs.jsonl", /no event log/],
    ["rest/tries.jsonl", /earlier tries of \d+ task instances are missing/],
    ["rest/version.json", /no version.json/],
    ["rest/config.json", /no config.json/],
    ["rest/pools.json", /no pools/],
    ["rest/providers.json", /no providers.json/],
    ["rest/health.json", /no health.json/],
    ["serialized/dags.jsonl", /no structure of/],
  ])("%s", async (name, said) => {
    const history = await damaged((texts) => expect(texts.delete(name)).toBe(true));
    expect(abouts(history).join("\n")).toMatch(said);
  });
});

test("an event log of which rows are missing is said to be short", async () => {
  const shorter = edited("rest/eventLogs.jsonl", (text) => {
    const page = JSON.parse(text) as { event_logs: unknown[] };
    return JSON.stringify({ event_logs: page.event_logs.slice(9), total_entries: page.event_logs.length });
  });
  expect(abouts(await damaged(shorter))[0]).toMatch(/^9 event logs are missing/);
});

describe("a list of which a page is missing is said to be short", () => {
  test.each([
    ["rest/taskInstances.jsonl", /\d+ task instances are missing/],
    ["rest/dagRuns.jsonl", /\d+ dag runs are missing/],
  ])("%s", async (name, said) => {
    for (const cut of [(all: string[]) => all.slice(0, -1), (all: string[]) => all.slice(1)]) {
      const about = abouts(await damaged(edited(name, lines(cut)))).join("\n");
      expect(about).toMatch(said);
      expect(about).toMatch(/no dag run of|no task instances of/);
    }
  });
});

test.each([
  "rest/taskInstances.jsonl",
  "rest/tries.jsonl",
  "rest/eventLogs.jsonl",
  "rest/config.json",
  "serialized/dags.jsonl",
])("%s that is cut in the middle of a line is said", async (name) => {
  const one = await damaged(edited(name, (text) => text.slice(0, Math.floor(text.length * 0.6))));
  expect(abouts(one).join("\n")).toMatch(new RegExp(`${name}(:| is cut)`));
});

describe("another order changes nothing", () => {
  test.each(["rest/taskInstances.jsonl", "rest/tries.jsonl", "rest/eventLogs.jsonl", "serialized/dags.jsonl"])(
    "of %s",
    async (name) => {
      const one = await damaged(
        edited(
          name,
          lines((all) => all.reverse()),
        ),
      );
      expect(typeof one === "string" ? one : essence(one)).toEqual(essence(untouched));
    },
  );

  test("of dag runs is said, since it tells who came first", async () => {
    const reversed = edited(
      "rest/dagRuns.jsonl",
      lines((all) => all.reverse()),
    );
    const one = await damaged(reversed);
    expect(typeof one === "string" ? one : essence(one)).toEqual(essence(untouched));
    expect(abouts(one).join("\n")).toMatch(/dag runs are in another order than that of their making/);
  });

  test("nor does a file that is there twice", async () => {
    const twice = await damaged((texts) => texts.set("rest/again.jsonl", texts.get("rest/taskInstances.jsonl") ?? ""));
    expect(typeof twice === "string" ? twice : essence(twice)).toEqual(essence(untouched));
  });
});

describe("of another version", () => {
  const version = (text: string) =>
    damaged((texts) => texts.set("rest/version.json", JSON.stringify({ version: text, git_version: null })));

  test.each(["1.10.15", "2.0.2", "2.1.4"])("%s is refused, with the version", async (text) => {
    expect(await version(text)).toMatch(new RegExp(`2.2 or newer, got ${text}`));
  });

  test("a text that is none is left out, and said", async () => {
    expect(abouts(await version("latest"))).toEqual(
      expect.arrayContaining(["version.json says latest", "no version.json"]),
    );
  });

  test("a serialized DAG of a format to come is refused", async () => {
    const later = edited("serialized/dags.jsonl", (text) => text.replace('"__version":1', '"__version":9'));
    expect(await damaged(later)).toMatch(/__version 1, 2 or 3, got 9/);
  });
});

describe("hostile contents", () => {
  const instances = (edit: (row: Record<string, unknown>) => void) =>
    edited(
      "rest/taskInstances.jsonl",
      lines((all) =>
        all.map((line) => {
          const page = JSON.parse(line) as { task_instances: Record<string, unknown>[] };
          page.task_instances.forEach(edit);
          return JSON.stringify(page);
        }),
      ),
    );

  test("tries that end before they start last no time, and are counted", async () => {
    const one = await damaged(
      instances((row) => {
        if (row["task_id"] === "load") row["end_date"] = "2024-03-01T00:00:00+00:00";
      }),
    );
    expect(abouts(one).join("\n")).toMatch(/tries that end before they start/);
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["an object", { __proto__: { polluted: true }, toString: 1 }],
    ["a list", [[[]]]],
    ["1e308", 1e308],
    ["a date of nobody", "9999-99-99T99:99:99"],
    ["a long text", "x".repeat(100_000)],
  ])("%s in each field of each row is no accident", async (_, value) => {
    for (const field of [
      "start_date",
      "end_date",
      "queued_when",
      "try_number",
      "map_index",
      "state",
      "operator",
      "pool_slots",
      "task_id",
    ]) {
      const one = await damaged(
        instances((row) => {
          row[field] = value;
        }),
      );
      expect(typeof one === "string" || one.findings.length > 0 || one.runs.length > 0, field).toBe(true);
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }
  });

  test("ids by the names of objects' own members are ids", async () => {
    const one = await damaged((texts) => {
      for (const [name, text] of texts) texts.set(name, text.replaceAll("ingest_orders", "__proto__"));
    });
    expect(typeof one === "string" ? one : [...one.dags.keys()]).toContain("__proto__");
  });

  test("lists in a hundred thousand lists are refused", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const one = await damaged((texts) => texts.set("rest/deep.json", deep));
    expect(abouts(one).join("\n")).toMatch(/deep/);
  });

  test("a program or a pickle is read as no answer", async () => {
    const one = await damaged((texts) => texts.set("rest/x.json", "cos\nsystem\n(S'id'\ntR."));
    expect(one).toMatch(/x.json: expected JSON/);
  });
});
