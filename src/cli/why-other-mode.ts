import type { RunLimits } from "../kernel/index.ts";
import { instant, type SimulationResult, type TaskInstanceWhy } from "../observe/index.ts";
import { inMode } from "../report/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";

/** The same task instance where it waits in its worker slot. */
export interface OtherMode {
  readonly code: "otherMode";
  readonly text: string;
}

/** Runs the scenario in standard mode for a task instance that was deferred, and tells how its end differs. */
export function otherMode(
  why: TaskInstanceWhy,
  result: SimulationResult,
  scenario: Scenario,
  limits: RunLimits,
): OtherMode | undefined {
  const other = withTaskInStandardMode(why, scenario);
  if (other === undefined || !why.steps.some(({ state }) => state === "deferred")) return undefined;
  const standard = buildSimulation(other, { explain: true }).run(limits);
  const same = standard.taskInstances.find(
    ({ dagId, runId, taskId, mapIndex }) =>
      dagId === why.dagId && runId === why.runId && taskId === why.taskId && mapIndex === why.mapIndex,
  );
  const own = result.taskInstance(why.runId, why.taskId, { dagId: why.dagId, mapIndex: why.mapIndex });
  if (same === undefined || (same.state === own.state && same.endDate === own.endDate)) return undefined;
  const { summary } = standard.why(same);
  const ended = (at: number | null) => (at === null ? "has no end" : `ends at ${instant(at)}`);
  return {
    code: "otherMode",
    text: `in standard mode, where it waits in a worker slot, it is ${same.state ?? "without a state"} and ${ended(same.endDate)} (here ${own.state ?? "without a state"}, ${ended(own.endDate)}): ${summary.text} [${summary.code}]`,
  };
}

/** The scenario with this one task in standard mode; undefined where that is no other. */
function withTaskInStandardMode({ dagId, taskId }: TaskInstanceWhy, scenario: Scenario): Scenario | undefined {
  const standard = inMode(scenario, "standard");
  let isOther = false;
  const dags = scenario.dags.map((dag, i) => ({
    ...dag,
    tasks: dag.tasks.map((task, k) => {
      const switched = standard.dags[i]?.tasks[k];
      const isIt = dag.dag_id === dagId && (task.task_id === taskId || taskId.endsWith(`.${task.task_id}`));
      if (!isIt || switched === undefined || JSON.stringify(switched) === JSON.stringify(task)) return task;
      isOther ||= switched.operator !== task.operator || switched["deferrable"] !== task["deferrable"];
      return switched;
    }),
  }));
  return isOther ? { ...scenario, dags } : undefined;
}
