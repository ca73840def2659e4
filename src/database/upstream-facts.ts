import type { TaskModel } from "./task-model.ts";

/** The number of upstream instances in all: of task instances where anything upstream is mapped, of tasks else. */
export interface UpstreamTotals {
  readonly upstream: number;
  readonly setups: number;
}

/**
 * The facts about upstreams by their definition alone: a join over ten thousand tasks need not look at each whenever one
 * has ended.
 */
export interface UpstreamFacts {
  /** The number of their instances in a run; undefined where each run decides it, as one of them is mapped. */
  readonly totals: UpstreamTotals | undefined;
  /** Upstream tasks that may decide to skip others. */
  readonly skipping: readonly TaskModel[];
}

export function upstreamFacts(upstream: readonly TaskModel[]): UpstreamFacts {
  let [isMapped, setups] = [false, 0];
  const skipping: TaskModel[] = [];
  for (const task of upstream) {
    if (task.isMapped) isMapped = true;
    if (task.operator.isSetup) setups += 1;
    if (task.operator.skipsDownstream) skipping.push(task);
  }
  return { totals: isMapped ? undefined : { upstream: upstream.length, setups }, skipping };
}
