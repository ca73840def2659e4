/**
 * A run ends as its leaves do, and the rows at the end agree with what has happened.
 * @module
 */
import type { Operator } from "../definition/index.ts";
import type { Trace } from "../observe/index.ts";
import { dagOf, type Instance, Replay } from "./replay.ts";
import type { Setting } from "./setting.ts";

const FINISHED: ReadonlySet<string | null> = new Set(["success", "failed", "skipped", "upstream_failed", "removed"]);

/** A task instance that may be waiting for something outside of its run: then the run is no deadlock. */
function mayWait(task: Operator | undefined, { state }: Instance): boolean {
  if (state === "deferred" || task === undefined) return true;
  const { dependsOnPast, waitForDownstream, maxActiveTisPerDag, maxActiveTisPerDagrun } = task.settings;
  return dependsOnPast || waitForDownstream || maxActiveTisPerDag !== null || maxActiveTisPerDagrun !== null;
}

/** States in which a process may be there, and which the scheduler overwrites in the test for a deadlock alone. */
const ACTIVE: ReadonlySet<string | null> = new Set(["scheduled", "queued", "running", "restarting"]);

/** A task instance, and when the test for a deadlock has decided it (NotPreviouslySkippedDep, a trigger rule). */
interface Judged extends Instance {
  readonly overwrittenAt: number | undefined;
}

/** A run may end so with nothing unfinished, as its leaves say; or failed, because there was nothing that could go on. */
function mayEnd(
  { t, state }: { readonly t: number; readonly state: string },
  instances: readonly Judged[],
  leaves: readonly Judged[],
  waits: (instance: Instance) => boolean,
): boolean {
  const unfinished = instances.filter((one) => !FINISHED.has(one.state) || one.overwrittenAt === t);
  const isBad = leaves.some((one) => one.state === "failed" || one.state === "upstream_failed");
  if (state === "failed" && unfinished.length > 0 && !unfinished.some(waits)) return true;
  return instances.every((one) => FINISHED.has(one.state)) && isBad === (state === "failed");
}

/**
 * A run that succeeds or fails does so for a reason: by its task instances as they are at that point, or at the end of that
 * instant, as real Airflow writes the run first and what the test for a deadlock has marked after it.
 */
export function followLeaves(setting: Setting, trace: Trace): string[] {
  /**
   * All starts of a run: a task's process that began before a clear writes back the start that it has read
   * (`Rules.taskEndReadsRunState`), so that the timeout counts from there.
   */
  const starts = new Map<string, number[]>();
  const ofRun = new Map<string, Map<string, Judged>>();
  /** Ends for which there was no reason yet. */
  let doubtful: { readonly run: string; readonly t: number; readonly isRight: () => boolean }[] = [];
  const problems: string[] = [];
  const decide = () => {
    for (const { run, t, isRight } of doubtful)
      if (!isRight()) problems.push(`run ${run} at ${t}: ends so without a reason`);
    doubtful = [];
  };
  new Replay().through(trace, {
    instance: ({ t, by, from, ti: [dagId, runId], key }, instance) => {
      if (doubtful.some((end) => end.t < t)) decide();
      const run = `${dagId}/${runId}`;
      const isOverwritten = by === "scheduler" && ACTIVE.has(from) && FINISHED.has(instance.state);
      const judged = { ...instance, overwrittenAt: isOverwritten ? t : undefined };
      ofRun.set(run, (ofRun.get(run) ?? new Map<string, Judged>()).set(key, judged));
    },
    run: ({ key, t, by, run: [dagId], from, state }) => {
      if (doubtful.some((end) => end.t < t)) decide();
      // deleted meanwhile: what its process makes anew is the run without its other task instances
      if (from === "running" && state === "running") ofRun.delete(key);
      if (state === "running") starts.set(key, [...(starts.get(key) ?? []), t]);
      const { dagrunTimeout, leaves, tasks } = dagOf(setting, dagId);
      if ((state !== "success" && state !== "failed") || leaves === undefined) return;
      if (by === "user") return; // marked, whatever its leaves say
      if (state === "failed" && starts.get(key)?.some((start) => t - start > dagrunTimeout)) return;
      const isRight = () => {
        const instances = [...(ofRun.get(key)?.values() ?? [])];
        const relevant = instances.filter((one) => leaves.has(one.ti[2]) && one.state !== "removed");
        return mayEnd({ t, state }, instances, relevant, (one) => mayWait(tasks.get(one.ti[2]), one));
      };
      if (!isRight()) doubtful.push({ run: `${key}, ${state},`, t, isRight });
    },
  });
  decide();
  return problems;
}

/** The last event of each task instance and run is its row at the end. Of one that is made without a state there may be no event. */
export function agreeWithRows(_: Setting, trace: Trace): string[] {
  const replay = new Replay();
  replay.through(trace, {});
  return [
    ...trace.task_instances
      .filter(({ ti, state }) => (replay.instances.get(ti.join("/"))?.state ?? null) !== state)
      .map(({ ti, state }) => `${ti.join("/")}: ends as ${state}, and its history does not`),
    ...trace.dag_runs
      .filter(({ run, state }) => replay.runs.get(run.join("/")) !== state)
      .map(({ run, state }) => `run ${run.join("/")}: ends as ${state}, and its history does not`),
  ];
}
