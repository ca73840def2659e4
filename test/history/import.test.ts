/**
 * Exports as people have them: in every shape, and damaged in every way. What cannot be used is refused in words.
 * @module
 */
import { describe, expect, test } from "vitest";
import { ExportError, type ExportFile, instantOf, readHistory } from "../../src/history/index.ts";
import { exportFile } from "../replay/environment.ts";

const read = (...files: readonly ExportFile[]) => readHistory({ folder: "export", files, ignored: [] });

const TI = {
  dag_id: "d",
  dag_run_id: "scheduled__2024-03-01T00:00:00+00:00",
  task_id: "t",
  map_index: -1,
  state: "success",
  try_number: 1,
  max_tries: 0,
  operator: "BashOperator",
  queued_when: "2024-03-02T00:00:00+00:00",
  start_date: "2024-03-02T00:00:01.500000+00:00",
  end_date: "2024-03-02T00:00:09+00:00",
  hostname: "h",
};
const PAGE = { task_instances: [TI], total_entries: 1 };

/** The one task instance of a history. */
async function only(...files: readonly ExportFile[]) {
  const { runs } = await read(...files);
  return [...(runs[0]?.instances.values() ?? [])][0];
}

const problem = async (...files: readonly ExportFile[]) => {
  const error: unknown = await read(...files).catch((one: unknown) => one);
  expect(error).toBeInstanceOf(ExportError);
  return (error as ExportError).message;
};

describe("task instances are read", () => {
  const started = instantOf(TI.start_date);

  test("from a page, a list of pages, lines, and MWAA's envelope", async () => {
    const texts = {
      "rest/taskInstances.json": PAGE,
      "rest/all.json": [PAGE],
      "rest/lines.jsonl": `${JSON.stringify(PAGE)}\n`,
      "rest/mwaa.json": { RestApiStatusCode: 200, RestApiResponse: PAGE },
      "rest/text.json": { RestApiResponse: JSON.stringify(PAGE) },
    };
    for (const [name, value] of Object.entries(texts))
      expect((await only(exportFile(name, value)))?.tries[0]?.start, name).toBe(started);
  });

  test("from a table, by its header, whatever the order of its columns", async () => {
    const csv =
      'state,task_id,"note",run_id,dag_id,end_date,start_date,try_number\nsuccess,t,"a ""b"",\nc",r,d,2024-03-02 00:00:09,2024-03-02 00:00:01.5,1\n';
    const instance = await only(exportFile("tables/task_instance.csv", csv));
    expect([instance?.dagId, instance?.runId, instance?.tries[0]?.start]).toEqual(["d", "r", started]);
  });

  test.each([
    ["semicolons, as a spreadsheet writes them", ";", "\n"],
    ["tabs", "\t", "\n"],
    ["commas and the line ends of Windows", ",", "\r\n"],
  ])("from a table with %s", async (_name, delimiter, end) => {
    const rows = [
      ["dag_id", "task_id", "run_id", "note", "start_date", "end_date", "state"],
      ["d", "t", "r", `a ""b"", c;\t${end}d`, "2024-03-02 00:00:01.5", "", "running"],
    ];
    const csv = `\uFEFF${rows.map((row) => row.map((cell) => `"${cell}"`).join(delimiter)).join(end)}${end}`;
    const instance = await only(exportFile("tables/task_instance.csv", csv));
    expect([instance?.state, instance?.tries[0]?.start]).toEqual(["running", started]);
  });

  test("from a table that is read in small pieces", async () => {
    const csv =
      'dag_id,task_id,run_id,note,start_date,end_date,state\nd,t,r,"a ""b"",\nc",2024-03-02 00:00:01.5,,running\n';
    const file = exportFile("tables/task_instance.csv", csv);
    const instance = await only({
      ...file,
      async *pieces() {
        yield* csv; // a character each
      },
    });
    expect([instance?.state, instance?.tries[0]?.start]).toEqual(["running", started]);
  });

  test("from a dump of PostgreSQL, of which nothing else is looked at", async () => {
    const dump = [
      "DROP TABLE task_instance;",
      "COPY public.task_instance (task_id, dag_id, run_id, start_date, end_date, state, try_number, executor_config) FROM stdin;",
      "t\\\\n\td\tr\t2024-03-02 00:00:01.5+00\t\\N\trunning\t1\t\\\\x80057d942e",
      "\\.",
      "COPY public.secrets (a) FROM stdin;",
      "x",
      "\\.",
    ].join("\n");
    const instance = await only(exportFile("tables/airflow.sql", dump));
    expect([instance?.taskId, instance?.state, instance?.tries[0]?.end]).toEqual(["t\\n", "running", null]);
  });

  test("and what a later file says only fills holes", async () => {
    const table = exportFile(
      "tables/task_instance.csv",
      "task_id,dag_id,run_id,start_date,end_date,state\nt,d,scheduled__2024-03-01T00:00:00+00:00,2024-03-02 00:00:02,,success\n",
    );
    const instance = await only(table, exportFile("rest/taskInstances.json", PAGE));
    expect([instance?.tries[0]?.start, instance?.tries[0]?.end]).toEqual([
      instantOf("2024-03-02 00:00:02"),
      instantOf(TI.end_date),
    ]);
  });
});

