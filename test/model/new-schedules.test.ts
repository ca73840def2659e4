import {
  type AirflowVersion,
  CronTriggerTimetable,
  DAG,
  type DagArguments,
  Dataset,
  DatasetAll,
  DatasetAny,
  DeltaTriggerTimetable,
  EventsTimetable,
  Simulation,
  SimulationError,
} from "airlapse";
import { DateTimeSensor, EmptyOperator } from "airlapse/operators";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { Work } from "../pipelines.ts";

const START = DateTime.utc(2024, 1, 1);
const [A, B, C] = [new Dataset("s3://lake/a"), new Dataset("s3://lake/b"), new Dataset("s3://lake/c")];

function problemsOf(airflow: AirflowVersion, schedule: DagArguments["schedule"]): readonly string[] {
  const dag = new DAG("d", { schedule: schedule ?? null, startDate: START });
  return refusalsOf(() => new Simulation({ dags: [dag], airflow }));
}

function refusalsOf(make: () => unknown): readonly string[] {
  try {
    make();
  } catch (error) {
    if (error instanceof SimulationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe("a schedule that came with a later version", () => {
  test("a condition of datasets is there from 2.9 on", () => {
    expect(problemsOf("2.7.2", new DatasetAny(A, B))).toEqual([
      'DAG "d", schedule: Airflow has it from 2.9 on, and 2.7.2 is simulated: leave it out, or choose 2.10.5, 2.11.0, 3.2.1 or 3.3.2',
    ]);
    expect(problemsOf("2.10.5", new DatasetAny(A, B))).toEqual([]);
  });

  test("DeltaTriggerTimetable is there from 2.11 on, CronTriggerTimetable in all", () => {
    expect(problemsOf("2.10.5", new DeltaTriggerTimetable(60))).toEqual([
      'DAG "d", schedule: Airflow has it from 2.11 on, and 2.10.5 is simulated: leave it out, or choose 2.11.0, 3.2.1 or 3.3.2',
    ]);
    expect(problemsOf("2.11.0", new DeltaTriggerTimetable(60))).toEqual([]);
    expect(problemsOf("2.7.2", new CronTriggerTimetable("0 6 * * *"))).toEqual([]);
  });

  test("what makes no sense is refused", () => {
    expect(problemsOf("2.11.0", new CronTriggerTimetable("every day"))).toHaveLength(1);
    expect(problemsOf("2.11.0", new CronTriggerTimetable("0 6 * * *", { interval: -1 }))).toHaveLength(1);
    expect(problemsOf("2.11.0", new DeltaTriggerTimetable(0))).toHaveLength(1);
    expect(problemsOf("2.11.0", new DatasetAll())).toHaveLength(1);
    expect(problemsOf("2.7.2", new EventsTimetable([]))).toEqual([
      'DAG "d", schedule: expected one event date at least: give some `eventDates`',
    ]);
    expect(problemsOf("2.10.5", new EventsTimetable([]))).toEqual([]);
    expect(problemsOf("2.10.5", new EventsTimetable([DateTime.invalid("none")]))).toHaveLength(1);
    expect(problemsOf("2.11.0", new DatasetAny(A, new DatasetAll(new Dataset(" "))))).toHaveLength(1);
  });
});

test("a condition is met by what it names, and what was updated before counts", () => {
  const producer = new DAG("producer");
  new Work({ dag: producer, taskId: "a", seconds: 2, outlets: [A] });
  new Work({ dag: producer, taskId: "b", seconds: 5, outlets: [B] });
  new Work({ dag: producer, taskId: "c", seconds: 8, outlets: [C] });
  const consumer = new DAG("consumer", { schedule: new DatasetAll(C, new DatasetAny(A, B)) });
  new EmptyOperator({ dag: consumer, taskId: "report" });
  const result = new Simulation({ dags: [producer, consumer], airflow: "2.10.5", until: 60 }).trigger("producer").run();
  const runs = result.dagRuns.filter(({ dagId }) => dagId === "consumer");
  expect(runs.map(({ logicalDate }) => logicalDate)).toEqual([9e6]); // with c, which began at 1 s
});

test("on_skipped_callback is there from 2.9 on, for every operator", () => {
  const dag = new DAG("d");
  new EmptyOperator({ dag, taskId: "e", onSkippedCallback: () => {} });
  new DateTimeSensor({ dag, taskId: "s", targetTime: "2024-01-01T00:00:00+00:00", onSkippedCallback: () => {} });
  expect(refusalsOf(() => new Simulation({ dags: [dag] })).map((text) => text.slice(0, 38))).toEqual([
    'DAG "d", task "e", onSkippedCallback: ',
    'DAG "d", task "s", onSkippedCallback: ',
  ]);
  expect(refusalsOf(() => new Simulation({ dags: [dag], airflow: "2.10.5" }))).toEqual([]);
});

test("scheduler.create_cron_data_intervals is there from 2.9 on", () => {
  const given = { dags: [new DAG("d")], config: { scheduler: { createCronDataIntervals: false } } };
  expect(refusalsOf(() => new Simulation(given))).toEqual([
    "config.scheduler.createCronDataIntervals: Airflow has it from 2.9 on, and 2.7.2 is simulated: leave it out, or choose 2.10.5, 2.11.0, 3.2.1 or 3.3.2",
  ]);
  expect(refusalsOf(() => new Simulation({ ...given, airflow: "2.10.5" }))).toEqual([]);
});
