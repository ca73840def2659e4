/**
 * Runs that a person deletes. Other scenarios of it are in test/conformance; that form keeps no id twice.
 * @module
 */
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { expect, test } from "vitest";

function resultOf(more: object) {
  const tasks = [{ task_id: "a", operator: "work", duration: 2.013 }];
  const [scenario] = checkScenarios({ name: "s", until: 60, dags: [{ dag_id: "d", tasks }], ...more }, "s.json");
  if (scenario === undefined) throw new Error("Expected a scenario");
  return buildSimulation(scenario).run();
}

const run = (at: number) => ({ dag_id: "d", run_id: "r1", at, logical_at: -50 });
const deleted = (at: number) => ({ do: "delete", at, dag_id: "d", run_id: "r1" });

test("a run that was deleted may be asked for again, by the same id and date", () => {
  const result = resultOf({ runs: [run(0.1), run(20.3)], actions: [deleted(15.7)] });
  // as real Airflow 2.7.2 has recorded it
  expect(result.dagRuns).toMatchObject([{ runId: "r1", state: "success", startDate: 21e6, endDate: 24e6 }]);
  expect(result.taskInstances).toMatchObject([{ state: "success", startDate: 21e6, endDate: 23_013_000 }]);
  expect(result.stateCounts().dagRuns.success).toBe(1);
});

test("many runs may be deleted and asked for again", () => {
  const times = Array.from({ length: 90 }, (_, i) => i * 10);
  const result = resultOf({
    until: 1000,
    runs: times.map((at) => run(at + 0.1)),
    actions: times.slice(1).map((at) => deleted(at - 0.5)),
  });
  expect(result.dagRuns).toHaveLength(1);
  expect(result.dagRun("r1")).toMatchObject({ state: "success", queuedAt: 890_100_000 });
});

test("a deleted run is not asked for again while one of its tasks runs, in words", () => {
  expect(() => resultOf({ runs: [run(0.1), run(2.2)], actions: [deleted(2)] })).toThrow(
    'Expected no running task in a run that is deleted, got task "a" of run "r1" of the DAG "d": delete it later, or mark it as failed first',
  );
});

test("`recursive` belongs to one task, `only_failed` to a whole run", () => {
  const clear = (more: object) => ({ do: "clear", at: 5, dag_id: "d", run_id: "r1", ...more });
  expect(() => resultOf({ runs: [run(0)], actions: [clear({ recursive: true })] })).toThrow(
    "expected a `task_id` beside it",
  );
  expect(() => resultOf({ runs: [run(0)], actions: [clear({ task_id: "a", only_failed: true })] })).toThrow(
    "expected no `task_id` beside it",
  );
});

test.each(["3.2.1", "3.3.2"])("a run is asked for again while its old process goes on, in Airflow %s", (airflow) => {
  const dags = [{ dag_id: "d", tasks: [{ task_id: "a", operator: "work", duration: 20.013 }] }];
  const mark = { do: "mark", at: 7.2, dag_id: "d", run_id: "r1", state: "failed" };
  const again = [0.5, 8.4].map((at) => ({ dag_id: "d", run_id: "r1", at }));
  const result = resultOf({ airflow, dags, until: 90, runs: again, actions: [mark, deleted(7.7)] });
  // as real Airflow has recorded it: the old process is killed at 16 s, the new one runs beside it
  expect(result.dagRuns).toMatchObject([{ runId: "r1", state: "success", startDate: 9e6, endDate: 30e6 }]);
  expect(result.taskInstances).toMatchObject([{ state: "success", startDate: 9e6, endDate: 29_013_000 }]);
  expect(result.errors).toMatchObject([{ at: 16e6, taskId: "a" }]);
});
