import type { Actor, DagRun, TaskInstance } from "../../database/index.ts";
import { type DagRunState, isFinished, type TaskInstanceState } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import { replay } from "../analysis/replay.ts";
import type { Recorder } from "../recorder.ts";

/** A stretch of time. */
export interface Span {
  readonly from: Micros;
  /** The end of the simulation where it has not ended. */
  to: Micros;
}

/** A stay of a task instance in one state. */
export interface Stay extends Span {
  readonly state: TaskInstanceState | null;
  /** The component that has brought it into the state. */
  readonly by: Actor;
  /** The row of the log of changes in which it begins. */
  readonly row: number;
  readonly tryNumber: number;
}

/** States, by the identity of their list. */
export type States = readonly (TaskInstanceState | null)[];

export interface RunStay extends Span {
  readonly state: DagRunState;
  readonly by: Actor;
}

const NONE: readonly never[] = [];

/** Keeps the past of each task instance and run. */
export class History {
  readonly #stays: Stay[][] = [];
  readonly #runs: RunStay[][] = [];
  readonly #slots: Span[][] = [];
  readonly #triggers: Span[][] = [];
  readonly #lives: Span[] = [];
  /** By the states that were asked for: the times of each task instance in them. */
  readonly #inStates = new Map<States, (readonly Span[])[]>();

  constructor(recorder: Recorder, endedAt: Micros) {
    this.#readChanges(recorder, endedAt);
    this.#readSpans(recorder, endedAt);
  }

  /** The states of a task instance, in order. */
  of({ id }: TaskInstance): readonly Stay[] {
    return this.#stays[id] ?? NONE;
  }

  ofRun({ id }: DagRun): readonly RunStay[] {
    return this.#runs[id] ?? NONE;
  }

  /** The times of a task instance in some states; stays that follow each other are one. Kept, for many ask for the same. */
  staysIn({ id }: TaskInstance, states: States): readonly Span[] {
    const known = this.#inStates.get(states) ?? [];
    this.#inStates.set(states, known);
    known[id] ??= joined((this.#stays[id] ?? NONE).filter(({ state }) => states.includes(state)));
    return known[id];
  }

  /** The time in which a task instance may have held anything: from its first state to the last that was not the end. */
  lifeOf({ id }: TaskInstance): Span {
    const known = this.#lives[id];
    if (known !== undefined) return known;
    const unfinished = (this.#stays[id] ?? NONE).filter(({ state }) => !isFinished(state));
    const spans = [...unfinished, ...(this.#slots[id] ?? NONE), ...(this.#triggers[id] ?? NONE)];
    const life = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
    for (const { from, to } of spans) [life.from, life.to] = [Math.min(life.from, from), Math.max(life.to, to)];
    this.#lives[id] = life;
    return life;
  }

  /** The times in which it held a worker slot. */
  slotsOf({ id }: TaskInstance): readonly Span[] {
    return this.#slots[id] ?? NONE;
  }

  /** The times in which a triggerer had its trigger. */
  triggersOf({ id }: TaskInstance): readonly Span[] {
    return this.#triggers[id] ?? NONE;
  }

  /** The state of a task instance before a row of the log of changes. */
  stateBefore(instance: TaskInstance, row: number): TaskInstanceState | null {
    return this.of(instance).findLast((stay) => stay.row < row)?.state ?? null;
  }

  #readChanges({ changes }: Recorder, endedAt: Micros): void {
    for (let row = 0; row < changes.length; row += 1) {
      const [at, by, id] = [changes.at(row), changes.by(row), changes.subject(row)];
      const kind = changes.kind(row);
      if (kind === "taskInstance") {
        const stays = listOf(this.#stays, id);
        end(stays, at);
        stays.push({
          from: at,
          to: endedAt,
          state: changes.taskInstanceState(row),
          by,
          row,
          tryNumber: changes.tryNumber(row),
        });
      } else if (kind === "dagRun") {
        const stays = listOf(this.#runs, id);
        end(stays, at);
        stays.push({ from: at, to: endedAt, state: changes.dagRunState(row), by });
      }
    }
  }

  #readSpans(recorder: Recorder, endedAt: Micros): void {
    const open = new Map<number, number>();
    replay(recorder, {
      slot: (at, { id }, delta) => {
        const spans = listOf(this.#slots, id);
        if (delta > 0) spans.push({ from: at, to: endedAt });
        else end([spans.find(({ to }) => to === endedAt)], at);
      },
      trigger: (at, triggerId, { id }, event) => {
        const spans = listOf(this.#triggers, id);
        const place = open.get(triggerId);
        if (event === "assigned" && place === undefined) open.set(triggerId, spans.push({ from: at, to: endedAt }) - 1);
        if (event === "deleted" && place !== undefined) end([spans[place]], at);
      },
    });
  }
}

function joined(stays: readonly Span[]): Span[] {
  const spans: Span[] = [];
  for (const { from, to } of stays) {
    const last = spans.at(-1);
    if (last?.to === from) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

function listOf<Item>(lists: Item[][], id: number): Item[] {
  const known = lists[id];
  if (known !== undefined) return known;
  const made: Item[] = [];
  lists[id] = made;
  return made;
}

function end(spans: readonly (Span | undefined)[], at: Micros): void {
  const last = spans.at(-1);
  if (last !== undefined) last.to = at;
}
