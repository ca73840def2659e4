import { type Micros, NEVER } from "../kernel/index.ts";
import { BackfilledRuns } from "./backfilled-runs.ts";
import type { DagRun } from "./dag-run.ts";
import { ExaminationArray, type ExaminationOrder } from "./examination-order.ts";
import { ExaminationSets } from "./examination-sets.ts";

/** The decision of a run that was never examined sorts before all others: `nulls_first(last_scheduling_decision)`. */
const NEVER_EXAMINED = -NEVER;

/** Up to so many runs are kept in bit sets. */
const FEW = 512;

/**
 * The running runs in the order in which the scheduler examines them: those that were not examined for longest first,
 * at most `limit` in one iteration (`DagRun.next_dagruns_to_examine`). When each was examined last is kept here while it
 * is running, and in its row when it is not.
 */
export class RunningRuns {
  readonly #limit: number;
  #order: ExaminationOrder = new ExaminationSets(FEW);
  #areFew = true;
  /** Each running run has a place in that order, which goes to another when it has ended. */
  readonly #runs: (DagRun | undefined)[] = [];
  readonly #freePlaces: number[] = [];

  /**
   * Runs about a date to come, as there may be from Airflow 3 on. Nothing is decided on them until then, so they stay first
   * in the order, and take a place of each iteration.
   */
  readonly #ahead = new Set<DagRun>();

  readonly #backfilled = new BackfilledRuns();

  /** Runs in state running. */
  size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(run: DagRun, now: Micros): void {
    this.size += 1;
    if (run.backfill !== null) {
      this.#takePlace(run);
      this.#backfilled.add(run);
    } else if (isAhead(run, now)) this.#ahead.add(run);
    else this.#enter(run);
  }

