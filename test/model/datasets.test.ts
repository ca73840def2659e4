import { DAG, type DagArguments, Dataset, Simulation, SimulationError } from "airlapse";
import { EmptyOperator, PythonOperator } from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { Work } from "../pipelines.ts";

const RAW = new Dataset("s3://bucket/raw");
const CLEAN = new Dataset("s3://bucket/clean");

function problemsOf(given: DagArguments, outlets: readonly Dataset[]): readonly string[] {
  const dag = new DAG("d", given);
  new EmptyOperator({ dag, taskId: "t", outlets });
  try {
    new Simulation({ dags: [dag] });
  } catch (error) {
    if (error instanceof SimulationError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

describe("a DAG that waits for datasets", () => {
  const producer = new DAG("producer");
  new Work({ dag: producer, taskId: "load", seconds: 2, outlets: [RAW] });
  new Work({ dag: producer, taskId: "refine", seconds: 5, outlets: [CLEAN] });
  const consumer = new DAG("consumer", { schedule: [RAW, CLEAN] });
  new PythonOperator({ dag: consumer, taskId: "report", pythonCallable: ({ dagRun }) => dagRun.runType });

  test("runs when all of them were updated, with the time of the newest update for its logical date", () => {
    const simulation = new Simulation({ dags: [producer, consumer], until: 60 }).trigger("producer", { at: 0.5 });
    const updates: string[] = [];
    simulation.on("dataset", ({ at, uri, taskId }) => updates.push(`${at / 1e6} ${uri} by ${taskId}`));
    const result = simulation.run();
    // started at 1, done at 3 and 6; the scheduler looks once a second
    expect(updates).toEqual(["3 s3://bucket/raw by load", "6 s3://bucket/clean by refine"]);
    expect(result.dagRuns.filter(({ dagId }) => dagId === "consumer")).toMatchObject([
      { runId: "dataset_triggered__2024-01-01T00:00:06+00:00", logicalDate: 6e6, queuedAt: 6e6, state: "success" },
    ]);
  });

  test("is not run by one of them alone, nor by a task that fails", () => {
    const failing = new DAG("failing");
    new Work({ dag: failing, taskId: "load", seconds: 2, outlets: [RAW] });
    new Work({ dag: failing, taskId: "refine", seconds: 5, executionTimeout: 4, outlets: [CLEAN] });
    const simulation = new Simulation({ dags: [failing, consumer], until: 60 });
    const result = simulation.trigger("failing", { at: 0.5 }).run();
    expect(result.datasetEvents.map(({ uri }) => uri)).toEqual([RAW.uri]);
    expect(result.dagRuns.map(({ dagId }) => dagId)).toEqual(["failing"]);
  });
});

test("a dataset is refused where its URI is none that Airflow takes", () => {
  const wrong = ["", "  ", "s3://bücket/x", "airflow://x", `s3://${"x".repeat(3000)}`].map((uri) => new Dataset(uri));
  for (const dataset of wrong) {
    expect(problemsOf({}, [dataset])).toEqual(['DAG "d", task "t", outlets']);
    expect(problemsOf({ schedule: [dataset] }, [])).toEqual(['DAG "d", schedule']);
  }
  expect(problemsOf({ schedule: [] }, [])).toEqual(['DAG "d", schedule']);
  expect(problemsOf({ schedule: [RAW] }, [CLEAN])).toEqual([]);
});
