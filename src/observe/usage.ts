import { type Micros, type Seconds, toSeconds } from "../kernel/index.ts";
import type { Actor } from "../model/index.ts";
import { codeOf, type Recorder } from "./recorder.ts";

/** What a simulation has used, in seconds. All figures are sums over events, not samples. */
export interface Usage {
  /** From the first run's creation to the end of the last; null where a run has not ended. */
  readonly makespan: Seconds | null;
  /** Worker slots in use, summed over time. */
  readonly slotSeconds: Seconds;
  /** Most worker slots in use at once. */
  readonly peakSlots: number;
  /** Worker slots in use on average, from the first run's creation to the end of the last, or of the simulation. */
  readonly meanSlots: number;
  /** How long task instances were in state queued, all together. */
  readonly queuedSeconds: Seconds;
  /** How often a task was deferred. */
  readonly deferrals: number;
  /** How often a sensor has asked to be run again later. */
  readonly reschedules: number;
  /** How long triggers were there, all together. */
  readonly triggerSeconds: Seconds;
  /** Most triggers at once. */
  readonly peakTriggers: number;
  /** Calls to AWS: service, who called, how many. */
  readonly apiCalls: readonly ApiCallCount[];
}

export interface ApiCallCount {
  /** For instance `s3`. */
  readonly service: string;
  readonly by: Actor;
  readonly count: number;
}

/** A quantity that goes up and down: its integral over time and its peak. */
class Level {
  integral = 0;
  peak = 0;
  #level = 0;
  #since: Micros = 0;

  change(at: Micros, delta: number): void {
    this.integral += this.#level * (at - this.#since);
    this.#since = at;
    this.#level += delta;
    this.peak = Math.max(this.peak, this.#level);
  }
}

/** Adds up what a recorder has kept. */
export function usageOf(recorder: Recorder, endedAt: Micros): Usage {
  const slots = slotLevel(recorder, endedAt);
  const triggers = triggerLevel(recorder, endedAt);
  const { runs } = recorder;
  const first = runs.reduce((earliest, { queuedAt }) => Math.min(earliest, queuedAt), endedAt);
  const last = runs.reduce((latest, { endDate }) => Math.max(latest, endDate ?? endedAt), first);
  return {
    makespan: runs.every(({ endDate }) => endDate !== null) ? toSeconds(last - first) : null,
    slotSeconds: toSeconds(slots.integral),
    peakSlots: slots.peak,
    meanSlots: last > first ? slots.integral / (last - first) : 0,
    ...waits(recorder, endedAt),
    triggerSeconds: toSeconds(triggers.integral),
    peakTriggers: triggers.peak,
    apiCalls: countCalls(recorder),
  };
}

function slotLevel({ slots: { columns, length } }: Recorder, endedAt: Micros): Level {
  const level = new Level();
  for (let row = 0; row < length; row += 1) level.change(columns.at[row] as number, columns.delta[row] as number);
  level.change(endedAt, 0);
  return level;
}

function triggerLevel({ changes: { columns, length } }: Recorder, endedAt: Micros): Level {
  const level = new Level();
  const [isTrigger, created, deleted] = [codeOf.kind("trigger"), codeOf.trigger("created"), codeOf.trigger("deleted")];
  for (let row = 0; row < length; row += 1) {
    if (columns.kind[row] !== isTrigger) continue;
    if (columns.state[row] === created) level.change(columns.at[row] as number, 1);
    else if (columns.state[row] === deleted) level.change(columns.at[row] as number, -1);
  }
  level.change(endedAt, 0);
  return level;
}

/** What task instances have waited for. */
function waits(recorder: Recorder, endedAt: Micros): Pick<Usage, "queuedSeconds" | "deferrals" | "reschedules"> {
  const { columns, length } = recorder.changes;
  const [isTaskInstance, queued] = [codeOf.kind("taskInstance"), codeOf.state("queued")];
  const [deferred, rescheduled] = [codeOf.state("deferred"), codeOf.state("up_for_reschedule")];
  const queuedSince = new Float64Array(recorder.instances.length).fill(-1);
  let [waited, deferrals, reschedules] = [0, 0, 0];
  for (let row = 0; row < length; row += 1) {
    if (columns.kind[row] !== isTaskInstance) continue;
    const [at, state, subject] = [columns.at[row] as number, columns.state[row], columns.subject[row] as number];
    const since = queuedSince[subject] as number;
    if (since >= 0) waited += at - since;
    queuedSince[subject] = state === queued ? at : -1;
    if (state === deferred) deferrals += 1;
    else if (state === rescheduled) reschedules += 1;
  }
  for (const since of queuedSince) if (since >= 0) waited += endedAt - since;
  return { queuedSeconds: toSeconds(waited), deferrals, reschedules };
}

function countCalls(recorder: Recorder): ApiCallCount[] {
  const counts = new Map<string, ApiCallCount>();
  for (const { call, by } of recorder.apiCalls) {
    const service = call.slice(0, call.indexOf("."));
    const key = `${service} ${by}`;
    counts.set(key, { service, by, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.keys()].sort().map((key) => counts.get(key) as ApiCallCount);
}
