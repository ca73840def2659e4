/**
 * Time goes one way, and what was taken is given back.
 * @module
 */
import type { Trace } from "../observe/index.ts";
import { dagOf, Replay } from "./replay.ts";
import type { Setting } from "./setting.ts";

/** Times are never less than those before them, nor more than the end. */
export function goForward(_: Setting, trace: Trace): string[] {
  const lists = {
    events: trace.events.map(({ t }) => t),
    "calls to AWS": trace.api_calls.map(({ t }) => t),
    errors: trace.errors.map(({ t }) => t),
    "worker slots": trace.slots.map(([t]) => t),
  };
  const problems = Object.entries(lists).flatMap(([what, times]) =>
    [...times, trace.ended_at].flatMap((t, i, all) => {
      const before = all[i - 1] ?? 0;
      return t < before ? [`${what}: ${t} after ${before}`] : [];
    }),
  );
  for (const { run, start, end } of trace.dag_runs)
    if (start !== null && end !== null && end < start) problems.push(`run ${run.join("/")}: ends before it starts`);
  return problems;
}

/**
 * Worker slots that are held at the end are those of processes that may still be there: of task instances that are queued or
 * running; that have ended while a process takes time to shut down; that were changed while they were queued, until the process
 * on its way comes to look; or that were changed from outside so lately that their processes do not know yet.
 */
export function giveBackSlots(setting: Setting, trace: Trace): string[] {
  if (trace.ended_at > setting.slotsAreToldUntil) return [];
  const held = trace.slots.reduce((level, [, delta]) => level + delta, 0);
  const late = trace.ended_at - setting.overheads - 0.000_01;
  const replay = new Replay();
  let processes = 0;
  replay.through(trace, {
    instance: ({ t, by, from, ti: [dagId] }, { state }, before) => {
      const endsItself = by === "worker" && state !== "running" && before?.hasRun === true;
      const isStopped = state === "skipped" || (state === "failed" && dagOf(setting, dagId).failStop);
      const isFromOutside = from === "running" && (by !== "worker" || isStopped);
      const onItsWay = from === "queued" && state !== "running";
      if (onItsWay || (t > late && endsItself) || (t > late - setting.untilKilled && isFromOutside)) processes += 1;
    },
  });
  for (const { state } of replay.instances.values())
    if (state === "queued" || state === "running" || state === "restarting") processes += 1;
  return held > processes
    ? [`at ${trace.ended_at}: ${held} worker slots in use, and ${processes} processes that may be there`]
    : [];
}
