import type { TaskInstance, WaitCause } from "../../database/index.ts";
import { isFinished, type TaskInstanceState } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Recorder } from "../recorder.ts";
import { Finishes } from "./dependencies-met.ts";
import type { Facts } from "./facts.ts";
import { LoopWaits, type WaitInterval } from "./loop-waits.ts";
import { replay } from "./replay.ts";
import { RunWaits } from "./run-waits.ts";

/** Receives each wait, and the delays that are measured on the way. */
export interface WaitListener {
  wait(instance: TaskInstance, interval: WaitInterval): void;
  /** A task instance was queued. `delay` is the time since only the scheduler and its limits were in its way. */
  scheduled?(instance: TaskInstance, delay: Micros): void;
  /** A task instance runs. `time` is the time that it was queued. */
  queued?(instance: TaskInstance, time: Micros): void;
  /** A task instance runs after a deferral. `delay` is the time since its trigger's event. */
  resumed?(instance: TaskInstance, delay: Micros): void;
}

/** A cause from an instant on. */
interface Turn {
  readonly at: Micros;
  readonly cause: WaitCause;
}

/** A task instance in one state. */
interface Stay {
  readonly instance: TaskInstance;
  readonly state: TaskInstanceState | null;
  readonly since: Micros;
  turns: Turn[];
  /** The date of its retry or reschedule. */
  date: Micros | null;
  dateCause: WaitCause;
  /** The last time that the scheduler found its dependencies unmet. */
  lastUnmet: Micros;
  /** The slots of its processes from before it was queued, and of its own process. */
  oldSlots: number;
  ownSlots: number;
  /** The time from which only the scheduler and its limits were in its way. */
  readyAt: Micros | null;
  /** The time of the event that it resumes by. */
  firedAt: Micros | null;
}

/** The cause of wait that a state begins with. */
function firstTurns(state: TaskInstanceState | null, at: Micros): Turn[] {
  switch (state) {
    case "queued":
      return [{ at, cause: "executorHeartbeat" }];
    case "deferred":
      return [{ at, cause: "triggererLoop" }];
    default:
      return [{ at, cause: "schedulerLoop" }];
  }
}

/** Replays a recording, and finds the cause of wait of each task instance at every instant. */
export class WaitReader {
  readonly #facts: Facts;
  readonly #recorder: Recorder;
  readonly #listener: WaitListener;
  readonly #stays = new Map<TaskInstance, Stay>();
  readonly #finishes = new Finishes();
  readonly #loop: LoopWaits;
  readonly #runs: RunWaits;

  constructor(facts: Facts, recorder: Recorder, listener: WaitListener) {
    this.#facts = facts;
    this.#listener = listener;
    this.#recorder = recorder;
    this.#loop = new LoopWaits(facts, recorder.pausedSpans());
    this.#runs = new RunWaits(facts, this.#loop);
  }

  read(): void {
    replay(this.#recorder, {
      taskInstance: (at, instance, state) => this.#enter(at, instance, state),
      dagRun: (at, run, state, from) => {
        this.#loop.runChanged(at, state, from);
        this.#runs.stateChanged(at, run, state, from);
      },
      trigger: (at, _id, instance, event) => {
        const stay = this.#stays.get(instance);
        if (stay?.state === "deferred" && event === "assigned") stay.turns.push({ at, cause: "triggererLoop" });
      },
      waits: (at, instance, cause, until) => this.#told(at, instance, cause, until),
      slot: (at, instance, delta) => this.#slot(at, instance, delta),
    });
    for (const stay of this.#stays.values()) this.#leave(stay, this.#facts.endedAt, undefined);
    this.#stays.clear();
  }

