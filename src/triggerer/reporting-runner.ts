import type { Metadata, Runtime, TriggerRow } from "../database/index.ts";
import { type Micros, SECOND } from "../kernel/index.ts";
import type { LoopTimer } from "./event-loop.ts";
import { TriggerRunner } from "./trigger-runner.ts";

/** `anyio.move_on_after(1)` between the rounds. */
const ROUND = SECOND;

/** The process that the runner reports to: its supervisor. */
export interface RunnerSupervisor {
  /** The runner has something to say: what it reports, or a line of its log. */
  noteActivity(): void;
  /** Takes the report, and answers it: what is to be created or cancelled is in the runner's lists then. */
  takeReport(finished: readonly TriggerRow[]): void;
  /** Needs the next report. */
  readonly awaitsReport: boolean;
}

/**
 * The triggerer's process for triggers in Airflow 3 (`TriggerRunner.arun`, jobs/triggerer_job_runner.py): once a second it sorts
 * out what has ended, reports to its supervisor what triggers have sent and what has failed, and does what the answer says.
 */
export class ReportingRunner extends TriggerRunner {
  supervisor: RunnerSupervisor | undefined;
  protected override readonly stages = ["cleanUp", "report", "create", "cancel"] as const;
  #finished: TriggerRow[] = [];
  /** It lets others have two turns before it makes a trigger. */
  #turnsBefore = 0;
  #roundBegunAt: Micros = -1;
  #asleepSince: Micros = -1;
  /** The last instant at which any trigger had a turn, and the one before that. */
  #lastTurn: Micros = -1;
  #turnBefore: Micros = -1;
  /** True if a trigger has its turn after its own, at the same instant. */
  #isFollowed = false;

  constructor(metadata: Metadata, runtime: Runtime, phase: Micros) {
    super(metadata, runtime, phase);
    this.onEnd = (row) => this.#finished.push(row);
  }

  /**
   * Puts a call on the clock. One put there after it has gone to sleep comes after it, where both wake at one instant. It goes to sleep anew in
   * each round, also in those that find nothing to do and are not run.
   */
  override callAt(at: Micros, timer: LoopTimer): void {
    const setAt = this.kernel.now;
    const isLater = this.#asleepSince === setAt;
    const { isStale } = timer;
    const call = () => {
      const wentToSleep = this.kernel.now - ROUND;
      this.#isFollowed = setAt > wentToSleep || (setAt === wentToSleep && isLater);
      if (this.#isFollowed) this.beginRound();
      this.#isFollowed = false;
      timer.call();
    };
    super.callAt(at, { call, isStale });
  }

  override fire(): void {
    const { now } = this.kernel;
    if (this.#lastTurn !== now) [this.#turnBefore, this.#lastTurn] = [this.#lastTurn, now];
    super.fire();
  }

  /** The last instant before this one at which it had anything to do, and put itself on the clock anew. */
  get lastAwake(): Micros {
    return this.#lastTurn === this.kernel.now ? this.#turnBefore : this.#lastTurn;
  }

  /** True at the instant of a round that it has passed by, as there was nothing to do. */
  hasPassedBy(instant: Micros): boolean {
    return this.at > instant && this.rounds.from(instant) === instant && this.#roundBegunAt !== instant;
  }

  protected override beginRound(): void {
    const { now } = this.kernel;
    if (!this.isAtRound || this.#roundBegunAt === now) return;
    this.#roundBegunAt = now;
    super.beginRound();
  }

  protected override get isAmongOthers(): boolean {
    return super.isAmongOthers || this.#isFollowed;
  }

  protected override report(): boolean {
    const finished = this.#finished;
    this.#finished = [];
    this.supervisor?.takeReport(finished);
    this.supervisor?.noteActivity();
    return false;
  }

  /** Makes the trigger of a row. One that cannot be made fails at once. */
  protected override start(row: TriggerRow): void {
    try {
      row.made = row.trigger.recreate(row.kwargs);
    } catch (error) {
      this.failed.push({ row, error });
      this.lineWritten();
      return;
    }
    super.start(row);
  }

  protected override create(): boolean {
    if (this.toCreate.length === 0) return false;
    this.#turnsBefore += 1;
    if (this.#turnsBefore <= 2) return true;
    this.#turnsBefore = 0;
    super.create();
    return this.create();
  }

  protected override cancel(): boolean {
    const isLeft = super.cancel();
    if (!isLeft) this.#asleepSince = this.kernel.now;
    return isLeft;
  }

  protected override get hasWork(): boolean {
    return super.hasWork || this.supervisor?.awaitsReport === true || this.events.length > 0 || this.failed.length > 0;
  }

  override lineWritten(): void {
    this.supervisor?.noteActivity();
  }
}