describe("a damaged export", () => {
  test("without task instances is refused", async () => {
    expect(await problem(exportFile("rest/version.json", { version: "2.10.5", git_version: "x" }))).toMatch(
      /expected task instances, found none/,
    );
  });

  test("that is cut in its last line is used without that, and said", async () => {
    const { findings, instances } = await read(
      exportFile("rest/taskInstances.jsonl", `${JSON.stringify(PAGE)}\n{"task_inst`),
    );
    expect(instances).toBe(1);
    expect(findings.map(({ about }) => about)).toContain("rest/taskInstances.jsonl is cut in line 2");
  });

  test("that is cut elsewhere is refused, with the line", async () => {
    expect(await problem(exportFile("rest/taskInstances.jsonl", `{"task\n${JSON.stringify(PAGE)}\n`))).toMatch(
      /taskInstances.jsonl, line 1: expected JSON/,
    );
    expect(await problem(exportFile("rest/taskInstances.json", `[${JSON.stringify(PAGE)}`))).toMatch(
      /taskInstances.json: expected JSON/,
    );
  });

  test("of a version before 2.2 is refused, with the version", async () => {
    const old = exportFile(
      "tables/task_instance.csv",
      "task_id,dag_id,execution_date,start_date,end_date,state,pool_slots\n",
    );
    expect(await problem(old)).toMatch(/that of Airflow 2\.0 or 2\.1, which has no run ids/);
    const older = exportFile("tables/task_instance.csv", "task_id,dag_id,execution_date,start_date,end_date,state\n");
    expect(await problem(older)).toMatch(/that of Airflow 1\.10/);
  });

  test("with a serialized DAG of an unknown version is refused", async () => {
    const page = exportFile("rest/taskInstances.json", PAGE);
    expect(await problem(page, exportFile("serialized/d.json", { __version: 4, dag: { dag_id: "d" } }))).toMatch(
      /__version 1, 2 or 3, got 4/,
    );
  });

  test("says what is missing and what that costs", async () => {
    const { findings } = await read(exportFile("rest/taskInstances.json", PAGE));
    const about = findings.map((one) => one.about);
    expect(about).toEqual(
      expect.arrayContaining([
        "no version.json",
        "no config.json",
        "no pools",
        "no event log",
        "no dag runs",
        "no serialized DAGs",
        "no structure of d",
      ]),
    );
  });

  test("with rows that are cut counts them", async () => {
    const csv = "task_id,dag_id,run_id,start_date,end_date,state\nt,d,r,2024-03-02 00:00:02,,success\nu,d\n";
    const { findings, instances } = await read(exportFile("tables/task_instance.csv", csv));
    expect(instances).toBe(1);
    expect(findings.map(({ about }) => about)).toContain("1 rows of task_instance that are cut");
  });

  test("with a wrong airlapse.json is refused, with the field", async () => {
    const page = exportFile("rest/taskInstances.json", PAGE);
    expect(await problem(page, exportFile("airlapse.json", { workerSlots: 0, dedlines: [] }))).toMatch(
      /airlapse.json, workerSlots/,
    );
  });
});

test.each([
  ["2024-03-02T23:00:01.124000+00:00", 1709420401124000],
  ["2024-03-02 23:00:01.124", 1709420401124000],
  ["2024-03-03T01:00:01.000001+02:00", 1709420401000001],
  ["2024-03-02 23:00:01+00", 1709420401000000],
  ["2024-03-02T23:00:01Z", 1709420401000000],
  ["yesterday", undefined],
  ["2024-03-02T23:00:01 Europe/Zurich", undefined],
  [null, undefined],
])("the date %s", (text, instant) => {
  expect(instantOf(text)).toBe(instant);
});

test("serialized DAGs of __version 1 and 3 say the same", async () => {
  const task = (type: string, more: object) => ({
    __type: "operator",
    __var: { task_id: "t", [type]: "S3KeySensor", downstream_task_ids: ["m"], retries: 2, ...more },
  });
  const mapped = (type: string) => ({
    __type: "operator",
    __var: {
      task_id: "m",
      [type]: "BashOperator",
      _is_mapped: true,
      _expand_input_attr: "expand_input",
      partial_kwargs: { pool: "p", retry_delay: { __type: "timedelta", __var: 30 } },
      expand_input: {
        type: "dict-of-lists",
        value: {
          __type: "dict",
          __var: { a: { __type: "xcomref", __var: { task_id: "t", key: "return_value" } }, b: [1, 2, 3] },
        },
      },
    },
  });
  const timetable = {
    __type: "airflow.timetables.interval.CronDataIntervalTimetable",
    __var: { expression: "5 * * * *", timezone: "UTC" },
  };
  const one = {
    __version: 1,
    dag: {
      _dag_id: "d",
      _max_active_tasks: 4,
      timetable,
      catchup: false,
      start_date: 0,
      tasks: [task("_task_type", { reschedule: true }), mapped("_task_type")],
    },
  };
  const three = {
    __version: 3,
    dag: {
      dag_id: "d",
      max_active_tasks: 4,
      timetable,
      start_date: 0,
      tasks: [task("task_type", { _is_sensor: true, reschedule: true }), mapped("task_type")],
    },
  };
  const page = exportFile("rest/taskInstances.json", PAGE);
  const read1 = await read(page, exportFile("serialized/d.json", one));
  const read3 = await read(page, exportFile("serialized/d.json", three));
  expect(read3.dags.get("d")).toEqual(read1.dags.get("d"));
  expect(read1.dags.get("d")).toMatchObject({
    schedule: { kind: "cron", expression: "5 * * * *" },
    maxActiveTasks: 4,
    tasks: [
      { taskId: "t", retries: 2, reschedule: true, downstream: ["m"] },
      { taskId: "m", pool: "p", retryDelay: 30, mapping: { sources: ["t"], lengths: [3] } },
    ],
  });
});