  #enter(at: Micros, instance: TaskInstance, state: TaskInstanceState | null): void {
    const before = this.#stays.get(instance);
    if (before !== undefined) this.#leave(before, at, state);
    this.#finishes.stateChanged(at, instance, state);
    const held = (before?.oldSlots ?? 0) + (before?.ownSlots ?? 0);
    const stay: Stay = {
      instance,
      state,
      since: at,
      turns: firstTurns(state, at),
      date: null,
      dateCause: "schedulerLoop",
      lastUnmet: -1,
      oldSlots: state === "queued" ? held : (before?.oldSlots ?? 0),
      ownSlots: state === "queued" ? 0 : (before?.ownSlots ?? 0),
      readyAt: state === "scheduled" ? (before?.readyAt ?? null) : null,
      firedAt: state === "scheduled" || state === "queued" ? (before?.firedAt ?? null) : null,
    };
    this.#stays.set(instance, stay);
    if (before?.state === "queued" && state === "running") {
      this.#listener.queued?.(instance, at - before.since);
      if (before.firedAt !== null) this.#listener.resumed?.(instance, at - before.firedAt);
    }
    if (state === "queued" && before?.readyAt != null) this.#listener.scheduled?.(instance, at - before.readyAt);
  }

  #told(at: Micros, instance: TaskInstance, cause: WaitCause, until: Micros | null): void {
    const stay = this.#stays.get(instance);
    if (stay === undefined) return;
    if (until !== null) [stay.date, stay.dateCause] = [until, cause];
    else if (cause === "upstream") stay.lastUnmet = at;
    else {
      if (cause === "triggererLoop" && stay.turns.at(-1)?.cause === "triggerCondition") stay.firedAt = at;
      stay.turns.push({ at, cause });
    }
  }

  #slot(at: Micros, instance: TaskInstance, delta: 1 | -1): void {
    const stay = this.#stays.get(instance);
    if (stay === undefined) return;
    if (delta > 0) stay.ownSlots += 1;
    else if (stay.oldSlots > 0) {
      stay.oldSlots -= 1;
      return;
    } else stay.ownSlots -= 1;
    // a process that ends and leaves its task queued has not run it: the scheduler will hear of that
    if (stay.state === "queued") stay.turns.push({ at, cause: delta > 0 ? "taskStartup" : "schedulerLoop" });
  }

  /** Ends the wait in a state. `next` is the next state; undefined at the end of the simulation. */
  #leave(stay: Stay, to: Micros, next: TaskInstanceState | null | undefined): void {
    const { instance, state, since } = stay;
    if (isExecuting(state) || isFinished(state) || to < since) return;
    if (state === "queued" || state === "deferred") this.#byTurns(stay, since, to);
    else
      this.#runs.split(
        instance.dagRun,
        since,
        to,
        (from, until) => {
          if (state === "scheduled") this.#byTurns(stay, from, until);
          else this.#undecided(stay, from, until, until === to ? next : undefined);
        },
        (interval) => this.#listener.wait(instance, interval),
      );
    if (state !== "scheduled" && state !== "queued" && state !== "deferred" && next === "scheduled")
      stay.readyAt ??= to;
  }

  #byTurns({ instance, turns, state }: Stay, from: Micros, to: Micros): void {
    for (const [i, { at, cause }] of turns.entries()) {
      const [begin, end] = [Math.max(at, from), Math.min(turns[i + 1]?.at ?? to, to)];
      if (end <= begin) continue;
      if (state === "deferred" && cause === "triggererLoop") this.#withoutTriggerer(instance, begin, end);
      else if (state === "scheduled") this.#waitForLoop(instance, { from: begin, to: end, cause });
      else this.#listener.wait(instance, { from: begin, to: end, cause });
    }
  }

  /** The scheduler may not come to it: its DAG is paused, or there are too many runs. */
  #waitForLoop(instance: TaskInstance, interval: WaitInterval): void {
    const hear = (part: WaitInterval) => this.#listener.wait(instance, part);
    this.#loop.divide(instance.task.dag, "running", interval, hear);
  }

  /** Splits the wait of a trigger: while no triggerer is alive, the cause is `noTriggerer`. */
  #withoutTriggerer(instance: TaskInstance, from: Micros, to: Micros): void {
    const there = this.#facts.triggerers.filter((triggerer) => triggerer.from < to && triggerer.to > from);
    const first = Math.min(to, ...there.map((triggerer) => Math.max(from, triggerer.from)));
    if (first > from) this.#listener.wait(instance, { from, to: first, cause: "noTriggerer" });
    const last = Math.max(first, ...there.map((triggerer) => Math.min(to, triggerer.to)));
    if (last > first) this.#listener.wait(instance, { from: first, to: last, cause: "triggererLoop" });
    if (to > last) this.#listener.wait(instance, { from: last, to, cause: "noTriggerer" });
  }

  /** Splits the time before the scheduler decides: first a date, then other tasks, then the scheduler itself. */
  #undecided(stay: Stay, from: Micros, to: Micros, next: TaskInstanceState | null | undefined): void {
    const { instance } = stay;
    let cursor = from;
    const until = (end: Micros, cause: WaitCause) => {
      const bounded = Math.min(end, to);
      if (bounded <= cursor) return;
      if (cause === "schedulerLoop") this.#waitForLoop(instance, { from: cursor, to: bounded, cause });
      else this.#listener.wait(instance, { from: cursor, to: bounded, cause });
      cursor = bounded;
    };
    if (stay.date !== null) until(stay.date, stay.dateCause);
    else if (stay.state === "up_for_retry") until(to, "retryDelay");
    const [upstream, past] = [this.#finishes.upstream(instance), this.#finishes.past(instance)];
    const upstreamAt = upstream === "not yet" ? this.#finishes.lastOfFinished(instance) : upstream;
    const pastAt = past === "not yet" ? -1 : past;
    // what it depends on has not changed since it was last found waiting: whatever comes now, that was not it
    const isUnmet = stay.lastUnmet >= 0 && Math.max(upstreamAt, pastAt) <= stay.lastUnmet;
    const isUndecided = (next === undefined || next === null) && (upstream === "not yet" || past === "not yet");
    if (isUnmet || isUndecided) until(to, upstream !== "not yet" && past === "not yet" ? "dependsOnPast" : "upstream");
    until(upstreamAt, "upstream");
    until(pastAt, "dependsOnPast");
    stay.readyAt = next === "scheduled" ? cursor : null;
    until(to, "schedulerLoop");
  }
}

/** A task instance that was cleared while it ran runs on until its process notices. */
function isExecuting(state: TaskInstanceState | null): boolean {
  return state === "running" || state === "restarting";
}
