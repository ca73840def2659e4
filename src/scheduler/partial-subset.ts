import {
  type DagRun,
  flatRelatives,
  type Relatives,
  type TaskInstance,
  type TaskModel,
  upstreamFacts,
} from "../database/index.ts";
import { isSchedulable } from "../definition/index.ts";
import type { View } from "./scheduling-decisions.ts";

/**
 * The part of a DAG that the mini-scheduler looks at after a task: the tasks behind it, their setups and teardowns, and
 * what all of these depend on directly (`DAG.partial_subset` with include_downstream and include_direct_upstream,
 * models/dag.py). Tasks at its edge have lost upstreams, and so may be decided differently from the whole DAG.
 */
export class PartialSubset implements View {
  readonly isPartial: boolean;
  readonly isSerialized = false;
  readonly #tasks: ReadonlySet<TaskModel>;

  constructor(task: TaskModel) {
    const behind = new Set([...task.downstream, ...flatRelatives(task, "downstream")]);
    for (const other of [...behind]) for (const setup of setupsAndTeardowns(other)) behind.add(setup);
    const tasks = new Set(behind);
    for (const other of behind) for (const upstream of other.upstream) tasks.add(upstream);
    this.#tasks = tasks;
    this.isPartial = tasks.size < task.dag.tasks.length;
  }

  relatives({ task }: TaskInstance): Relatives | undefined {
    if (!this.#tasks.has(task)) return undefined;
    const upstream = task.upstream.filter((other) => this.#tasks.has(other));
    const reachable = new Set(upstream);
    for (const other of reachable) for (const next of other.upstream) if (this.#tasks.has(next)) reachable.add(next);
    const relevantSetups = task.relevantSetups.filter((setup) => reachable.has(setup));
    return {
      upstream,
      upstreamFacts: upstreamFacts(upstream),
      relevantSetups,
      scope: task.relatives.scope.filter((other) => reachable.has(other)),
      complete: upstream.length === task.upstream.length,
    };
  }

  /** The task instances that it would decide on: unlike in the whole DAG, also where nothing about them has changed. */
  candidates(run: DagRun): TaskInstance[] {
    const tasks = [...this.#tasks].filter((task) => run.mayHaveSchedulable(task));
    return tasks.flatMap((task) => run.instances(task)).filter(({ state }) => isSchedulable(state));
  }
}

/** `get_upstreams_only_setups_and_teardowns`, as far as a subset takes them in. */
function setupsAndTeardowns(task: TaskModel): TaskModel[] {
  if (task.operator.isSetup || task.operator.isTeardown) return [];
  const teardownsOf = (setup: TaskModel) =>
    setup.downstream.filter((next) => next.operator.isTeardown && next !== task);
  return task.relevantSetups.flatMap((setup) => [setup, ...teardownsOf(setup)]);
}
