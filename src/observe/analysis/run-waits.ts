import type { Backfill, DagModel, DagRun } from "../../database/index.ts";
import { type DagRunState, isFinishedRun } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Facts } from "./facts.ts";
import type { LoopWaits, WaitInterval } from "./loop-waits.ts";

interface RunStateSince {
  readonly at: Micros;
  readonly state: DagRunState;
}

/** Tracks the states of runs, and the causes why queued runs waited. */
export class RunWaits {
  readonly #facts: Facts;
  readonly #loop: LoopWaits;
  readonly #states = new Map<DagRun, RunStateSince[]>();
  /** Running runs of each DAG, or of its backfill, and the instants at which that became full or had room again. */
  readonly #running = new Map<DagModel | Backfill, number>();
  readonly #turns = new Map<DagModel | Backfill, { readonly at: Micros; readonly isFull: boolean }[]>();

  constructor(facts: Facts, loop: LoopWaits) {
    this.#facts = facts;
    this.#loop = loop;
  }

  stateChanged(at: Micros, run: DagRun, state: DagRunState, from: DagRunState | null): void {
    const states = this.#states.get(run);
    if (states === undefined) this.#states.set(run, [{ at, state }]);
    else states.push({ at, state });
    const limiter = run.backfill ?? run.dag;
    const before = this.#running.get(limiter) ?? 0;
    const after = before + (state === "running" ? 1 : 0) - (from === "running" ? 1 : 0);
    this.#running.set(limiter, after);
    const [wasFull, isFull] = [before >= limiter.maxActiveRuns, after >= limiter.maxActiveRuns];
    if (wasFull === isFull) return;
    const turns = this.#turns.get(limiter);
    if (turns === undefined) this.#turns.set(limiter, [{ at, isFull }]);
    else turns.push({ at, isFull });
  }

  /** Splits an interval by the run's states: `running` gets the parts in state running, `wait` gets the others as waits. */
  split(
    run: DagRun,
    from: Micros,
    to: Micros,
    running: (from: Micros, to: Micros) => void,
    wait: (interval: WaitInterval) => void,
  ): void {
    const states = this.#states.get(run) ?? [];
    for (const [i, { at, state }] of states.entries()) {
      const [begin, end] = [Math.max(at, from), Math.min(states[i + 1]?.at ?? to, to)];
      if (end <= begin) continue;
      if (state === "running") running(begin, end);
      else if (isFinishedRun(state)) wait({ from: begin, to: end, cause: "runEnded" });
      else this.#queued(run, begin, end, wait);
    }
  }

  #queued(run: DagRun, from: Micros, to: Micros, wait: (interval: WaitInterval) => void): void {
    const date = this.#facts.config.scheduler.allowTriggerInFuture
      ? from
      : Math.min(Math.max(run.logicalDate ?? run.runAfter, from), to);
    if (date > from) wait({ from, to: date, cause: "logicalDate" });
    const limiter = run.backfill ?? run.dag;
    const turns = this.#turns.get(limiter) ?? [];
    let [since, isFull] = [date, limiter.maxActiveRuns <= 0];
    const until = (end: Micros) => {
      const cause = isFull ? "maxActiveRuns" : "schedulerLoop";
      if (end > since) this.#loop.divide(run.dag, "queued", { from: since, to: end, cause }, wait);
      since = Math.max(since, end);
    };
    for (const turn of turns) {
      if (turn.at >= to) break;
      if (turn.at > date) until(turn.at);
      isFull = turn.isFull;
    }
    until(to);
  }
}
