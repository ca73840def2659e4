/**
 * Backfills that are refused. Those that run are in test/conformance.
 * @module
 */
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { expect, test } from "vitest";

function refusal(
  action: object,
  { airflow = "3.2.1", dag = {}, task = {}, tasks: others = [] as object[], more = {} } = {},
): string {
  const tasks = [{ task_id: "a", operator: "work", ...task }, ...others];
  const deed = { do: "backfill", at: 5, dag_id: "d", from: -60, to: -10, ...action };
  const dags = [{ dag_id: "d", schedule: { every: 10 }, tasks, ...dag }];
  try {
    for (const scenario of checkScenarios({ name: "s", airflow, until: 60, dags, actions: [deed], ...more }, "s.json"))
      buildSimulation(scenario);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

test("a backfill that Airflow refuses is refused before anything runs", () => {
  expect(refusal({})).toBe("none");
  expect(refusal({}, { dag: { schedule: null } })).toContain("d has no schedule");
  expect(refusal({ from: 7, to: 9 })).toContain("cannot be executed for future dates");
  const past = { depends_on_past: true };
  expect(refusal({ reprocess: "failed" }, { task: past })).toBe("none");
  expect(refusal({}, { task: past })).toContain("You must set reprocess behavior");
  expect(refusal({ reverse: true, reprocess: "failed" }, { task: past })).toContain("cannot be run in reverse");
});

test("what the command of Airflow 2 refuses, or is not simulated of it, is refused before anything runs", () => {
  const airflow = "2.11.0";
  expect(refusal({}, { airflow })).toBe("none");
  expect(refusal({}, { airflow, dag: { schedule: null } })).toContain("d has no run dates");
  expect(refusal({ max_active_runs: 2 }, { airflow })).toContain("the max_active_runs of the DAG holds");
  expect(refusal({ reprocess: "failed" }, { airflow })).toBe("none");
  expect(refusal({ reprocess: "completed" }, { airflow })).toContain("--reset-dagruns is not simulated");
  const past = { depends_on_past: true };
  expect(refusal({}, { airflow, task: past })).toBe("none");
  expect(refusal({ reverse: true }, { airflow, task: past })).toContain("You cannot backfill backwards");
  const executor = { class: "CeleryExecutor" };
  expect(refusal({}, { airflow, more: { executor } })).toContain("expected no `executor.class` beside a backfill");
  const mapped = [{ task_id: "b", operator: "work", expand: { duration: { output_of: "a" } } }];
  expect(refusal({}, { airflow, task: { operator: "produce", value: [1] }, tasks: mapped })).toContain(
    "expected no task that is mapped over a result",
  );
});

test("wrong values are refused, with their path", () => {
  expect(refusal({ max_active_runs: 0 })).toContain("max_active_runs");
  expect(refusal({ reprocess: "all" })).toContain("reprocess");
});
