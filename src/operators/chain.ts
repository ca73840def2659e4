import type { Operator } from "../model/index.ts";

/** A task that can be put behind or before others. */
export interface LinkableTask extends Operator {
  readonly upstreamTaskIds: Set<string>;
  readonly downstreamTaskIds: Set<string>;
}

/** Puts one task behind another. */
export function link(upstream: LinkableTask, downstream: LinkableTask): void {
  upstream.downstreamTaskIds.add(downstream.taskId);
  downstream.upstreamTaskIds.add(upstream.taskId);
}

/** Puts tasks behind each other: `chain(a, b, c)`. Of two lists, each task of the one goes behind its partner in the other. */
export function chain(...tasks: readonly (LinkableTask | readonly LinkableTask[])[]): void {
  for (let i = 0; i + 1 < tasks.length; i += 1) {
    const [before, after] = [tasks[i] as LinkableTask | LinkableTask[], tasks[i + 1] as LinkableTask | LinkableTask[]];
    if (Array.isArray(before) && Array.isArray(after)) {
      if (before.length !== after.length)
        throw new TypeError(
          `Expected two lists of a chain to be of one length, got ${before.length} and ${after.length}`,
        );
      for (let j = 0; j < before.length; j += 1) link(before[j] as LinkableTask, after[j] as LinkableTask);
    } else for (const one of [before].flat()) for (const other of [after].flat()) link(one, other);
  }
}
