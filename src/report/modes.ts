/**
 * The three ways in which a pipeline can wait, and scenarios switched from one to another.
 * @module
 */
import { OPERATORS, type Scenario, type ScenarioTask } from "../scenario/index.ts";

export const MODES = ["standard", "reschedule", "deferrable"] as const;

/**
 * `standard`: a task holds its worker slot while it waits. `reschedule`: a sensor gives it back between two pokes.
 * `deferrable`: the task waits in the triggerer.
 */
export type Mode = (typeof MODES)[number];

/** The scenario with every operator switched that can wait in that mode; the others wait as in the standard mode. */
export function inMode(scenario: Scenario, mode: Mode): Scenario {
  const dags = scenario.dags.map((dag) => ({ ...dag, tasks: dag.tasks.map((task) => switched(task, mode)) }));
  return { ...scenario, dags };
}

function switched(task: ScenarioTask, mode: Mode): ScenarioTask {
  const own = OPERATORS[task.operator];
  const sibling = mode === "deferrable" ? own?.asyncSibling : own?.syncSibling;
  const operator = sibling ?? task.operator;
  const { fields = {} } = OPERATORS[operator] ?? {};
  const settled = { ...task.expand, ...task.from_group };
  const takes = (field: string, value: unknown) => fields[field]?.safeParse(value).success === true;
  const set = (field: string, value: unknown) => (takes(field, value) && !(field in settled) ? { [field]: value } : {});
  return {
    ...task,
    operator,
    ...set("deferrable", mode === "deferrable"),
    ...set("mode", mode === "reschedule" && takes("mode", "reschedule") ? "reschedule" : "poke"),
  };
}
