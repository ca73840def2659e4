import {
  type History,
  type Instant,
  instanceKey,
  instantOf,
  type RunRecord,
  type TaskInstanceRecord,
  type TryRecord,
} from "../history/index.ts";
import type { Micros, Seconds } from "../kernel/index.ts";
import { RandomStreams } from "../random/index.ts";
import { type Arrivals, arrivalOf, outsideSeconds } from "./arrivals.ts";
import { Observed } from "./draws.ts";
import { type Fleet, inferFleet } from "./fleet.ts";
import { MOST_SETUP } from "./poke-intervals.ts";
import { RecordedRuns } from "./recorded-runs.ts";
import { freeStarts, roundPhase, Starts, tryKey, type VisitRecord, type WhichTry } from "./starts.ts";
import { dueOf, factsKey, secondsOf, setupOf, type TaskFacts, taskFacts, wasPaused } from "./task-facts.ts";

/** The end of a recorded try. */
export type RecordedOutcome = "success" | "fail" | "fail_without_retry" | "skip";

/** The course of a try, as it was recorded or drawn. Instants are seconds since the start of the simulation. */
export interface RecordedTry {
  readonly outcome: RecordedOutcome;
  /** Seconds that its own code holds the slot. */
  readonly seconds: Seconds;
  /** Seconds that what a job has submitted takes: less than it holds its slot, as it looks only every so often. */
  readonly outside: Seconds;
  /** When what a sensor waits for is there; Infinity for never. */
  readonly ready: Seconds;
  readonly isRecorded: boolean;
}

/** A recorded try, with all that it is a part of. */
interface Found {
  readonly facts: TaskFacts;
  readonly run: RunRecord;
  readonly instance: TaskInstanceRecord;
  readonly one: TryRecord;
}

/** A history made ready for replay: durations, outcomes, arrivals and starts by (DAG, task, run, map index, try). */
export class Recording {
  readonly history: History;
  /** The instant at which the simulation starts: the first run's, floored to a second. */
  readonly start: Instant;
  readonly until: Seconds;
  readonly fleet: Fleet;
  readonly facts: ReadonlyMap<string, TaskFacts>;
  readonly runs: RecordedRuns;
  readonly starts: Starts;
  readonly streams: RandomStreams;
  /** The number of tries that were drawn, as history does not have them. */
  drawn = 0;
  /** Looks at something outside, in the replay that runs. */
  looks = 0;
  readonly #durations = new Observed(60);
  readonly #offsets = new Observed(600);
  readonly #tries = new Map<string, RecordedTry>();
  readonly #arrivals: Arrivals;
  /** The part of a second at which the scheduler's rounds come. */
  readonly #phase: Micros;

  constructor(history: History, seed = 0) {
    this.history = history;
    this.streams = new RandomStreams(seed);
    const first = history.runs.reduce(
      (least, run) => Math.min(least, run.queued ?? run.start ?? least),
      history.window.from,
    );
    this.start = Math.floor(first / 1e6) * 1e6;
    this.until = Math.max(1, (history.window.to - this.start) / 1e6);
    this.fleet = inferFleet(history, (text) => instantOf(text) ?? history.window.from);
    this.facts = taskFacts(history);
    this.runs = new RecordedRuns(history, this.facts);
    this.starts = new Starts(this.streams, freeStarts(history, this.fleet.slots), (which) => this.#visitsOfTry(which));
    this.#phase = roundPhase(history);
    this.#arrivals = { objects: history.objects, jobs: history.jobs };
    this.#learn();
  }

  /** Goes through all tries once, for all that is drawn from. */
  #learn(): void {
    for (const [facts, run, instance, one] of this.#recordedTries()) {
      if (facts.kind !== "triggerRun" && setupOf(facts, one) !== undefined)
        this.starts.addSetups(this.#visitsOf(facts, one));
      const seconds = secondsOf(one);
      if (one.state !== "success" || seconds === undefined) continue;
      const task = factsKey(run.dagId, instance.taskId);
      if (facts.kind === "sensor") {
        const arrival = arrivalOf(facts, instance, one, this.#arrivals);
        if (arrival.isKnown) this.#offsets.add(task, facts.task.operator, (arrival.at - dueOf(run)) / 1e6);
      } else this.#durations.add(task, facts.task.operator, this.#workOf(facts, one, seconds));
    }
  }

  *#recordedTries(): Generator<[TaskFacts, RunRecord, TaskInstanceRecord, TryRecord]> {
    for (const run of this.history.runs)
      for (const instance of run.instances.values()) {
        const facts = this.facts.get(factsKey(run.dagId, instance.taskId));
        if (facts === undefined) continue;
        for (const one of instance.tries) if (hasRun(one)) yield [facts, run, instance, one];
      }
  }

  /** The recorded try that a running one stands for, with all that it is a part of. */
  #find({ dagId, runId, taskId, mapIndex, tryNumber }: WhichTry): Found | undefined {
    const facts = this.facts.get(factsKey(dagId, taskId));
    const run = this.runs.recorded(dagId, runId);
    const instance = run?.instances.get(instanceKey(taskId, mapIndex));
    const one = instance?.tries.find((known) => known.tryNumber === tryNumber);
    if (facts === undefined || run === undefined || instance === undefined || one === undefined) return undefined;
    return hasRun(one) ? { facts, run, instance, one } : undefined;
  }

