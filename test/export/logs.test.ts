/**
 * Log lines in Airflow's own format, and the files that they are in.
 * @module
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { LogEvent } from "airlapse";
import { calendarOf, formatLogLine, formatStructuredLine, logPath } from "airlapse/export";
import { buildSimulation, checkScenarios, type Scenario } from "airlapse/scenario";
import { afterAll, describe, expect, test } from "vitest";
import { safeFileName } from "../../src/export/index.ts";
import { airlapse, Folder } from "../cli/airlapse.ts";

const SCENARIO = {
  name: "logs",
  start: "2024-01-01T00:00:00Z",
  dags: [
    {
      dag_id: "d",
      tasks: [
        { task_id: "defers", operator: "TimeDeltaSensorAsync", delta: 5 },
        { task_id: "fails", operator: "work", outcomes: ["fail"], retries: 1, retry_delay: 3 },
        { task_id: "mapped", operator: "work", expand: { duration: [1, 2] }, upstream: ["defers"] },
      ],
    },
  ],
  runs: [{ dag_id: "d", run_id: "manual__2024-01-01T00:00:00+00:00" }],
};

function filesIn(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort();
}

test("from Airflow 3 on a task's line is JSON, and the line of a deferral has fields", () => {
  const [checked] = checkScenarios({ ...SCENARIO, airflow: "3.2.1" }, "s");
  if (checked === undefined) throw new Error("Expected a scenario");
  const simulation = buildSimulation(checked);
  const lines: string[] = [];
  simulation.on("log", (event) => {
    if (event.message.startsWith("Pausing")) lines.push(formatStructuredLine(event, calendarOf(simulation)));
  });
  simulation.run();
  expect(lines).toEqual([
    '{"timestamp":"2024-01-01T00:00:01Z","level":"info","event":"Pausing task as DEFERRED. ","dag_id":"d","task_id":"defers","run_id":"manual__2024-01-01T00:00:00+00:00","logger":"task","filename":"task_runner.py"}',
  ]);
});

describe("a triggerer", () => {
  /** Its lines on how many triggers run, as `seconds: count`. */
  const statusOf = (scenario: object) => {
    const [checked] = checkScenarios({ ...SCENARIO, ...scenario }, "s");
    if (checked === undefined) throw new Error("Expected a scenario");
    const lines: string[] = [];
    const simulation = buildSimulation(checked);
    simulation.on("log", ({ at, by, place, level, message, taskInstance }) => {
      if (!message.endsWith(" triggers currently running")) return;
      expect({ by, place, level, taskInstance }).toEqual({
        by: "triggerer",
        place: "triggerer_job_runner.py:474",
        level: "INFO",
        taskInstance: undefined,
      });
      lines.push(`${at / 1e6}: ${Number.parseInt(message, 10)}`);
    });
    simulation.run();
    return lines;
  };
  const waits = (delta: number) => ({ operator: "TimeDeltaSensorAsync", delta });
  const dags = [
    {
      dag_id: "d",
      tasks: [
        { task_id: "a", ...waits(90) },
        { task_id: "b", ...waits(150) },
      ],
    },
  ];
  const runs = [{ dag_id: "d", run_id: "r" }];

  test("says every minute how many triggers run, from when its event loop has begun", () => {
    expect(statusOf({ dags, runs, phases: { trigger_runner: 0.25 } })).toEqual(["60.25: 2", "120.25: 1"]);
  });

  test("says so to the end, and no more once it is dead", () => {
    const triggerers = [{ stop_at: 70 }, { start_at: 10 }];
    expect(statusOf({ dags, runs, until: 125, triggerers })).toEqual(["60.5: 2", "70.5: 0"]);
  });
});

