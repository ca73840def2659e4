/**
 * The time that a process takes to start: from its slot to the state running, and from there to its own code. Each visit has times
 * of its own, which do not depend on settings: what was observed is replayed by key, the rest is drawn.
 * @module
 */
import { Numbers } from "../containers/index.ts";
import type { ProcessInSlot, ProcessTimes } from "../executor/index.ts";
import type { History, Instant, TryRecord } from "../history/index.ts";
import type { Micros, Seconds } from "../kernel/index.ts";
import type { RandomStreams } from "../random/index.ts";
import { pick } from "./draws.ts";

/** Names a try. */
export function tryKey(dagId: string, runId: string, taskId: string, mapIndex: number, tryNumber: number): string {
  return `${dagId}\n${runId}\n${taskId}\n${mapIndex}\n${tryNumber}`;
}

/** A try, as an operator that runs names itself. */
export interface WhichTry {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
  readonly tryNumber: number;
}

/** The times of one visit that are known; undefined where it has to be drawn. */
export interface VisitRecord {
  /** The instant at which it was running. */
  readonly running: Instant | undefined;
  readonly setup: Seconds | undefined;
}

/** The starts of processes, by try and visit. */
export class Starts {
  readonly #streams: RandomStreams;
  readonly #visitsOf: (which: WhichTry) => readonly VisitRecord[];
  readonly #startups = new Map<string, { readonly which: WhichTry; readonly seconds: (Seconds | undefined)[] }>();
  readonly #foundSetups = new Numbers();
  #setups: Float64Array | undefined;
  readonly #drawn = new Map<string, Seconds>();
  #pool: ArrayLike<Seconds> & { at(index: number): Seconds | undefined };
  /** The longest start that is believed; what is longer has waited for something else. */
  readonly mostStartup: Seconds;
  readonly typicalStartup: Seconds;

  constructor(streams: RandomStreams, free: Float64Array, visitsOf: (which: WhichTry) => readonly VisitRecord[]) {
    this.#streams = streams;
    this.#visitsOf = visitsOf;
    const sorted = free.slice().sort();
    this.#pool = sorted.subarray(0, Math.max(1, Math.ceil(sorted.length * 0.95)));
    const typical = this.#pool[Math.floor(this.#pool.length / 2)] ?? 1;
    this.typicalStartup = typical;
    this.mostStartup = Math.max(10 * typical, (this.#pool.at(-1) ?? typical) * 2);
  }

  /** Notes set-ups that are told by the visits of a try, for others to be drawn from. */
  addSetups(visits: readonly VisitRecord[]): void {
    for (const { setup } of visits) if (setup !== undefined) this.#foundSetups.push(setup);
    this.#setups = undefined;
  }

  get setups(): ArrayLike<Seconds> {
    this.#setups ??= this.#foundSetups.toArray();
    return this.#setups;
  }

  get startups(): ArrayLike<Seconds> {
    return this.#pool;
  }

  drawSetup(key: string, visit: number): Seconds {
    return this.setups.length === 0 ? 0 : this.#draw("setup", this.setups, key, visit);
  }

  #drawStartup(key: string, visit: number): Seconds {
    return this.#pool.length === 0 ? 1 : this.#draw("startup", this.#pool, key, visit);
  }

  /** A draw is kept: the next replay asks for the same. */
  #draw(purpose: string, values: ArrayLike<Seconds>, key: string, visit: number): Seconds {
    const name = `${purpose}\n${key}\n${visit}`;
    const known = this.#drawn.get(name);
    if (known !== undefined) return known;
    const drawn = pick(this.#streams, values, [purpose, key, visit]);
    this.#drawn.set(name, drawn);
    return drawn;
  }

  /**
   * Times for one simulation. While it `follows`, a process that gets its slot at `now` and was seen running soon after took the
   * time between: so the replay itself tells how long starts took where slots were scarce. Those times are kept.
   */
  timesFor(recorded: (process: ProcessInSlot) => WhichTry, start: Instant, follows: boolean, isTimed: IsTimed) {
    const counts = new Map<string, number>();
    return (process: ProcessInSlot): ProcessTimes => {
      const which = recorded(process);
      const key = tryKey(which.dagId, which.runId, which.taskId, which.mapIndex, which.tryNumber);
      const visit = counts.get(key) ?? 0;
      counts.set(key, visit + 1);
      const record = this.#visitsOf(which)[visit];
      const startup = this.#startup(which, key, visit, follows ? record?.running : undefined, start + process.now);
      const setup = isTimed(process) ? (record?.setup ?? this.drawSetup(key, visit)) : 0;
      return { startup, setup };
    };
  }

  #startup(which: WhichTry, key: string, visit: number, running: Instant | undefined, now: Instant): Seconds {
    const known = this.#startups.get(key);
    const found = known?.seconds[visit];
    if (found !== undefined) return found;
    const seconds = running === undefined ? -1 : (running - now) / 1e6;
    if (seconds < 0 || seconds > this.mostStartup) return this.#drawStartup(key, visit);
    const kept = known ?? { which, seconds: [] };
    kept.seconds[visit] = seconds;
    this.#startups.set(key, kept);
    return seconds;
  }