  #visitsOfTry(which: WhichTry): readonly VisitRecord[] {
    const found = this.#find(which);
    return found === undefined ? [] : this.#visitsOf(found.facts, found.one);
  }

  /** The time of a try's code: without its set-up where that is known apart, and of a deferred job what the outside took. */
  #workOf(facts: TaskFacts, one: TryRecord, seconds: Seconds): Seconds {
    if (facts.kind !== "job") return seconds;
    const setup = setupOf(facts, one) ?? assumedSetup(seconds);
    if (facts.defers && wasPaused(one)) return Math.max(0, ((one.queued ?? one.end ?? 0) - (one.start ?? 0)) / 1e6 - 3);
    return seconds - setup;
  }

  /** A job ended within the last interval before its operator saw that: in its middle, or when its own history says. */
  #outsideOf(facts: TaskFacts, instance: TaskInstanceRecord, one: TryRecord, work: Seconds): Seconds {
    if (facts.kind !== "job") return work;
    const exact = outsideSeconds(facts, instance, one, this.#arrivals);
    if (exact !== undefined && exact <= work) return exact;
    return setupOf(facts, one) === undefined ? work : Math.max(0, work - jobHalfInterval(facts));
  }

  #visitsOf(facts: TaskFacts, one: TryRecord): VisitRecord[] {
    const seconds = secondsOf(one);
    const assumed = facts.kind === "job" && seconds !== undefined ? assumedSetup(seconds) : undefined;
    if (!wasPaused(one)) return [{ running: one.start ?? undefined, setup: setupOf(facts, one) ?? assumed }];
    const known = one.visits.length > 0 ? one.visits : [one.start as Instant];
    return known.map((running, index) => ({ running, setup: this.#setupOfVisit(facts, one, known, index) }));
  }

  /** A visit of a sensor in reschedule mode pokes once, so its length is its set-up. */
  #setupOfVisit(facts: TaskFacts, one: TryRecord, visits: readonly Instant[], index: number): Seconds | undefined {
    const running = visits[index] as Instant;
    const row = one.reschedules?.[index];
    if (row !== undefined) return Math.max(0, (row.end - running) / 1e6);
    const next = visits[index + 1];
    if (next === undefined) return one.end === null ? undefined : Math.max(0, (one.end - running) / 1e6);
    return facts.reschedules ? this.#setupBetween(running, next, facts.interval.seconds) : undefined;
  }

  /**
   * The set-up of a visit that rescheduled itself: the next visit was queued in a round of the scheduler, after the interval that
   * follows the set-up, and ran a usual start later. Undefined where it waited for more than that.
   */
  #setupBetween(running: Instant, next: Instant, interval: Seconds): Seconds | undefined {
    const queued = Math.round((next - this.#phase) / 1e6 - this.starts.typicalStartup) + this.#phase / 1e6;
    const setup = queued - running / 1e6 - interval - 0.5;
    return setup >= 0.3 && setup <= MOST_SETUP ? setup : undefined;
  }

  #recordedTry({ facts, run, instance, one }: Found): RecordedTry {
    const task = factsKey(run.dagId, instance.taskId);
    const name = [task, run.runId, instance.mapIndex, one.tryNumber];
    const seconds = secondsOf(one);
    if (seconds === undefined) {
      const least = (this.history.window.to - (one.start as Instant)) / 1e6;
      const lasts = this.#durations.draw(this.streams, task, facts.task.operator, ["duration", ...name], least);
      return { outcome: "success", seconds: lasts, outside: lasts, ready: Number.POSITIVE_INFINITY, isRecorded: true };
    }
    const outcome = outcomeOf(instance, one);
    const ready = facts.kind === "sensor" ? this.#readyOf(facts, run, instance, one) : 0;
    const work = this.#workOf(facts, one, seconds);
    return { outcome, seconds: work, outside: this.#outsideOf(facts, instance, one, work), ready, isRecorded: true };
  }

  /** Where the first poke found it, it came any time before: as long after the run was due as in other runs, where there are any. */
  #readyOf(facts: TaskFacts, run: RunRecord, instance: TaskInstanceRecord, one: TryRecord): Seconds {
    const { at, isKnown } = arrivalOf(facts, instance, one, this.#arrivals);
    const own = this.#offsets.ofTask(factsKey(run.dagId, instance.taskId));
    if (isKnown || own.length === 0) return (at - this.start) / 1e6;
    const usual = [...own].sort((a, b) => a - b)[Math.floor(own.length / 2)] as Seconds;
    return (Math.min(dueOf(run) + usual * 1e6, one.end ?? at) - this.start) / 1e6;
  }

  /** Gives the course of a try. `due` is when its run was due, in seconds since the start. */
  try(which: WhichTry, due: Seconds): RecordedTry {
    const { dagId, taskId, mapIndex, tryNumber } = which;
    const runId = this.runs.recordedId(dagId, which.runId) ?? which.runId;
    const key = tryKey(dagId, runId, taskId, mapIndex, tryNumber);
    let known = this.#tries.get(key);
    if (known === undefined) {
      const found = this.#find({ dagId, runId, taskId, mapIndex, tryNumber });
      known = found === undefined ? this.#drawTry(factsKey(dagId, taskId), key) : this.#recordedTry(found);
      this.#tries.set(key, known);
    }
    if (!known.isRecorded) return { ...known, ready: due + known.ready };
    return runId === which.runId ? known : this.#moved(known, dagId, runId, due);
  }

  /** A try that is played on another day: what it waits for comes as long after its run was due. */
  #moved(one: RecordedTry, dagId: string, runId: string, due: Seconds): RecordedTry {
    const run = this.runs.recorded(dagId, runId);
    if (run === undefined || run.kind !== "scheduled") return one;
    return { ...one, ready: one.ready + due - (dueOf(run) - this.start) / 1e6 };
  }

  /** Draws a try. What it waits for comes so many seconds after its run is due. */
  #drawTry(task: string, key: string): RecordedTry {
    this.drawn += 1;
    const operator = this.facts.get(task)?.task.operator ?? "";
    const seconds = this.#durations.draw(this.streams, task, operator, ["duration", key]);
    const offset = this.#offsets.draw(this.streams, task, operator, ["offset", key]);
    const outside = Math.max(0, seconds - jobHalfInterval(this.facts.get(task)));
    return { outcome: "success", seconds, outside, ready: offset, isRecorded: false };
  }

  /** The try that a running one stands for: that of the run that history has for its own. */
  recordedTry({ dagId, runId, taskId, mapIndex, tryNumber }: WhichTry): WhichTry {
    return { dagId, runId: this.runs.recordedId(dagId, runId) ?? runId, taskId, mapIndex, tryNumber };
  }
}

/** Tells if a worker ran it, as far as history shows. */
function hasRun({ start, queued, host, visits }: TryRecord): boolean {
  return start !== null && (queued !== null || host !== null || visits.length > 0);
}

function jobHalfInterval(facts: TaskFacts | undefined): Seconds {
  return facts?.kind === "job" ? facts.interval.seconds / 2 : 0;
}

/** The set-up of a job that does not look every so often, so that nothing tells it apart from what the job takes. */
function assumedSetup(seconds: Seconds): Seconds {
  return Math.min(seconds, 1.5);
}

function outcomeOf({ tries, state, maxTries }: TaskInstanceRecord, one: TryRecord): RecordedOutcome {
  if (one.state === "skipped") return "skip";
  if (one.state !== "failed" && one.state !== "up_for_retry") return "success";
  const isLast = tries.at(-1) === one && state === "failed";
  return isLast && maxTries !== null && one.tryNumber <= maxTries ? "fail_without_retry" : "fail";
}
