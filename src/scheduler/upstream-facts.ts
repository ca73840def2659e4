import type { TaskModel } from "../model/index.ts";
import type { UpstreamTotals } from "./trigger-rules.ts";

/** What upstreams are by their definition alone. */
export interface UpstreamFacts {
  /** How many instances they have in a run; undefined where that is the run's business, as one of them is mapped. */
  readonly totals: UpstreamTotals | undefined;
  /** Those that may decide that others are skipped. */
  readonly skipping: readonly TaskModel[];
}

/** From how many upstreams on it pays to keep what is known of them. */
const MANY = 16;

const KEPT = new WeakMap<readonly TaskModel[], UpstreamFacts>();

/** Worked out once where there are many, so that a join over ten thousand tasks does not look at each whenever one has ended. */
export function upstreamFacts(upstream: readonly TaskModel[]): UpstreamFacts {
  if (upstream.length < MANY) return factsOf(upstream);
  let facts = KEPT.get(upstream);
  if (facts === undefined) {
    facts = factsOf(upstream);
    KEPT.set(upstream, facts);
  }
  return facts;
}

function factsOf(upstream: readonly TaskModel[]): UpstreamFacts {
  let [isMapped, setups] = [false, 0];
  const skipping: TaskModel[] = [];
  for (const task of upstream) {
    if (task.isMapped) isMapped = true;
    if (task.operator.isSetup) setups += 1;
    if (task.operator.skipsDownstream) skipping.push(task);
  }
  return { totals: isMapped ? undefined : { upstream: upstream.length, setups }, skipping };
}
