/**
 * Landing times, against schedules and durations that give them: a task of D seconds on an idle Airflow ends a whole number of
 * scheduler's loops and D seconds after its run is due.
 * @module
 */
import { checkScenarios, compareModes, type Scenario } from "airlapse/scenario";
import { expect, test } from "vitest";
import { rankedHolders } from "../../src/observe/index.ts";
import { comparisonReport, landingTable, verdictLines } from "../../src/report/index.ts";
import { buildSimulation } from "../../src/scenario/index.ts";

type Json = Readonly<Record<string, unknown>>;
const DAYS = 86_400;

function scenarioOf(dags: readonly Json[], more: Json = {}): Scenario {
  const [scenario] = checkScenarios(
    { name: "s", start: "2024-03-01T00:00:00Z", until: 4 * DAYS, dags, ...more },
    "test",
  );
  if (scenario === undefined) throw new Error("Expected a scenario");
  return scenario;
}

const nightly = (more: Json = {}, work: Json = {}) => ({
  dag_id: "nightly",
  schedule: "0 2 * * *",
  start_at: 0,
  tasks: [{ task_id: "load", operator: "work", duration: 3600, ...work }],
  ...more,
});

const dagsOf = (scenario: Scenario, goals = {}) => buildSimulation(scenario).run().dags(goals);

test("a daily DAG lands at a clock time, on the day on which it is due", () => {
  const [dag] = dagsOf(scenarioOf([nightly()]));
  expect(dag?.runs).toEqual({ success: 3 }); // due on 2, 3 and 4 March
  expect(dag?.clock).toEqual({ median: "03:00", p95: "03:00", worst: "03:00" });
  expect(dag?.landing?.p50).toBeGreaterThanOrEqual(3600);
  expect(dag?.landing?.max).toBeLessThan(3605); // a few loops of a second
  expect(dag?.duration?.p50).toBeGreaterThanOrEqual(3600);
  expect({ deadline: dag?.deadline, late: dag?.late }).toEqual({ deadline: null, late: null });
});

test("a run that goes over midnight lands on the next day", () => {
  const [dag] = dagsOf(scenarioOf([nightly({ schedule: "30 22 * * *" }, { duration: 2 * 3600 })]));
  expect(dag?.clock?.median).toBe("00:30 +1 d");
});

test("clock times are those of the DAG's zone, or of one that is asked for", () => {
  const own = scenarioOf([nightly({ timezone: "Europe/Zurich" })]); // 02:00 in Zurich, and an hour of work
  expect(dagsOf(own)[0]?.clock?.median).toBe("03:00");
  expect(dagsOf(own, { nightly: { timezone: "UTC" } })[0]?.clock?.median).toBe("02:00");
});

test("a DAG that is due more than once a day lands so many seconds after its data interval", () => {
  const [dag] = dagsOf(scenarioOf([nightly({ schedule: "@hourly" }, { duration: 60 })]));
  expect(dag?.clock).toBeNull();
  expect(dag?.landing?.p50).toBeGreaterThanOrEqual(60);
  expect(dag?.landing?.max).toBeLessThan(65);
});

test.each([
  ["03:30", 0],
  ["02:30", 3],
  ["01:00", 0], // the first 01:00 after a run is due is that of the next day
  [3590, 3],
  [3700, 0],
])("a deadline of %s is missed by %d runs", (deadline, late) => {
  expect(dagsOf(scenarioOf([nightly()]), { nightly: { deadline } })[0]).toMatchObject({ deadline, late });
});

test("a run that has not ended is late once its deadline has passed", () => {
  const endless = nightly({}, { duration: 10 * DAYS });
  const goals = (deadline: string) => ({ nightly: { deadline } });
  // one run at a time does the work, so the others wait in it; all are past 06:00, the last is not past 01:00 of the fifth day
  expect(dagsOf(scenarioOf([endless]), goals("06:00"))[0]).toMatchObject({ landing: null, late: 3 });
  expect(dagsOf(scenarioOf([endless]), goals("01:00"))[0]?.late).toBe(2);
});

