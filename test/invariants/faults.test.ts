/**
 * Random scenarios in which workers, schedulers, processes and messages die: what holds in every trace holds in theirs, rounds that loops
 * leave out change nothing, and a task ends or is said to wait.
 * @module
 */
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { differencesOfEveryRound } from "../../differential/every-round.js";
import { faultsScenario } from "../../differential/generate/faults.js";
import { traceHere } from "../../differential/here.js";
import { broken } from "../../differential/invariants.js";

const SCENARIOS = 60;
const ENDED = new Set(["success", "failed", "skipped", "upstream_failed", "removed"]);

describe.each(["2.7.2", "2.10.5", "2.11.0"] as const)("with Airflow %s", (airflow) => {
  const scenarios = Array.from({ length: SCENARIOS }, (_, index) => faultsScenario("tests", index, airflow));

  test(`things die in ${SCENARIOS} random scenarios, and all invariants hold`, () => {
    const problems = scenarios.flatMap((scenario) =>
      broken(scenario, traceHere(scenario, airflow)).map((problem) => `${scenario.name}: ${problem}`),
    );
    expect(problems).toEqual([]);
    const faults = scenarios.flatMap((scenario) => scenario.faults ?? []);
    const kinds = new Set(faults.map(({ kill, freeze, lose }) => `${kill ?? freeze ?? lose}`));
    expect(kinds).toEqual(new Set(["task", "supervisor", "scheduler", "message"]));
  });

  test("a round that a loop leaves out would have changed nothing", () => {
    const problems = scenarios.flatMap((scenario) =>
      differencesOfEveryRound(scenario, traceHere(scenario, airflow), airflow).map(
        (found) => `${scenario.name}: ${found}`,
      ),
    );
    expect(problems).toEqual([]);
  });

  test("each task has ended, or is said to wait: for what, and since when", () => {
    const forgotten = scenarios.flatMap((scenario) => {
      const [checked] = checkScenarios({ ...scenario, airflow }, scenario.name);
      const { taskInstances, unfinished } = buildSimulation(checked ?? expect.unreachable()).run();
      const said = new Map(
        unfinished.map((one) => [`${one.dagId} ${one.runId} ${one.taskId} ${one.mapIndex} ${one.state}`, one]),
      );
      return taskInstances.flatMap(({ dagId, runId, taskId, mapIndex, state, history }) => {
        if (state !== null && ENDED.has(state)) return [];
        const one = said.get(`${dagId} ${runId} ${taskId} ${mapIndex} ${state}`);
        const since = history.at(-1)?.at ?? 0;
        return one?.since === since && one.waitsFor.kind !== undefined ? [] : [`${scenario.name} ${taskId} ${state}`];
      });
    });
    expect(forgotten).toEqual([]);
  });
});
