/**
 * DAGs that are paused because their last runs have failed (`max_consecutive_failed_dag_runs`). What real Airflow does then is
 * recorded in test/conformance; this is what it comes to.
 * @module
 */
import { DAG, type DagArguments, Simulation } from "airlapse";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { Defer, Work } from "../pipelines.ts";

class Fails extends Work {
  override *execute() {
    yield* super.execute();
    throw new Error("it fails");
  }
}

const dagOf = (given: DagArguments) => new DAG("d", { startDate: DateTime.utc(2024, 1, 1), catchup: true, ...given });

describe("a DAG", () => {
  test("gets no runs any more once so many in a row have failed", () => {
    const dag = dagOf({ schedule: { every: 60 }, maxConsecutiveFailedDagRuns: 3 });
    new Fails({ dag, taskId: "t", seconds: 5 });
    const result = new Simulation({ dags: [dag], airflow: "2.10.5", until: 3600 }).run();
    expect(result.dagRuns.map(({ state }) => state)).toEqual(["failed", "failed", "failed"]);
    expect(result.pausedDags).toEqual([{ kind: "dagPaused", at: 185e6, by: "scheduler", dagId: "d" }]); // the third run starts at 180 s
  });

  test("has the limit of the configuration where it says nothing itself", () => {
    const dag = dagOf({ schedule: { every: 60 } });
    new Fails({ dag, taskId: "t", seconds: 5 });
    const config = { core: { maxConsecutiveFailedDagRunsPerDag: 2 } };
    const result = new Simulation({ dags: [dag], airflow: "2.10.5", until: 3600, config }).run();
    expect(result.dagRuns).toHaveLength(2);
  });

  test("goes on where a run in between succeeds", () => {
    let runs = 0;
    class FailsButOnce extends Work {
      override *execute() {
        yield* super.execute();
        runs += 1;
        if (runs !== 2) throw new Error("it fails");
      }
    }
    const dag = dagOf({ schedule: { every: 60 }, maxConsecutiveFailedDagRuns: 2 });
    new FailsButOnce({ dag, taskId: "t", seconds: 5 });
    const result = new Simulation({ dags: [dag], airflow: "2.10.5", until: 3600 }).run();
    expect(result.dagRuns.map(({ state }) => state)).toEqual(["failed", "success", "failed", "failed"]);
  });
});

test("a run that is under way when its DAG is paused does what needs no scheduler, and is looked at once a minute", () => {
  const dag = dagOf({ schedule: null, maxConsecutiveFailedDagRuns: 1 });
  new Work({ dag, taskId: "long", seconds: 100 });
  new Defer({ dag, taskId: "waits", wait: 40 });
  const simulation = new Simulation({ dags: [dag], airflow: "2.10.5", until: 600 });
  simulation.trigger("d", { runId: "early", logicalAt: 0 }).trigger("d", { runId: "late", at: 5, logicalAt: 5 });
  for (const taskId of ["long", "waits"]) simulation.mark("failed", { at: 10.5, dagId: "d", runId: "late", taskId });
  const result = simulation.run();
  expect(result.pausedDags[0]?.at).toBe(11e6);
  expect(result.taskInstance("early", "long").state).toBe("success"); // it was running
  expect(result.taskInstance("early", "waits").state).toBe("scheduled"); // its trigger has fired; nobody queues it
  expect(result.dagRun("early").state).toBe("running");
});

test("an option that came later is refused, whether the DAG or the configuration has it", () => {
  const dag = dagOf({ maxConsecutiveFailedDagRuns: 1 });
  const config = { core: { maxConsecutiveFailedDagRunsPerDag: 2 } };
  expect(() => new Simulation({ dags: [dag], config })).toThrow(
    /2 problems\n {2}config\.core\.maxConsecutiveFailedDagRunsPerDag: Airflow has it from 2\.9 on.*\n {2}DAG "d", maxConsecutiveFailedDagRuns: Airflow has it from 2\.9 on/,
  );
});