describe("run --logs", () => {
  const path = mkdtempSync(join(tmpdir(), "airlapse-logs-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const [file, logs] = [join(path, "s.json"), join(path, "logs")];
  writeFileSync(file, JSON.stringify(SCENARIO));
  const { status, stdout } = airlapse("run", file, "--logs", logs);
  const text = (path: string) => readFileSync(join(logs, path), "utf8");
  const run = "dag_id=d/run_id=manual__2024-01-01T00:00:00+00:00";

  test("writes a file for each attempt, for each trigger, and for the scheduler and the triggerer", () => {
    expect(status).toBe(0);
    const files = [
      `${run}/task_id=defers/attempt=1.log`,
      `${run}/task_id=defers/attempt=1.log.trigger.1.log`,
      `${run}/task_id=fails/attempt=1.log`,
      `${run}/task_id=fails/attempt=2.log`,
      `${run}/task_id=mapped/map_index=0/attempt=1.log`,
      `${run}/task_id=mapped/map_index=1/attempt=1.log`,
      "scheduler.log",
      "triggerer.log",
    ];
    expect(filesIn(logs)).toEqual(files);
    expect(stdout).toContain(`${files.length} log files in ${logs}\n`);
  });

  test("has the lines of a deferral, as real Airflow 2.7.2 wrote them", () => {
    // compare the recorded log of the real run: the same lines, but for those about processes and connections
    expect(text(`${run}/task_id=defers/attempt=1.log`).split("\n").slice(0, 6)).toEqual([
      "[2024-01-01T00:00:01.000+0000] {taskinstance.py:1159} INFO - Dependencies all met for dep_context=non-requeueable deps ti=<TaskInstance: d.defers manual__2024-01-01T00:00:00+00:00 [queued]>",
      "[2024-01-01T00:00:01.000+0000] {taskinstance.py:1159} INFO - Dependencies all met for dep_context=requeueable deps ti=<TaskInstance: d.defers manual__2024-01-01T00:00:00+00:00 [queued]>",
      "[2024-01-01T00:00:01.000+0000] {taskinstance.py:1361} INFO - Starting attempt 1 of 1",
      "[2024-01-01T00:00:01.000+0000] {taskinstance.py:1382} INFO - Executing <Task(TimeDeltaSensorAsync): defers> on 2024-01-01 00:00:00+00:00",
      "[2024-01-01T00:00:01.000+0000] {taskinstance.py:1526} INFO - Pausing task as DEFERRED. dag_id=d, task_id=defers, execution_date=20240101T000000, start_date=20240101T000001",
      "[2024-01-01T00:00:01.000+0000] {local_task_job_runner.py:225} INFO - Task exited with return code 100 (task deferral)",
    ]);
    expect(text(`${run}/task_id=defers/attempt=1.log`)).toMatch(
      /\{taskinstance\.py:1359\} INFO - Resuming after deferral/,
    );
  });

  test("has what is left of a failure, and the retry in a file of its own", () => {
    expect(text(`${run}/task_id=fails/attempt=1.log`)).toMatch(
      /Marking task as UP_FOR_RETRY\. dag_id=d, task_id=fails, /,
    );
    expect(text(`${run}/task_id=fails/attempt=1.log`)).toMatch(
      /\{local_task_job_runner\.py:228\} INFO - Task exited with return code 1\n/,
    );
    expect(text(`${run}/task_id=fails/attempt=2.log`)).toMatch(/INFO - Starting attempt 2 of 2\n/);
  });

  test("overwrites what an earlier run has left", () => {
    const before = text("scheduler.log");
    airlapse("run", file, "--logs", logs);
    expect(text("scheduler.log")).toBe(before);
  });

  test("gives each scenario a folder where there are several", () => {
    const more = new Folder();
    const file = more.write("s.json", [SCENARIO, { ...SCENARIO, name: ".." }]);
    expect(airlapse("run", file, "--logs", more.at("logs")).status).toBe(0);
    expect(readdirSync(more.at("logs")).sort()).toEqual(["%2e%2e", "logs"]);
  });
});

test("every line is streamed to whoever listens, in Airflow's format", () => {
  const [scenario] = checkScenarios(SCENARIO, "logs");
  const simulation = buildSimulation(scenario as Scenario);
  const calendar = calendarOf(simulation);
  const lines: string[] = [];
  simulation.on("log", (event) => lines.push(formatLogLine(event, calendar)));
  simulation.run();
  expect(lines.length).toBeGreaterThan(40);
  for (const line of lines)
    expect(line).toMatch(/^\[2024-01-01T\d\d:\d\d:\d\d\.\d{3}\+0000\] \{[\w.:]+\} (INFO|WARNING|ERROR) - /);
});

describe("the file of a line", () => {
  const event = (ids: { readonly dagId?: string; readonly runId?: string; readonly taskId?: string }): LogEvent => ({
    kind: "log",
    at: 0,
    by: "worker",
    level: "INFO",
    place: "",
    message: "",
    taskInstance: { dagId: "d", runId: "r", taskId: "t", mapIndex: -1, attempt: 1, ...ids },
  });

  test.each(["../../etc/passwd", "..", "a/../../b", "..\\..\\b", "\0", "x".repeat(5000), "é".repeat(300), "%2e%2e"])(
    "never leaves the folder, whatever the ids: %j",
    (id) => {
      for (const ids of [{ dagId: id }, { runId: id }, { taskId: id }]) {
        const parts = logPath(event(ids));
        const path = resolve("/logs", ...parts);
        expect(path.startsWith("/logs/dag_id=")).toBe(true);
        expect(path.split("/")).toHaveLength(6);
        for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThan(256);
      }
    },
  );

  test.each([
    ["scheduled__2024-01-01T00:00:00+00:00", "scheduled__2024-01-01T00%3a00%3a00+00%3a00"],
    ['a<b>c"d|e?f*g', "a%3cb%3ec%22d%7ce%3ff%2ag"],
    ["ends with a dot.", "ends with a dot%2e"],
    ["ends with a blank ", "ends with a blank%20"],
  ])("has a name that Windows takes, and that says which id it was: %j", (id, name) => {
    const [dag, run, task] = logPath(event({ dagId: id, runId: id, taskId: id }), true);
    expect([dag, run, task]).toEqual([`dag_id=${name}`, `run_id=${name}`, `task_id=${name}`]);
    // the characters that Windows refuses in a name, and its last ones
    for (const part of logPath(event({ dagId: id, runId: id, taskId: id }), true))
      expect(part).not.toMatch(/[<>:"/\\|?*]|[. ]$/);
    expect(decodeURIComponent(String(run)).slice("run_id=".length)).toBe(id);
  });

  test.each(["con", "NUL.txt", "com1", "Lpt9"])("is no device of Windows: %s", (name) => {
    expect(safeFileName(name, true)).toMatch(/^%[0-9a-f]{2}/);
    expect(decodeURIComponent(safeFileName(name, true))).toBe(name);
    expect(safeFileName(name, false)).toBe(name);
  });

  test("differs where ids differ, however long they are", () => {
    const [a, b] = ["a", "b"].map((end) => logPath(event({ runId: "x".repeat(400) + end })).join("/"));
    expect(a).not.toBe(b);
  });
});
