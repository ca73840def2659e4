/**
 * Backfills that are refused. Those that run are in test/conformance.
 * @module
 */
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { expect, test } from "vitest";

function refusal(action: object, { airflow = "3.2.1", dag = {}, task = {} } = {}): string {
  const tasks = [{ task_id: "a", operator: "work", ...task }];
  const deed = { do: "backfill", at: 5, dag_id: "d", from: -60, to: -10, ...action };
  const dags = [{ dag_id: "d", schedule: { every: 10 }, tasks, ...dag }];
  try {
    for (const scenario of checkScenarios({ name: "s", airflow, until: 60, dags, actions: [deed] }, "s.json"))
      buildSimulation(scenario);
  } catch (error) {
    return (error as Error).message;
  }
  return "none";
}

test("a backfill that Airflow refuses is refused before anything runs", () => {
  expect(refusal({})).toBe("none");
  expect(refusal({}, { airflow: "2.11.0" })).toContain("expected Airflow 3: up to 2 a command runs backfills");
  expect(refusal({}, { dag: { schedule: null } })).toContain("d has no schedule");
  expect(refusal({ from: 7, to: 9 })).toContain("cannot be executed for future dates");
  const past = { depends_on_past: true };
  expect(refusal({ reprocess: "failed" }, { task: past })).toBe("none");
  expect(refusal({}, { task: past })).toContain("You must set reprocess behavior");
  expect(refusal({ reverse: true, reprocess: "failed" }, { task: past })).toContain("cannot be run in reverse");
});

test("wrong values are refused, with their path", () => {
  expect(refusal({ max_active_runs: 0 })).toContain("max_active_runs");
  expect(refusal({ reprocess: "all" })).toContain("reprocess");
});
