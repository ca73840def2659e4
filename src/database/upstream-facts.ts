import type { TaskModel } from "./task-model.ts";

/** How many upstream instances there are in all: task instances where anything upstream is mapped, tasks else. */
export interface UpstreamTotals {
  readonly upstream: number;
  readonly setups: number;
}

/** What upstreams are by their definition alone, so that a join over ten thousand tasks does not look at each whenever one has ended. */
export interface UpstreamFacts {
  /** How many instances they have in a run; undefined where that is the run's business, as one of them is mapped. */
  readonly totals: UpstreamTotals | undefined;
  /** Those that may decide that others are skipped. */
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
