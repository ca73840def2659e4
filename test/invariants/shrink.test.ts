import { expect, test } from "vitest";
import type { ScenarioSpec } from "../../differential/generate/draft.js";
import { generateScenario } from "../../differential/generate.js";
import { traceHere } from "../../differential/here.js";
import { shrink } from "../../differential/shrink.js";

/** Questions that may be asked: each costs seconds where real Airflow answers it. */
const FEW = 100;

/** Asks whether a scenario is valid and does what is looked for, and counts. */
function question(isIt: (scenario: ScenarioSpec) => boolean) {
  const asked: ScenarioSpec[] = [];
  const ask = async (scenario: ScenarioSpec) => {
    asked.push(scenario);
    try {
      return isIt(scenario);
    } catch {
      return false; // not valid
    }
  };
  return { ask, asked };
}

const reschedules = (scenario: ScenarioSpec) => traceHere(scenario).reschedules > 0;

test("a scenario is made smaller until nothing can be left out", async () => {
  const scenario = [...Array(50).keys()].map((index) => generateScenario("shrink", index)).find(reschedules);
  if (scenario === undefined) throw new Error("Expected one of fifty scenarios to reschedule a sensor");
  const { ask, asked } = question(reschedules);
  const { dags, runs, cloud, ...rest } = await shrink(scenario, ask);
  expect(dags).toHaveLength(1);
  expect(dags[0]?.tasks).toHaveLength(1);
  expect(dags[0]?.tasks[0]).toMatchObject({ mode: "reschedule" });
  expect(runs ?? []).toHaveLength(dags[0]?.schedule ? 0 : 1);
  expect(Object.keys(rest).sort()).toEqual(["name", "until"]);
  expect(cloud === undefined || cloud.glue.jobs.length === 0).toBe(true);
  expect(asked.length).toBeLessThan(FEW);
});

test("what refers to a task or a DAG goes with it, so that every smaller scenario is valid as far as that", async () => {
  const problems: string[] = [];
  const isLarge = (scenario: ScenarioSpec) => {
    const ids = new Set(
      scenario.dags.flatMap(({ dag_id, tasks }) => tasks.map(({ task_id }) => `${dag_id}/${task_id}`)),
    );
    for (const { dag_id, tasks } of scenario.dags)
      for (const { task_id, upstream = [], teardown_of = [], choose = [] } of tasks)
        for (const other of [...upstream, ...teardown_of, ...choose])
          if (!ids.has(`${dag_id}/${other}`)) problems.push(`${task_id} refers to ${other}`);
    for (const { dag_id, task_id } of scenario.actions ?? [])
      if (!ids.has(`${dag_id}/${task_id}`)) problems.push(`an action refers to ${task_id}`);
    return ids.size > 2;
  };
  for (let index = 0; index < 20; index += 1) await shrink(generateScenario("refers", index), question(isLarge).ask);
  expect(problems).toEqual([]);
});

test("a scenario that nothing can be taken from stays as it is", async () => {
  const scenario = generateScenario("shrink", 0);
  expect(await shrink(scenario, async () => false)).toBe(scenario);
});