  #takePlace(run: DagRun): void {
    run.place = this.#freePlaces.pop() ?? this.#runs.length;
    this.#runs[run.place] = run;
  }

  #enter(run: DagRun): void {
    this.#takePlace(run);
    if (this.#areFew && this.size > FEW) this.#reorder(run);
    this.#order.enter(run.place, run.orderDate, run.id, run.lastSchedulingDecision ?? NEVER_EXAMINED);
  }

  /** A run leaves the state. */
  remove(run: DagRun): void {
    this.size -= 1;
    if (this.#ahead.delete(run)) return;
    if (run.backfill !== null) this.#backfilled.remove(run);
    else {
      run.lastSchedulingDecision = this.decisionOf(run);
      this.#order.leave(run.place);
    }
    this.#runs[run.place] = undefined;
    this.#freePlaces.push(run.place);
    run.place = -1;
    if (!this.#areFew && this.size < FEW / 2) this.#reorder(run);
  }

  /** Goes over to the order of few runs, or of many. `outside` is not in it. */
  #reorder(outside: DagRun): void {
    const before = this.#order;
    this.#areFew = !this.#areFew;
    this.#order = this.#areFew ? new ExaminationSets(FEW) : new ExaminationArray();
    const isIn = (run: DagRun | undefined) => run !== undefined && run !== outside && run.backfill === null;
    const runs = this.#runs.filter(isIn) as DagRun[];
    runs.sort((a, b) => a.orderDate - b.orderDate || a.id - b.id);
    for (const { place, orderDate, id } of runs) this.#order.enter(place, orderDate, id, before.dateOf(place));
  }

  /** Finds the last examination of a run; null where there was none. */
  decisionOf(run: DagRun): Micros | null {
    if (run.place < 0 || run.backfill !== null) return run.lastSchedulingDecision;
    const decision = this.#order.dateOf(run.place);
    return decision === NEVER_EXAMINED ? null : decision;
  }

  /** A run's row gets another date than that of its last examination. */
  setDecision(run: DagRun, decision: Micros | null): void {
    if (this.decisionOf(run) === decision) return;
    if (run.place < 0 || run.backfill !== null) run.lastSchedulingDecision = decision;
    else this.#order.setDate(run.place, decision ?? NEVER_EXAMINED);
  }

  /** One iteration: visits its runs, in order, for as long as any run is worth it. Their last decision is now. */
  examine(now: Micros, visit: (run: DagRun) => void, isWorthIt: () => boolean): void {
    if (this.#ahead.size > 0) this.#enterDue(now);
    const limit = this.#places;
    const backfilled = this.#backfilled.examine(limit - this.#others, now);
    if (!isWorthIt()) {
      this.#order.examine(limit, now);
      return;
    }
    const count = this.#order.list(limit);
    this.#order.examine(limit, now);
    for (const run of this.#ahead) visit(run);
    for (let i = 0; i < count && isWorthIt(); i += 1) {
      const run = this.#runs[this.#order.first[i] as number];
      if (run !== undefined) visit(run); // one that a visit before it has ended is gone
    }
    for (const run of backfilled) if (run.state === "running" && isWorthIt()) visit(run);
  }

  /** Lists the runs that an iteration would visit now. */
  next(now: Micros): readonly DagRun[] {
    if (this.#ahead.size > 0) this.#enterDue(now);
    const limit = this.#places;
    const count = this.#order.list(limit);
    const places = [...this.#order.first.subarray(0, count)];
    const inOrder = places.map((place) => this.#runs[place]).filter((run) => run !== undefined);
    return [...this.#ahead, ...inOrder, ...this.#backfilled.first(limit - this.#others)];
  }

  /** Runs of no backfill, and about no date to come. */
  get #others(): number {
    return this.size - this.#ahead.size - this.#backfilled.size;
  }

  /** Takes in the runs whose date has come. */
  #enterDue(now: Micros): void {
    for (const run of this.#ahead) {
      if (isAhead(run, now)) continue;
      this.#ahead.delete(run);
      this.#enter(run);
    }
  }

  /** The runs that one iteration decides on at most. */
  get #places(): number {
    return Math.max(0, this.#limit - this.#ahead.size);
  }

  /**
   * `count` iterations that found nothing to do, the i-th at `instant(i)`, counted from 1. Where all runs fit into one
   * iteration only the last matters. Else the order of the queue turns round and round, and sooner or later comes back
   * to what it was: whole turns are left out, but for the last, which gives every run its date.
   */
  passRounds(count: number, instant: (i: number) => Micros): void {
    const limit = this.#places;
    const size = this.#others;
    if (limit === 0) return;
    this.#backfilled.passRounds(limit - size, count, instant);
    if (count > 0 && size <= limit) this.#order.examine(limit, instant(count));
    else if (size <= 2 * limit) this.#alternate(count, instant);
    else this.#turn(count, instant);
  }

  /**
   * Where any two iterations take in all runs, those that an iteration leaves out are the last ones, by logical date, of those
   * that the one before has taken. So from the second iteration on, two groups alternate.
   */
  #alternate(count: number, instant: (i: number) => Micros): void {
    const spared = count < 6 ? 0 : 2 * Math.floor((count - 4) / 2);
    for (let i = 1; i <= count; i += 1) {
      if (i === 3) i += spared;
      this.#order.examine(this.#places, instant(i));
    }
  }

  /** Brent's way of finding out how long a sequence takes to repeat itself. */
  #turn(count: number, instant: (i: number) => Micros): void {
    let [remembered, rememberedAt, nextMemory]: [Int32Array | undefined, number, number] = [undefined, 0, 16];
    for (let i = 1; i <= count; i += 1) {
      this.#order.examine(this.#places, instant(i));
      if (remembered !== undefined && this.#order.isOrder(remembered)) {
        const period = i - rememberedAt;
        const toSpare = count - i - Math.ceil(this.size / this.#places);
        if (toSpare >= period) i += toSpare - (toSpare % period);
        remembered = undefined;
        nextMemory = NEVER;
      } else if (i === nextMemory) {
        remembered = this.#order.order();
        rememberedAt = i;
        nextMemory = 2 * i;
      }
    }
  }
}

/** Tells if a run is about a date to come, and may run already. */
export function isAhead({ logicalDate, runAfter }: DagRun, now: Micros): boolean {
  return logicalDate !== null && logicalDate > now && runAfter <= now;
}
