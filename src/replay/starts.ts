/**
 * The time that a process takes to start: from its slot to the state running, and from there to its own code. Each visit has times
 * of its own, which do not depend on settings: what was observed is replayed by key, the rest is drawn.
 * @module
 */
import type { ProcessInSlot, ProcessTimes } from "../executor/index.ts";
import type { History, Instant } from "../history/index.ts";
import type { Micros, Seconds } from "../kernel/index.ts";
import type { RandomStreams } from "../random/index.ts";
import { median, pick } from "./draws.ts";

/** Names a try. */
export function tryKey(dagId: string, runId: string, taskId: string, mapIndex: number, tryNumber: number): string {
  return `${dagId}\n${runId}\n${taskId}\n${mapIndex}\n${tryNumber}`;
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
  readonly #visits = new Map<string, VisitRecord[]>();
  readonly #startups = new Map<string, (Seconds | undefined)[]>();
  readonly #setups: Seconds[] = [];
  readonly #drawn = new Map<string, Seconds>();
  #pool: readonly Seconds[];
  /** The longest start that is believed; what is longer has waited for something else. */
  readonly mostStartup: Seconds;
  readonly typicalStartup: Seconds;

  constructor(streams: RandomStreams, free: readonly Seconds[]) {
    this.#streams = streams;
    const sorted = [...free].sort((a, b) => a - b);
    this.#pool = sorted.slice(0, Math.max(1, Math.ceil(sorted.length * 0.95)));
    const typical = median(this.#pool) ?? 1;
    this.typicalStartup = typical;
    this.mostStartup = Math.max(10 * typical, (this.#pool.at(-1) ?? typical) * 2);
  }

  add(key: string, visits: VisitRecord[], isSetupTelling: boolean): void {
    this.#visits.set(key, visits);
    if (!isSetupTelling) return;
    for (const { setup } of visits) if (setup !== undefined) this.#setups.push(setup);
  }

  get setups(): readonly Seconds[] {
    return this.#setups;
  }

  get startups(): readonly Seconds[] {
    return this.#pool;
  }

  drawSetup(key: string, visit: number): Seconds {
    return this.#setups.length === 0 ? 0 : this.#draw("setup", this.#setups, key, visit);
  }

  #drawStartup(key: string, visit: number): Seconds {
    return this.#pool.length === 0 ? 1 : this.#draw("startup", this.#pool, key, visit);
  }

  /** A draw is kept: the next replay asks for the same. */
  #draw(purpose: string, values: readonly Seconds[], key: string, visit: number): Seconds {
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
  timesFor(key: (process: ProcessInSlot) => string | undefined, start: Instant, follows: boolean, isTimed: IsTimed) {
    const counts = new Map<string, number>();
    return (process: ProcessInSlot): ProcessTimes => {
      const named = key(process);
      const own = named ?? tryKey(process.dagId, process.runId, process.taskId, process.mapIndex, process.tryNumber);
      const visit = counts.get(own) ?? 0;
      counts.set(own, visit + 1);
      const record = this.#visits.get(own)?.[visit];
      const startup = this.#startup(own, visit, follows ? record?.running : undefined, start + process.now);
      const setup = isTimed(process) ? (record?.setup ?? this.drawSetup(own, visit)) : 0;
      return { startup, setup };
    };
  }

  #startup(key: string, visit: number, running: Instant | undefined, now: Instant): Seconds {
    const known = this.#startups.get(key)?.[visit];
    if (known !== undefined) return known;
    const seconds = running === undefined ? -1 : (running - now) / 1e6;
    if (seconds < 0 || seconds > this.mostStartup) return this.#drawStartup(key, visit);
    const kept = this.#startups.get(key) ?? [];
    kept[visit] = seconds;
    this.#startups.set(key, kept);
    return seconds;
  }

  /** After a replay that followed: what is drawn from now on comes from all the starts that it found. */
  learn(): void {
    const found = [...this.#startups.values()].flat().filter((seconds) => seconds !== undefined);
    if (found.length >= 10) this.#pool = found;
    this.#drawn.clear();
  }

  /** Forgets the starts of processes that were running from an instant on: for a replay of what was not learned from. */
  forgetFrom(instant: Instant): void {
    for (const [key, visits] of this.#visits)
      if (visits.some(({ running }) => running !== undefined && running >= instant)) this.#startups.delete(key);
  }
}

/** Tells if the process has a time of its own before its code, apart from its work. */
export type IsTimed = (process: ProcessInSlot) => boolean;

/**
 * From queueing to running, of tries that were queued while fewer tasks were queued or running than there are slots: they have
 * waited for nothing but the start of their process.
 */
export function freeStarts({ runs, window }: History, slots: number): Seconds[] {
  const tries = runs.flatMap(({ instances }) => [...instances.values()].flatMap((instance) => instance.tries));
  const changes: [at: Instant, delta: number, startup: Seconds][] = [];
  for (const { queued, start, end } of tries) {
    if (queued === null) continue;
    const from = start === null ? queued : Math.min(queued, start);
    changes.push([from, 1, start === null || start < queued ? -1 : (start - queued) / 1e6]);
    changes.push([end ?? window.to, -1, -1]);
  }
  changes.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const found: Seconds[] = [];
  let level = 0;
  for (const [, delta, startup] of changes) {
    level += delta;
    if (delta === 1 && level <= slots && startup >= 0) found.push(startup);
  }
  return found;
}

/** The part of a second at which the scheduler's rounds come, where its times show one. */
export function roundPhase({ runs }: History): Micros {
  const counts = new Map<number, number>();
  let all = 0;
  for (const { instances } of runs)
    for (const { tries } of instances.values())
      for (const { queued } of tries) {
        if (queued === null) continue;
        const phase = Math.round((queued % 1_000_000) / 10_000) % 100;
        counts.set(phase, (counts.get(phase) ?? 0) + 1);
        all += 1;
      }
  const [phase = 0, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return count > all / 2 ? phase * 10_000 : 0;
}
