import type { DagModel, WaitCause } from "../../database/index.ts";
import type { DagRunState } from "../../definition/index.ts";
import { durationMicros, type Micros } from "../../kernel/index.ts";
import type { Facts } from "./facts.ts";

/** A span of time, and the cause of the wait in it. */
export interface WaitInterval {
  readonly from: Micros;
  readonly to: Micros;
  readonly cause: WaitCause;
}

interface Span {
  readonly from: Micros;
  to: Micros;
}

/**
 * Divides the time that something waits for the scheduler's loop: its DAG may be paused, or each iteration may have more runs to
 * examine, or to start, than it comes to.
 */
export class LoopWaits {
  readonly #most: number;
  /** No iteration takes longer to come, if only it came to the run. */
  readonly #loop: Micros;
  readonly #paused: ReadonlyMap<string, readonly Span[]>;
  readonly #counts = { running: 0, queued: 0 };
  /** The times in which there were more runs of a state than an iteration comes to. */
  readonly #crowds: { readonly running: Span[]; readonly queued: Span[] } = { running: [], queued: [] };

  constructor({ config }: Facts, paused: ReadonlyMap<string, readonly Span[]>) {
    this.#most = config.scheduler.maxDagrunsPerLoopToSchedule;
    this.#loop = durationMicros(config.scheduler.schedulerIdleSleepTime);
    this.#paused = paused;
  }

  runChanged(at: Micros, state: DagRunState, from: DagRunState | null): void {
    if (from === "running" || from === "queued") this.#count(at, from, -1);
    if (state === "running" || state === "queued") this.#count(at, state, 1);
  }

  #count(at: Micros, state: "running" | "queued", delta: 1 | -1): void {
    const before = this.#counts[state];
    this.#counts[state] = before + delta;
    const [was, is] = [before > this.#most, before + delta > this.#most];
    const spans = this.#crowds[state];
    if (is && !was) spans.push({ from: at, to: Number.POSITIVE_INFINITY });
    const last = spans.at(-1);
    if (was && !is && last !== undefined) last.to = at;
  }

  /** Hands on a wait of a task instance, or of a run in that state, in parts by what kept the scheduler from it. */
  divide(dag: DagModel, state: "running" | "queued", wait: WaitInterval, hear: (wait: WaitInterval) => void): void {
    const paused = this.#paused.get(dag.dagId) ?? NONE;
    splitBy(paused, wait, (part, isPaused) => {
      if (isPaused) hear({ ...part, cause: "dagPaused" });
      else if (part.cause !== "schedulerLoop" || part.to - part.from <= this.#loop) hear(part);
      else
        splitBy(this.#crowds[state], part, (rest, isCrowded) =>
          hear(isCrowded ? { ...rest, cause: "maxDagrunsPerLoop" } : rest),
        );
    });
  }
}

const NONE: readonly never[] = [];

/** Divides an interval by spans that follow each other. */
function splitBy(
  spans: readonly Span[],
  wait: WaitInterval,
  hear: (part: WaitInterval, isInside: boolean) => void,
): void {
  let cursor = wait.from;
  const until = (to: Micros, isInside: boolean) => {
    const end = Math.min(to, wait.to);
    if (end <= cursor) return;
    hear({ ...wait, from: cursor, to: end }, isInside);
    cursor = end;
  };
  for (const { from, to } of spans) {
    until(from, false);
    if (to > cursor) until(to, true);
  }
  until(wait.to, false);
}
