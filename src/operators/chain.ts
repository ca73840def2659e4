import type { Operator } from "../definition/index.ts";

/** A task that can be put behind or before others. */
export interface LinkableTask extends Operator {
  readonly upstreamTaskIds: Set<string>;
  readonly passedUpstreamTaskIds: Set<string>;
  readonly downstreamTaskIds: Set<string>;
}

/** Several tasks that can be put behind or before others as one. `TaskGroup` is one. */
interface LinkableGroup {
  readonly roots: readonly LinkableTask[];
  readonly leaves: readonly LinkableTask[];
  /** Tells if something of the group, no teardown, comes behind that leaf. */
  passes(leaf: LinkableTask): boolean;
}

/** A task or a group of them. */
export type Linkable = LinkableTask | LinkableGroup;

/** Puts one task or group behind another. */
export function link(upstream: Linkable, downstream: Linkable): void {
  for (const before of "leaves" in upstream ? upstream.leaves : [upstream])
    for (const after of "roots" in downstream ? downstream.roots : [downstream]) {
      const isPassed = "leaves" in upstream && upstream.passes(before);
      if (!isPassed) after.passedUpstreamTaskIds.delete(before.taskId);
      else if (!after.upstreamTaskIds.has(before.taskId)) after.passedUpstreamTaskIds.add(before.taskId);
      before.downstreamTaskIds.add(after.taskId);
      after.upstreamTaskIds.add(before.taskId);
    }
}

/** Puts tasks behind each other: `chain(a, b, c)`. Of two lists, each task of the one goes behind its partner in the other. */
export function chain(...tasks: readonly (Linkable | readonly Linkable[])[]): void {
  for (let i = 0; i + 1 < tasks.length; i += 1) {
    const [before, after] = [tasks[i] as Linkable | Linkable[], tasks[i + 1] as Linkable | Linkable[]];
    if (Array.isArray(before) && Array.isArray(after)) {
      if (before.length !== after.length)
        throw new TypeError(
          `Expected two lists of a chain to be of one length, got ${before.length} and ${after.length}`,
        );
      for (let j = 0; j < before.length; j += 1) link(before[j] as Linkable, after[j] as Linkable);
    } else for (const one of [before].flat()) for (const other of [after].flat()) link(one, other);
  }
}
