/**
 * What a task does otherwise in some tries: with a probability, which real Airflow has not, and what is refused. Map indexes,
 * runs and tries are recorded from real Airflow (test/conformance, `said`).
 * @module
 */
import { expect, test } from "vitest";
import { buildSimulation, checkScenarios, type Scenario, ScenarioError } from "../../src/scenario-files.ts";

function scenarioOf(task: object, more: object = {}): Scenario {
  const [scenario] = checkScenarios(
    {
      name: "cases",
      dags: [{ dag_id: "d", max_active_runs: 1000, tasks: [{ task_id: "t", ...task }] }],
      runs: [{ dag_id: "d", run_id: "r" }],
      ...more,
    },
    "cases.json",
  );
  if (scenario === undefined) throw new RangeError("expected a scenario");
  return scenario;
}

/** The states of the instances, in the order of their map indexes. */
function statesOf(scenario: Scenario): (string | null)[] {
  return buildSimulation(scenario)
    .run()
    .trace("cases")
    .task_instances.map(({ state }) => state);
}

test("a probability is drawn for each try, the same for the same seed", () => {
  const task = {
    operator: "work",
    expand: { duration: Array.from({ length: 100 }, () => 1) },
    cases: [{ probability: 0.5, outcome: "fail" }],
  };
  const states = statesOf(scenarioOf(task, { seed: 3 }));
  const failed = states.filter((state) => state === "failed").length;
  // four standard deviations of a binomial of 100 and 0.5 on either side
  expect(failed).toBeGreaterThan(50 - 4 * 5);
  expect(failed).toBeLessThan(50 + 4 * 5);
  expect(statesOf(scenarioOf(task, { seed: 3 }))).toEqual(states);
  expect(statesOf(scenarioOf(task, { seed: 4 }))).not.toEqual(states);
});

test("a case that never holds and one that always does are what they say", () => {
  const never = { operator: "work", cases: [{ probability: 0, outcome: "fail" }] };
  const always = { operator: "work", cases: [{ probability: 1, outcome: "fail" }] };
  expect(statesOf(scenarioOf(never))).toEqual(["success"]);
  expect(statesOf(scenarioOf(always))).toEqual(["failed"]);
});

test.each([
  [{ operator: "work", cases: [{ map_indexes: 1 }] }, 'did you mean `map_index`|did you mean "map_index"'],
  [{ operator: "work", cases: [{ probability: 2 }] }, "expected a number from 0 to 1, got 2"],
  [{ operator: "wait", ready_at: 1, cases: [{ outcome: "fail" }] }, "unknown key"],
  [{ operator: "work", cases: [{ try: 0 }] }, "expected a whole number from 1 up, got 0"],
])("%j is refused", (task, message) => {
  expect(() => scenarioOf(task)).toThrow(ScenarioError);
  expect(() => scenarioOf(task)).toThrow(new RegExp(message));
});

test("a task that starts from its trigger has no cases", () => {
  const task = { operator: "defer", wait: 3, start_from_trigger: true, cases: [{ try: 1, wait: 5 }] };
  expect(() => scenarioOf(task, { airflow: "2.10.5" })).toThrow(/cases: expected none, as it starts from its trigger/);
});

test("a zone that is none is refused", () => {
  const dags = [{ dag_id: "d", timezone: "Europe/Zürich", tasks: [{ task_id: "t", operator: "EmptyOperator" }] }];
  expect(() => scenarioOf({ operator: "EmptyOperator" }, { dags })).toThrow(
    /dags\[0\]\.timezone: expected the name of a time zone/,
  );
});
