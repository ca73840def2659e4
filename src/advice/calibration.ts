import type { History } from "../history/index.ts";
import { type Changes, type Measured, observed, Recording, replay } from "../replay/index.ts";
import { errorsOf, type MeasureErrors, pairedRuns } from "./errors.ts";
import { type WorstRun, worstRuns } from "./worst-runs.ts";

/** A history that was run again, and how far that is from what happened. */
export interface Calibration {
  readonly recording: Recording;
  /** The history itself. */
  readonly truth: Measured;
  readonly replayed: Measured;
  readonly errors: MeasureErrors;
  /** Task instances that started in both, or in neither, of all that history has. */
  readonly matched: { readonly instances: number; readonly of: number };
  /** The second half, with starts of processes drawn: they were learned from the first half alone. */
  readonly heldOut: MeasureErrors;
  readonly nulls: readonly { readonly name: string; readonly errors: MeasureErrors; readonly measured: Measured }[];
  readonly worst: readonly WorstRun[];
}

export interface CalibrateOptions {
  readonly onProgress?: (what: string) => void;
}

const ENDLESS = 1_000_000;

/** Settings under which nothing ever waits for anything but what it comes behind. */
export function withoutLimits({ dags, pools }: History): Changes {
  return {
    ...WITHOUT_SLOTS,
    pools: Object.fromEntries([...pools.keys(), "default_pool"].map((name) => [name, ENDLESS])),
    dags: Object.fromEntries([...dags.keys()].map((dagId) => [dagId, { maxActiveTasks: ENDLESS }])),
    tasks: Object.fromEntries(
      [...dags.values()].flatMap(({ dagId, tasks }) =>
        tasks
          .filter(
            ({ maxActiveTisPerDag, maxActiveTisPerDagrun }) =>
              maxActiveTisPerDag !== null || maxActiveTisPerDagrun !== null,
          )
          .map(({ taskId }) => [`${dagId}.${taskId}`, { maxActiveTisPerDag: ENDLESS, maxActiveTisPerDagrun: ENDLESS }]),
      ),
    ),
  };
}

const WITHOUT_SLOTS: Changes = { workerSlots: ENDLESS, parallelism: ENDLESS };

/** A recording that has learned how long processes took to start, by following the history once. */
export function learnedRecording(
  history: History,
  seed = 0,
): { readonly recording: Recording; readonly replayed: Measured } {
  const recording = new Recording(history, seed);
  replay(recording, {}, { follows: true });
  return { recording, replayed: replay(recording) };
}

/** Runs a history again and compares: with itself, and with what simpler models would have said. */
export function calibrate(history: History, { onProgress = () => {} }: CalibrateOptions = {}): Calibration {
  onProgress("replay");
  const { recording, replayed } = learnedRecording(history);
  const truth = observed(recording);
  onProgress("held-out check");
  const half = new Recording(history);
  replay(half, {}, { follows: true });
  const middle = (history.window.from + history.window.to) / 2;
  half.starts.forgetFrom(middle);
  const heldOut = errorsOf(truth, replay(half), (middle - history.window.from) / 1e6);
  const nulls = [
    { name: "nothing waits for slots, pools or limits", changes: withoutLimits(history) },
    { name: "nothing waits for worker slots", changes: WITHOUT_SLOTS },
  ].map(({ name, changes }) => {
    onProgress(name);
    const measured = replay(recording, changes);
    return { name, measured, errors: errorsOf(truth, measured) };
  });
  return {
    recording,
    truth,
    replayed,
    errors: errorsOf(truth, replayed),
    matched: matchedInstances(truth, replayed),
    heldOut,
    nulls,
    worst: worstRuns(recording, truth, replayed),
  };
}

function matchedInstances(truth: Measured, replayed: Measured): { readonly instances: number; readonly of: number } {
  const names = new Map<string, string>();
  for (const [was, is] of pairedRuns(truth, replayed))
    if (was !== undefined && is !== undefined) names.set(`${was.dagId}\n${was.runId}`, `${is.dagId}\n${is.runId}`);
  let instances = 0;
  let of = 0;
  for (const [key, was] of truth.instances) {
    of += 1;
    const [dagId = "", runId = "", ...task] = key.split("\n");
    const run = names.get(`${dagId}\n${runId}`);
    const is = run === undefined ? undefined : replayed.instances.get(`${run}\n${task.join("\n")}`);
    if ((was.started === null) === ((is?.started ?? null) === null)) instances += 1;
  }
  return { instances, of };
}
