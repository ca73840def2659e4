/**
 * What is refused of workers, schedulers and faults, and that a scenario without them has nothing to do with Celery.
 * @module
 */
import { FaultError } from "airlapse";
import { buildSimulation, checkScenarios, ScenarioError } from "airlapse/scenario";
import { expect, test } from "vitest";

const scenario = (more: Readonly<Record<string, unknown>>) => ({
  name: "s",
  until: 100,
  dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "work", duration: 5 }] }],
  runs: [{ dag_id: "d", run_id: "r" }],
  ...more,
});

const CELERY = { class: "CeleryExecutor" };
const target = { dag_id: "d", run_id: "r", task_id: "t" };

function problemsOf(more: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    checkScenarios(scenario(more), "s.json");
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ path }) => path);
    throw error;
  }
  return [];
}

test.each([
  [{ schedulers: [{}], faults: [], dag_processor: {} }, ["schedulers", "faults", "dag_processor"]],
  [{ executor: { workers: [{}], broker: "sqs" } }, ["executor.workers", "executor.broker"]],
  [{ airflow: "3.2.1", executor: CELERY }, ["executor.class"]],
  [{ executor: { class: "LocalExecutor" } }, ["executor.class"]],
  [{ executor: { ...CELERY, workers: [{ start_at: 9, stop_at: 3 }] } }, ["executor.workers[0].stop_at"]],
  [{ executor: { ...CELERY, workers: [{ stop_at: 3, grace: 5 }] } }, ["executor.workers[0].grace"]],
  [{ executor: { ...CELERY, workers: [{ shutdown: "cold" }] } }, ["executor.workers[0].shutdown"]],
  [{ executor: CELERY, faults: [{ at: 1, freeze: "scheduler", scheduler: 1, for: 5 }] }, ["faults[0].scheduler"]],
  [{ executor: CELERY, faults: [{ at: 1, kill: "task", ...target, task_id: "x" }] }, ["faults[0].task_id"]],
  [{ executor: CELERY, faults: [{ at: 1, kill: "everything", ...target }] }, ["faults[0]"]],
])("%j is refused", (more, paths) => {
  expect(problemsOf(more)).toEqual(paths);
});

test("a fault of a task that is on no worker then is refused in words", () => {
  const faults = [{ at: 50, kill: "task", ...target }];
  const [checked] = checkScenarios(scenario({ executor: CELERY, faults }), "s.json");
  if (checked === undefined) throw new Error("Expected a scenario");
  const simulation = buildSimulation(checked);
  expect(() => simulation.run()).toThrow(FaultError);
});

test("without faults, Celery's workers give the same history as worker slots", () => {
  const [plain, celery] = [{ worker_slots: 1 }, { ...CELERY, workers: [{ concurrency: 1 }] }].map((executor) => {
    const [checked] = checkScenarios(scenario({ executor, overheads: { task_startup: 1.5 } }), "s.json");
    if (checked === undefined) throw new Error("Expected a scenario");
    return buildSimulation(checked).run().trace("s");
  });
  expect(celery).toEqual(plain);
  expect(plain?.dag_runs[0]?.state).toBe("success");
});