  /** After a replay that followed: what is drawn from now on comes from all the starts that it found. */
  learn(): void {
    const found = [...this.#startups.values()]
      .flatMap(({ seconds }) => seconds)
      .filter((seconds) => seconds !== undefined);
    if (found.length >= 10) this.#pool = found;
    this.#drawn.clear();
  }

  /** Forgets the starts of processes that were running from an instant on: for a replay of what was not learned from. */
  forgetFrom(instant: Instant): void {
    for (const [key, { which }] of this.#startups)
      if (this.#visitsOf(which).some(({ running }) => running !== undefined && running >= instant))
        this.#startups.delete(key);
  }
}

/** Tells if the process has a time of its own before its code, apart from its work. */
export type IsTimed = (process: ProcessInSlot) => boolean;

/**
 * From queueing to running, of tries that were queued while fewer tasks were queued or running than there are slots: they have
 * waited for nothing but the start of their process.
 */
export function freeStarts(history: History, slots: number): Float64Array {
  const [queuedAt, begunAt, ends] = [new Numbers(), new Numbers(), new Numbers()];
  for (const { queued, start, end } of allTries(history)) {
    if (queued === null) continue;
    queuedAt.push(start === null ? queued : Math.min(queued, start));
    begunAt.push(start === null || start < queued ? Number.NEGATIVE_INFINITY : start);
    ends.push(end ?? history.window.to);
  }
  const [froms, begun, ended] = [queuedAt.toArray(), begunAt.toArray(), ends.toArray().sort()];
  const inOrder = Uint32Array.from(froms, (_, index) => index).sort(
    (a, b) => (froms[a] as number) - (froms[b] as number) || a - b,
  );
  const found = new Numbers();
  let gone = 0;
  for (const [rank, index] of inOrder.entries()) {
    const from = froms[index] as number;
    while (gone < ended.length && (ended[gone] as number) <= from) gone += 1;
    const startup = ((begun[index] as number) - from) / 1e6;
    if (rank + 1 - gone <= slots && startup >= 0) found.push(startup);
  }
  return found.toArray();
}

function* allTries({ runs }: History): Generator<TryRecord> {
  for (const { instances } of runs) for (const { tries } of instances.values()) yield* tries;
}

/** The part of a second at which the scheduler's rounds come, where its times show one. */
export function roundPhase(history: History): Micros {
  const counts = new Map<number, number>();
  let all = 0;
  for (const { queued } of allTries(history)) {
    if (queued === null) continue;
    const phase = Math.round((queued % 1_000_000) / 10_000) % 100;
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
    all += 1;
  }
  const [phase = 0, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return count > all / 2 ? phase * 10_000 : 0;
}
