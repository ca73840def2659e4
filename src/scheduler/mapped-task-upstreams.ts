/**
 * The decisions of tasks about those that are mapped over their results (MappedTaskUpstreamDep), where
 * `Rules.sourcesDecideMappedTasks` says so.
 * @module
 */

import type { TaskInstance } from "../database/index.ts";
import { isFailed, isFinished } from "../definition/index.ts";
import type { DecidedSources } from "./decided-sources.ts";
import type { Verdict } from "./dep-context.ts";

/**
 * Where any of them has ended without success, the task is not run, and has got its state. Of a source that is
 * mapped itself only an instance that was never expanded counts.
 */
export function decideBySources(
  instance: TaskInstance,
  verdict: Verdict,
  decidedSources: DecidedSources | undefined,
): void {
  const states = instance.task.decidingSources
    .flatMap((source) => instance.dagRun.instances(source))
    .filter(({ mapIndex }) => mapIndex < 0)
    .map((source) => decidedSources?.stateOf(source) ?? source.state)
    .filter((state) => isFinished(state));
  if (states.every((state) => state === "success")) return;
  verdict.met = false;
  if (isFailed(verdict.mark ?? instance.state)) return;
  if (states.some((state) => isFailed(state))) verdict.outright = "upstream_failed";
  else if (states.includes("skipped")) verdict.outright = "skipped";
  verdict.mark = verdict.outright ?? verdict.mark;
}
