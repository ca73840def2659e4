/**
 * Marks of what befalls task instances: who tells of them, and where the Gantt chart draws them.
 * @module
 */
import { DAG, type FaultSpec, type Incident, Simulation, type SimulationOptions } from "airlapse";
import { sleep } from "airlapse/kernel";
import { PythonOperator } from "airlapse/operators";
import { expect, test } from "vitest";
import { ganttOption, marksPresent, sinceStart, TimelineIndex } from "../../src/drawing/browser/charts/index.ts";
import { LOOKS, THEMES } from "../../src/drawing/browser/look.ts";
import { MARK_KINDS } from "../../src/drawing/report-data.ts";

const QUICK = {
  scheduler: {
    schedulerZombieTaskThreshold: 15,
    zombieDetectionInterval: 5,
    schedulerHealthCheckThreshold: 8,
    orphanedTasksCheckInterval: 10,
    taskQueuedTimeout: 20,
    taskQueuedTimeoutCheckInterval: 5,
  },
};
const TARGET = { dagId: "d", runId: "r", taskId: "t" };

function simulationOf(seconds: number, options: Partial<SimulationOptions>): Simulation {
  const dag = new DAG("d", { defaultArgs: { retries: 2, retryDelay: 3 } });
  new PythonOperator({
    dag,
    taskId: "t",
    *pythonCallable() {
      yield sleep(seconds);
    },
  });
  const base: SimulationOptions = {
    dags: [dag],
    airflow: "2.10.5",
    config: QUICK,
    executor: { class: "CeleryExecutor", workers: [{ concurrency: 1 }] },
    until: 200,
  };
  return new Simulation({ ...base, ...options }).trigger("d", { runId: "r" });
}

/** What befalls the one task, and when. */
function incidents(seconds: number, options: Partial<SimulationOptions>): string[] {
  const told: string[] = [];
  const simulation = simulationOf(seconds, options);
  simulation.on("incident", ({ at, taskId, incident }) => told.push(`${at / 1e6} ${taskId} ${incident}`));
  simulation.run();
  return told;
}

const workers = (...list: NonNullable<NonNullable<SimulationOptions["executor"]>["workers"]>) => ({
  executor: { class: "CeleryExecutor", workers: list } as const,
});

test("a worker is killed with its task, whose scheduler finds the zombie once its heartbeat is 15 s old", () => {
  const dying = { ...workers({ stopAt: 12.3 }, { startAt: 20 }) };
  expect(incidents(60, dying)).toEqual(["12.3 t killed", "30 t zombie"]); // last heartbeat 11 s, looks each 5 s
});

test.each<[Incident, FaultSpec]>([
  ["killed", { ...TARGET, at: 7, kill: "task" }],
  ["unwatched", { ...TARGET, at: 7, kill: "supervisor" }],
  ["unwatched", { ...TARGET, at: 7, freeze: "supervisor", for: 2 }],
])("a fault is told as %s: %j", (incident, fault) => {
  expect(incidents(9, { faults: [fault] })[0]).toBe(`7 t ${incident}`);
});

test("a message that is lost, and its task that is stuck in queued", () => {
  const lost = { ...workers({ startAt: 10 }), faults: [{ ...TARGET, at: 5, lose: "message" }] as const };
  expect(incidents(9, lost)).toEqual(["5 t lost", "25 t stuck"]); // queued at 1 s, 20 s long, looks each 5 s
});

test("a message that is out for longer than the visibility timeout is given out again, by SQS at once", () => {
  const config = { ...QUICK, celeryBrokerTransportOptions: { visibilityTimeout: 30 } };
  const executor = { class: "CeleryExecutor", broker: "sqs", workers: [{ concurrency: 2 }] } as const;
  expect(incidents(40, { config, executor })).toEqual(["31 t redelivered"]);
});

test("a scheduler that starts after another has died takes its task over", () => {
  expect(incidents(60, { schedulers: [{ stopAt: 6.5 }, { startAt: 30 }] })).toEqual(["30 t adopted"]);
});

test("each is a mark in its row, side by side where they are near, with a series for each kind", () => {
  const result = simulationOf(60, workers({ stopAt: 12.3 }, { startAt: 20 })).run();
  const { timeline } = result.drawing("s");
  expect(timeline.marks).toEqual({
    rows: [0, 0],
    kinds: [MARK_KINDS.indexOf("killed"), MARK_KINDS.indexOf("zombie")],
    at: [12.3, 30],
  });
  expect(marksPresent(timeline)).toEqual(["killed", "zombie"]);
  const index = new TimelineIndex(timeline);
  const filter = { text: "", dagId: null, state: null, shown: { from: 0, to: 200 }, unfolded: null };
  const { rows } = index.rows(filter, 200);
  const marksAt = (width: number) => {
    const { series } = ganttOption({ index, rows, until: 200 }, LOOKS.light, { width, scale: sinceStart(200) });
    return [series ?? []]
      .flat()
      .filter(({ id }) => id === "killed" || id === "zombie")
      .map(({ data }) => data);
  };
  expect(marksAt(900)).toEqual([[[0, 12_300, 0, 0]], [[0, 30_000, 0, 0]]]);
  expect(marksAt(160)).toEqual([[[0, 12_300, 0, 0]], [[0, 30_000, 1, 0]]]); // less than two radii from each other
});

test.each(THEMES)("without incidents nothing is marked, %s", (theme) => {
  const { timeline } = simulationOf(9, {}).run().drawing("s");
  expect(timeline.marks).toEqual({ rows: [], kinds: [], at: [] });
  const index = new TimelineIndex(timeline);
  const place = { width: 900, scale: sinceStart(200) };
  const { series } = ganttOption({ index, rows: [], until: 200 }, LOOKS[theme], place);
  expect([series ?? []].flat().map(({ id }) => id)).not.toContain("killed");
});