test("a comparison begins with the answer: slot time, landing times, late runs", () => {
  const waits = { task_id: "load", operator: "DateTimeSensor", target_time: 0 };
  const scenario = scenarioOf(
    [
      { ...nightly({ deadline: "02:30" }), dag_id: "second" },
      {
        dag_id: "first",
        schedule: "0 2 * * *",
        start_at: 0,
        tasks: [{ ...waits, target_time: 4 * DAYS - 3600 }],
      },
    ],
    { executor: { worker_slots: 1 } },
  );
  const comparison = compareModes(scenario, { modes: ["standard", "deferrable"] });
  const [line] = verdictLines(comparison);
  // in the standard mode the sensor of `first` holds the only slot for days, so that `second` cannot begin
  expect(line).toMatch(/^Deferrable frees \d+(\.\d)? % of the slot time; /);
  expect(line).toContain("3 runs are late in both."); // an hour of work from 02:00 on never ends by 02:30
  const table = landingTable(
    comparison.modes.map(({ mode, dags }) => ({ name: mode, dags })),
    { second: { deadline: "02:30" } },
  );
  expect(table[1]?.split(/ {2,}/)).toEqual(["lands", "runs", "median", "worst", "late", "median", "worst", "late"]);
});

const report = (scenario: Scenario) =>
  comparisonReport(compareModes(scenario, { modes: ["standard", "deferrable"] }), scenario, []);

test("a report tells first which runs are late, else where the DAG lands that moves most", () => {
  const waits = { task_id: "wait", operator: "TimeDeltaSensor", delta: 3 * 3600 };
  const first = { dag_id: "first", schedule: "0 2 * * *", start_at: 0, tasks: [waits] };
  const one = { executor: { worker_slots: 1 } };
  const [moved] = report(scenarioOf([first, nightly({ schedule: "1 2 * * *" })], one)).headline;
  expect(moved?.label).toBe("nightly lands, median");
  const [standard, deferrable] = moved?.cells.map(({ text }) => text) ?? [];
  expect(standard).toMatch(/^06:0[01]$/); // an hour, after the sensor has looked for the last time
  expect(deferrable).toBe("03:01");
  const [late] = report(scenarioOf([first, nightly({ schedule: "1 2 * * *", deadline: "04:00" })], one)).headline;
  expect(late?.label).toBe("runs late");
  expect(late?.cells.map(({ text }) => text)).toEqual(["3", "0"]);
});

test("a report has the whole of each DAG's figures", () => {
  const [row] = report(scenarioOf([nightly({ deadline: "02:30" })])).landings;
  const [runs, failed, skipped, took, , , lands, , worst, late] = row?.cells[0]?.details ?? [];
  expect([runs, failed, skipped, late].map((cell) => cell?.text)).toEqual(["3", "0", "0", "3"]);
  expect(took?.text).toMatch(/^60 min 0\d s$/);
  expect([lands?.text, worst?.text]).toEqual(["03:00", "03:00"]);
});

test("holders of slots have a name where they fill the slots, and where few are left", () => {
  const of = (name: string, task: Json) => ({ dag_id: name, schedule: "0 2 * * *", start_at: 0, tasks: [task] });
  const sensor = { task_id: "wait", operator: "TimeDeltaSensor", delta: 6 * 3600 };
  const sensors = Array.from({ length: 12 }, (_, i) => of(`wait_${i}`, sensor));
  const works = Array.from({ length: 8 }, (_, i) => of(`work_${i}`, { task_id: "t", operator: "work", duration: 60 }));
  const inMode = (mode: "poke" | "reschedule") =>
    buildSimulation(scenarioOf([...sensors.map((dag) => ({ ...dag, tasks: [{ ...sensor, mode }] })), ...works])).run();
  const { dags, tasks } = rankedHolders([inMode("poke").analysis(), inMode("reschedule").analysis()]);
  const count = (names: readonly string[], part: string) => names.filter((name) => name.startsWith(part)).length;
  expect([count(dags, "wait_"), count(dags, "work_")]).toEqual([8, 4]);
  expect([count(tasks, "wait_"), count(tasks, "work_")]).toEqual([8, 4]);
});

test("a deadline is a clock time or a number of seconds, and else refused before anything runs", () => {
  expect(() => scenarioOf([nightly({ deadline: "25:00" })])).toThrow(/dags\[0\]\.deadline: expected a clock time/);
  expect(() => scenarioOf([nightly({ deadline: -5 })])).toThrow(/dags\[0\]\.deadline: expected a clock time/);
});
