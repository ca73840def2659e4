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
  const isOpen = (field: string) => field in fields && !(field in (task.expand ?? {}));
  const changes = {
    operator,
    ...(isOpen("deferrable") ? { deferrable: mode === "deferrable" } : {}),
    ...(isOpen("mode") ? { mode: mode === "reschedule" ? "reschedule" : "poke" } : {}),
  };
  return { ...task, ...changes };
}

/**
 * The scenario with each manual run asked for `count` times at once. The copies differ by run id and by a millisecond of
 * their logical dates, which have to differ.
 */
export function repeated(scenario: Scenario, count: number): Scenario {
  const runs = (scenario.runs ?? []).flatMap((run) =>
    Array.from({ length: count }, (_, i) => ({
      ...run,
      run_id: count === 1 ? run.run_id : `${run.run_id}_${i + 1}`,
      logical_at: (run.logical_at ?? run.at ?? 0) - (count - 1 - i) / 1000,
    })),
  );
  return { ...scenario, runs };
}
