import { buildSimulation, checkScenarios, type Scenario } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { repeated } from "../../src/report/repeated.ts";

type Json = Readonly<Record<string, unknown>>;

function scenarioOf(dag: Json, more: Json): Scenario {
  const tasks = [{ task_id: "t", operator: "work", duration: 5 }];
  const [scenario] = checkScenarios({ name: "s", dags: [{ dag_id: "d", tasks, ...dag }], ...more }, "test");
  if (scenario === undefined) throw new Error("Expected a scenario");
  return scenario;
}

const idsAndDates = ({ runs = [] }: Scenario) => runs.map(({ run_id, logical_at }) => [run_id, logical_at]);

describe("runs that are repeated", () => {
  const runs = [
    { dag_id: "d", run_id: "a", at: 10, conf: { x: 1 } },
    { dag_id: "d", run_id: "b", logical_at: 5 },
  ];

  test("stay as they are where they are asked for once", () => {
    const scenario = scenarioOf({}, { runs });
    expect(repeated(scenario, 1)).toEqual(scenario);
  });

  test("differ in their ids and by a microsecond of their logical dates, and are asked for at once", () => {
    expect(repeated(scenarioOf({}, { runs }), 3).runs).toEqual([
      { dag_id: "d", run_id: "a_1", at: 10, logical_at: 9.999998, conf: { x: 1 } },
      { dag_id: "d", run_id: "a_2", at: 10, logical_at: 9.999999, conf: { x: 1 } },
      { dag_id: "d", run_id: "a_3", at: 10, logical_at: 10, conf: { x: 1 } },
      { dag_id: "d", run_id: "b_1", logical_at: 4.999998 },
      { dag_id: "d", run_id: "b_2", logical_at: 4.999999 },
      { dag_id: "d", run_id: "b_3", logical_at: 5 },
    ]);
  });

  test("keep out of each other's way where they are microseconds apart", () => {
    const close = [0, 0.000001].map((at) => ({ dag_id: "d", run_id: `r${at}`, at }));
    const dates = idsAndDates(repeated(scenarioOf({}, { runs: close }), 3)).map(([, date]) => date);
    expect(new Set(dates).size).toBe(6);
    expect(Math.max(...(dates as number[]))).toBe(0.000001);
  });

  test("do not begin before their DAG, where their tasks would have no instances", () => {
    const scenario = scenarioOf({ start_at: 0 }, { runs: [{ dag_id: "d", run_id: "r", at: 0 }] });
    expect(idsAndDates(repeated(scenario, 3))).toEqual([
      ["r_1", 0],
      ["r_2", 0.000001],
      ["r_3", 0.000002],
    ]);
    expect(buildSimulation(repeated(scenario, 3)).run().usage().slotSeconds).toBe(15);
  });

  test("are all marked where one is", () => {
    const mark = { at: 3, do: "mark", dag_id: "d", run_id: "r", task_id: "t", state: "failed" };
    const scenario = scenarioOf({}, { runs: [{ dag_id: "d", run_id: "r", at: 0.5 }], actions: [mark] });
    const result = buildSimulation(repeated(scenario, 3)).run();
    expect(result.dagRuns.map(({ runId, state }) => `${runId} ${state}`)).toEqual([
      "r_1 failed",
      "r_2 failed",
      "r_3 failed",
    ]);
  });
});
