/**
 * The history itself, measured as a replay is: what is not in it is left out or, where said, taken for usual.
 * @module
 */
import { type Instant, isoOf, type RunRecord, type TaskInstanceRecord, type TryRecord } from "../history/index.ts";
import type { Seconds } from "../kernel/index.ts";
import { NO_JAM } from "./jams.ts";
import { Level, type LevelMeasure } from "./level.ts";
import { type DagSums, emptySums, type InstanceMeasure, type Measured, type RunMeasure } from "./measure.ts";
import type { Recording } from "./recording.ts";
import { wasPaused } from "./task-facts.ts";

interface Sums {
  readonly dags: Map<string, DagSums>;
  readonly slots: [at: Instant, delta: number][];
  readonly queued: [at: Instant, delta: number][];
}

/** Measures the history. */
export function observed(recording: Recording): Measured {
  const { history } = recording;
  const { from, to } = history.window;
  const sums: Sums = { dags: new Map(), slots: [], queued: [] };
  const instances = new Map<string, InstanceMeasure>();
  const runs: RunMeasure[] = [];
  const at = (instant: Instant | null) => (instant === null ? null : (instant - from) / 1e6);
  for (const run of history.runs) {
    if (!history.dags.has(run.dagId)) continue;
    const { dagId, runId, logicalDate, state } = run;
    const isScheduled = run.kind === "scheduled";
    runs.push({ dagId, runId, isScheduled, logicalDate, start: at(run.start), end: at(run.end), state: state ?? "" });
    for (const instance of run.instances.values()) {
      instances.set(keyOf(run, instance), measureOf(instance, at));
      for (const one of instance.tries) addTry(recording, sums, instance, one);
    }
  }
  return {
    seconds: (to - from) / 1e6,
    workerSlots: recording.fleet.slots,
    dags: sums.dags,
    runs,
    instances,
    slots: atMost(recording, levelOf(recording, sums.slots)),
    queued: levelOf(recording, sums.queued),
    deferred: levelOf(recording, []),
    looks: 0,
    jam: NO_JAM,
  };
}

function keyOf({ dagId, runId }: RunRecord, { taskId, mapIndex }: TaskInstanceRecord): string {
  return `${dagId}\n${runId}\n${taskId}\n${mapIndex}`;
}

function measureOf(
  { tries, state }: TaskInstanceRecord,
  at: (instant: Instant | null) => Seconds | null,
): InstanceMeasure {
  const first = tries.find(({ host, visits, queued }) => host !== null || visits.length > 0 || queued !== null);
  const hasEnded = state === "success" || state === "failed" || state === "skipped" || state === "upstream_failed";
  return {
    scheduled: at(first?.scheduled ?? null),
    queued: first === undefined || wasPaused(first) ? null : at(first.queued),
    started: at(first?.start ?? null),
    ended: hasEnded ? at(tries.at(-1)?.end ?? null) : null,
  };
}

/** A try adds the time in which it ran and the time from its queueing to its start; starts of processes are taken for usual. */
function addTry(
  recording: Recording,
  { dags, slots, queued }: Sums,
  instance: TaskInstanceRecord,
  one: TryRecord,
): void {
  const { from, to } = recording.history.window;
  if (one.queued === null && one.host === null && one.visits.length === 0) return;
  const sums = dags.get(instance.dagId) ?? emptySums();
  dags.set(instance.dagId, sums);
  const within = (a: Instant, b: Instant) => Math.max(0, Math.min(b, to) - Math.max(a, from)) / 1e6;
  const startup = recording.starts.typicalStartup * 1e6;
  const hold = (a: Instant, b: Instant) => {
    sums.running += within(a, b);
    sums.slots += within(a - startup, b);
    if (a >= from && a <= to) sums.visits += 1;
    slots.push([a - startup, 1], [b, -1]);
  };
  const wait = (a: Instant, b: Instant) => {
    sums.queued += within(a, b);
    queued.push([a, 1], [b, -1]);
  };
  const start = one.start ?? to;
  if (one.queued !== null && one.queued <= start && !wasPaused(one)) wait(one.queued, start);
  if (one.start === null) return;
  if (!wasPaused(one)) {
    hold(one.start, one.end ?? to);
    return;
  }
  const visits = one.visits.length > 0 ? one.visits : [one.start];
  for (const [index, running] of visits.entries()) {
    const next = visits[index + 1];
    const length = one.reschedules?.[index];
    if (next === undefined) hold(running, one.end ?? to);
    else hold(running, length?.end ?? Math.min(running + 2e6, next));
    if (index > 0) wait(index === visits.length - 1 && one.queued !== null ? one.queued : running - startup, running);
  }
}

function levelOf({ history }: Recording, changes: [at: Instant, delta: number][]) {
  const { from, to } = history.window;
  const level = new Level(from, to);
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  for (const [at, delta] of changes) level.change(Math.max(at, from), delta);
  return level.end();
}

/** Starts that are taken for usual may overlap where slots change hands: more than there are was never in use. */
function atMost({ fleet }: Recording, level: LevelMeasure): LevelMeasure {
  return fleet.isKnown && fleet.later.length === 0 ? { ...level, peak: Math.min(level.peak, fleet.slots) } : level;
}

/** The clock of a moment of the window, as reports show it. */
export function clockOf({ history }: Recording, seconds: Seconds): string {
  return isoOf(history.window.from + seconds * 1e6)
    .slice(0, 16)
    .replace("T", " ");
}
