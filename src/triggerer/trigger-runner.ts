import { IntrusiveList, without } from "../containers/index.ts";
import type { Metadata, Runtime, TriggerRow } from "../database/index.ts";
import type { TriggerEvent } from "../definition/index.ts";
import { type Micros, NEVER, SECOND } from "../kernel/index.ts";
import { DriftingGrid } from "./drifting-grid.ts";
import { EventLoop, timerOf } from "./event-loop.ts";
import { type TriggerListener, TriggerTask } from "./trigger-task.ts";

/** `asyncio.sleep(1)` between the rounds. */
const ROUND = SECOND;

/** The time between two lines about the number of triggers that run. */
const STATUS_INTERVAL = 60 * SECOND;

/** A part of a round. */
type Stage = "create" | "cancel" | "cleanUp" | "report";

/** A trigger that was not cancelled, and its error, which is null if it only ended without an event. */
export interface FailedTrigger {
  readonly row: TriggerRow;
  readonly error: unknown;
}

/**
 * The triggerer's thread for triggers (`TriggerRunner`, jobs/triggerer_job_runner.py): once a second it starts what is to
 * be started, cancels what is to be cancelled and sorts out what has ended. The triggers run in the same event loop.
 */
export class TriggerRunner extends EventLoop implements TriggerListener {
  readonly toCreate: TriggerRow[] = [];
  readonly toCancel: TriggerRow[] = [];
  readonly events: (readonly [TriggerRow, TriggerEvent])[] = [];
  readonly failed: FailedTrigger[] = [];
  /** The triggers that run, in the order in which they were started. */
  readonly triggers = new IntrusiveList<TriggerTask>((task, place) => {
    task.place = place;
  });
  /** Called when there are events or failures for the other loop to handle. */
  onOutcome: () => void = () => {};
  /** Called when a trigger has stopped running. */
  onEnd: (row: TriggerRow) => void = () => {};
  readonly #metadata: Metadata;
  readonly #runtime: Runtime;
  /** Triggers that have ended and were not sorted out yet. */
  readonly #ended = new IntrusiveList<TriggerTask>((task, place) => {
    task.placeAmongEnded = place;
  });
  readonly #drifting: DriftingGrid;
  #nextRound: Micros;
  /** True while its next round is on the clock of the event loop. It may be late: see `blockFor`. */
  #isRoundDue = false;
  /** The instant at which the round began that is not over. */
  #begunAt: Micros | undefined;
  #nextStatus: Micros;
  /** The stage of the round. */
  #stage = 0;
  #toLookAt: readonly TriggerTask[] | undefined;
  #looked = 0;

  constructor(metadata: Metadata, runtime: Runtime, phase: Micros) {
    const rounds = new DriftingGrid(phase, ROUND);
    super(metadata.kernel, rounds);
    this.#drifting = rounds;
    this.#metadata = metadata;
    this.#runtime = runtime;
    this.#nextRound = phase;
    this.#nextStatus = phase + STATUS_INTERVAL;
  }

  override fire(): void {
    const { now } = this.kernel;
    this.#metadata.actAs("triggerer");
    this.logStatus();
    const { blockedUntil } = this;
    if (blockedUntil === undefined || blockedUntil <= now) this.#goOn(now, blockedUntil !== undefined);
    this.kernel.rest(this, this.blockedUntil ?? Math.min(this.nextTimer, this.hasWork ? this.#nextRound : NEVER));
  }

  #goOn(now: Micros, wasBlocked: boolean): void {
    if (!this.#isRoundDue && this.#begunAt === undefined) {
      if (this.#nextRound < now && !wasBlocked) this.#nextRound = this.rounds.from(now); // rounds that found nothing to do
      this.#isRoundDue = this.#nextRound <= now;
      if (this.#isRoundDue) this.callAt(this.#nextRound, this.#beginning);
    }
    this.runUntilIdle();
    if (this.#nextRound === now && !this.#isRoundDue) this.#nextRound = now + ROUND;
  }

  /** True if its next round has anything to do. */
  protected get hasWork(): boolean {
    return this.toCreate.length > 0 || this.toCancel.length > 0 || this.#ended.size > 0;
  }

  /** True if this instant is one of its rounds. */
  protected get isAtRound(): boolean {
    return this.#nextRound === this.kernel.now;
  }

  /** True if triggers have turns at this instant too. */
  protected get isAmongOthers(): boolean {
    return this.hasReady;
  }

  /** A line was logged, by itself or by a trigger. Nobody waits for one here. */
  lineWritten(): void {}

  protected override get population(): number {
    return this.triggers.size;
  }

  protected override get description(): string {
    const names = this.triggers.toArray().map(({ title }) => title);
    return names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
  }

  protected override get advice(): string | undefined {
    return this.triggers.toArray().find(({ row }) => row.trigger.adviceOnNoProgress !== undefined)?.row.trigger
      .adviceOnNoProgress;
  }

  fired(task: TriggerTask, event: TriggerEvent): void {
    this.events.push([task.row, event]);
    this.onOutcome();
  }

  ended(task: TriggerTask): void {
    this.#ended.add(task);
  }

  /**
   * One round; after each trigger it lets the others have a turn: it starts what is to be started, then cancels, then sorts
   * out (`cleanup_finished_triggers`). Looking at a trigger that has not ended matters only in that others get a turn meanwhile.
   */
  protected readonly stages: readonly Stage[] = ["create", "cancel", "cleanUp"];

  #beginDueRound(): void {
    const { now } = this.kernel;
    this.#isRoundDue = false;
    this.#drifting.driftTo(now);
    this.#nextRound = now;
    this.beginRound();
  }

  protected beginRound(): void {
    this.#stage = 0;
    this.#toLookAt = undefined;
    this.#begunAt = this.kernel.now;
    this.#step();
  }

  readonly #beginning = timerOf(() => this.#beginDueRound());

  readonly #step = () => {
    if (this.#hasStepped()) this.callSoon(this.#step);
    else this.#endRound();
  };

  /** A trigger that has blocked the loop may have made the round last: the next comes so much later. */
  #endRound(): void {
    const { now } = this.kernel;
    if (this.#begunAt !== now) {
      this.#nextRound = now + ROUND;
      this.#drifting.driftTo(this.#nextRound);
    }
    this.#begunAt = undefined;
  }

  /** Takes one step. False if the round is over. */
  #hasStepped(): boolean {
    for (let stage = this.stages[this.#stage]; stage !== undefined; stage = this.stages[this.#stage]) {
      if (this.#takesStep(stage)) return true;
      this.#stage += 1;
    }
    return false;
  }

  #takesStep(stage: Stage): boolean {
    switch (stage) {
      case "create":
        return this.create();
      case "cancel":
        return this.cancel();
      case "cleanUp":
        return this.cleanUp();
      case "report":
        return this.report();
    }
  }

  /** Starts one trigger. False where none is left, as with the other stages. */
  protected create(): boolean {
    const row = this.toCreate.shift();
    if (row === undefined) return false;
    if (this.taskOf(row) === undefined) this.start(row);
    return true;
  }

  protected cancel(): boolean {
    const row = this.toCancel.shift();
    if (row === undefined) return false;
    this.taskOf(row)?.cancel();
    return true;
  }

  protected cleanUp(): boolean {
    if (this.#toLookAt === undefined) {
      this.#looked = 0;
      this.#toLookAt = (this.isAmongOthers ? this.triggers : this.#ended).toArray();
    }
    const task = this.#toLookAt[this.#looked];
    if (task === undefined) return false;
    this.#looked += 1;
    if (task.end !== undefined) this.#sortOut(task);
    return true;
  }

  /** There is nobody to report to: both loops are threads of one process. */
  protected report(): boolean {
    return false;
  }

  protected start(row: TriggerRow): void {
    const task = new TriggerTask(this, this.#runtime, row, this);
    this.triggers.add(task);
    row.running = row.running.length === 0 ? [task] : [...row.running, task];
  }

  /** The task that runs a trigger here. */
  taskOf(row: TriggerRow): TriggerTask | undefined {
    return row.running.find((task): task is TriggerTask => task instanceof TriggerTask && task.loop === this);
  }

  #sortOut(task: TriggerTask): void {
    this.triggers.remove(task.place);
    this.#ended.remove(task.placeAmongEnded);
    task.row.running = without(task.row.running, task);
    this.onEnd(task.row);
    if (task.end?.kind === "cancelled") return;
    task.logEnd();
    if (task.events > 0) return;
    this.failed.push({ row: task.row, error: task.end?.kind === "threw" ? task.end.error : null });
    this.onOutcome();
  }

  /**
   * `Every minute, log status`: the lines that were due so far. None is worth a round of its own: how many triggers there are
   * changes in rounds alone, so that it is told before the next one, or at the end.
   */
  logStatus(): void {
    const { observer } = this.#metadata;
    if (!observer.logs) return;
    for (; this.#nextStatus <= this.kernel.now; this.#nextStatus += STATUS_INTERVAL) {
      const source = { actor: "triggerer", place: "triggerer_job_runner.py:474", at: this.#nextStatus } as const;
      observer.log(source, "INFO", "%i triggers currently running", [this.triggers.size]);
    }
  }

  /** The process is gone, and its triggers with it. */
  crash(): void {
    this.logStatus();
    this.#nextStatus = NEVER;
    this.kernel.removeLoop(this);
  }
}
