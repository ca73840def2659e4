import { IntrusiveList } from "../containers/index.ts";
import type { Metadata, Runtime, TriggerRow } from "../database/index.ts";
import type { TriggerEvent } from "../definition/index.ts";
import { Callback, durationMicros, type Kernel, type Micros, NEVER, SECOND } from "../kernel/index.ts";
import { ReportingRunner, type RunnerSupervisor } from "./reporting-runner.ts";
import type { FailedTrigger } from "./trigger-runner.ts";
import type { TriggererOptions } from "./triggerer.ts";
import { type AnyTriggerer, TriggererDesk } from "./triggerer-desk.ts";
import { UnsettledRows } from "./unsettled-rows.ts";

/** `_service_subprocess(1)`: how long it waits for its runner at most. */
const PATIENCE = SECOND;

/**
 * A triggerer in Airflow 3: the supervisor that works on the database (`TriggerRunnerSupervisor.run`,
 * jobs/triggerer_job_runner.py), and the runner's process, in which the triggers are. It has no beat of its own: it looks around
 * whenever the runner reports, which is once a second, or writes a line of its log, and only then gives out and takes back.
 */
export class SupervisedTriggerer implements AnyTriggerer, RunnerSupervisor {
  readonly id: number;
  readonly capacity: number;
  readonly assigned = new IntrusiveList<TriggerRow>((row, place) => {
    row.place = place;
  });
  readonly #kernel: Kernel;
  readonly #runner: ReportingRunner;
  readonly #metadata: Metadata;
  readonly #peers: readonly AnyTriggerer[];
  readonly #desk: TriggererDesk;
  readonly #firstReport: Micros;
  readonly #heartRate: Micros;
  readonly #threshold: Micros;
  readonly #turn = new Callback(() => this.#takeTurn());
  readonly #unsettled = new UnsettledRows(this);
  readonly #isSettled = (row: TriggerRow) => this.#settle(row);
  readonly #events: (readonly [TriggerRow, TriggerEvent])[] = [];
  readonly #failed: FailedTrigger[] = [];
  /** The rows to hand over with the answer to the next report, the rows handed over, and the rows to cancel. */
  #creating: TriggerRow[] = [];
  readonly #running = new Set<TriggerRow>();
  readonly #cancelling = new Set<TriggerRow>();
  #turnAt: Micros = -1;
  #lastTurn: Micros = -1;
  #lastHeartbeat: Micros;
  /** The heartbeat before that: see `Rules.jobRowHoldsPreviousHeartbeat`. */
  #heldHeartbeat: Micros;
  #stoppedAt: Micros | undefined;
  /** No heartbeat comes after this. */
  #lastBeatBy: Micros = NEVER;
  #hasSignedOff = false;
  #woken = true;

  /** `peers` are all triggerers of the simulation, itself among them. */
  constructor(
    id: number,
    metadata: Metadata,
    runtime: Runtime,
    peers: readonly AnyTriggerer[],
    options: TriggererOptions,
  ) {
    const { triggerer } = metadata.config;
    this.id = id;
    this.capacity = options.capacity ?? triggerer.defaultCapacity;
    this.#kernel = metadata.kernel;
    this.#metadata = metadata;
    this.#peers = peers;
    this.#desk = new TriggererDesk(this, metadata, peers, options.onTaskEnd);
    this.#heartRate = durationMicros(triggerer.jobHeartbeatSec);
    this.#threshold = durationMicros(triggerer.triggererHealthCheckThreshold);
    this.#lastHeartbeat = this.#kernel.now;
    this.#heldHeartbeat = this.#kernel.now;
    this.#firstReport = Math.max(options.firstRound, options.firstRunnerRound);
    this.#runner = new ReportingRunner(metadata, runtime, this.#firstReport);
    this.#runner.supervisor = this;
    this.#armTurn(options.firstRound);
    this.#kernel.addLoop(this.#runner, this.#firstReport);
  }

  get isStopped(): boolean {
    return this.#stoppedAt !== undefined;
  }

  logStatus(): void {
    this.#runner.logStatus();
  }

  /** Something in the database has changed: it sees that when the runner reports next. */
  wake(): void {
    this.#woken = true;
    if (this.#stoppedAt !== undefined) return;
    this.#runner.wake();
    if (!this.#hasTurnToCome) return;
    this.#turnAt = this.#kernel.now;
    this.#kernel.armBehindRound(this.#turn, this.#runner);
  }

  /**
   * True at the instant of a report that was left out, as there was nothing to say, if what happens was on the clock before it: the
   * turn that it leads to comes later.
   */
  get #hasTurnToCome(): boolean {
    const { now, currentOrder } = this.#kernel;
    if (this.#turnAt === now || this.#lastTurn === now || !this.#runner.hasPassedBy(now)) return false;
    return currentOrder < this.#runner.order;
  }

  unsettle(row: TriggerRow): void {
    this.#unsettled.add(row);
    this.wake();
  }

  signOff(): void {
    this.#hasSignedOff = true;
    this.crash();
  }

  crash(): void {
    this.#lastBeatBy = this.#beatsBy(this.#kernel.currentOrder);
    this.#stoppedAt = this.#kernel.now;
    this.#kernel.cancel(this.#turn);
    this.#runner.crash();
    this.#desk.explainAbsence();
    for (const peer of this.#peers) peer.wake();
  }

  noteActivity(): void {
    const { now } = this.#kernel;
    if (this.#stoppedAt === undefined && this.#turnAt !== now) this.#armTurn(now);
  }

  #armTurn(at: Micros): void {
    this.#turnAt = at;
    this.#kernel.arm(this.#turn, at);
  }

  get awaitsReport(): boolean {
    return this.#woken || !this.#unsettled.isEmpty || this.#creating.length > 0 || this.#cancelling.size > 0;
  }

  /**
   * True if its patience has ended at this instant, before the report of this instant. It began with the last report, a second ago;
   * the runner is on the clock behind it, where a trigger has woken it since.
   */
  get #isOutOfPatience(): boolean {
    const lastReport = this.#kernel.now - PATIENCE;
    return lastReport >= this.#firstReport && this.#lastTurn <= lastReport && this.#runner.lastAwake > lastReport;
  }

  /** `_handle_request` of TriggerStateChanges. */
  takeReport(finished: readonly TriggerRow[]): void {
    if (this.#isOutOfPatience) this.#takeTurn();
    const runner = this.#runner;
    this.#events.push(...runner.events.splice(0));
    this.#failed.push(...runner.failed.splice(0));
    for (const row of finished) {
      this.#running.delete(row);
      this.#cancelling.delete(row);
      if (row.triggerer === this) this.#unsettled.add(row);
    }
    runner.toCancel.push(...this.#cancelling);
    runner.toCreate.push(...this.#creating);
    for (const row of this.#creating) this.#running.add(row);
    this.#creating = [];
  }

  /** From one wait for its runner to the next. The first loads triggers alone: unused ones are deleted behind a wait. */
  #takeTurn(): void {
    this.#metadata.actAs("triggerer");
    const isFirst = this.#lastTurn < 0;
    this.#turnAt = -1;
    this.#lastTurn = this.#kernel.now;
    this.#woken = isFirst;
    if (!isFirst) this.#finishTurn();
    this.#loadTriggers();
    this.#waitForRunner();
  }

  #finishTurn(): void {
    this.#desk.handleEvents(this.#events);
    this.#desk.handleFailures(this.#failed);
    this.#desk.cleanUnused();
    this.#beat(this.#kernel.now);
  }

  /** `load_triggers`. */
  #loadTriggers(): void {
    for (const row of this.#desk.assign((peer) => this.#isAlive(peer))) this.#unsettled.add(row);
    this.#desk.explainCapacity();
    this.#unsettled.settle(this.#isSettled);
  }

  /** Only before the runner's first report does its patience ever end. */
  #waitForRunner(): void {
    const { now } = this.#kernel;
    if (now < this.#firstReport) {
      if (now + PATIENCE < this.#firstReport) this.#armTurn(now + PATIENCE);
      return;
    }
    if (this.awaitsReport) {
      this.#runner.wake();
      return;
    }
    if (this.assigned.size >= this.capacity) return;
    for (const peer of this.#peers)
      if (peer !== this && peer.mayLookDead && peer.assigned.size > 0)
        this.#runner.wakeAt(Math.max(peer.latestHeartbeat() + this.#threshold, now + 1));
  }

  /** `update_triggers`, for one row. False where it has to be looked at again. */
  #settle(row: TriggerRow): boolean {
    const isRequested = row.triggerer === this && row.exists;
    if (this.#running.has(row)) {
      if (!isRequested) this.#cancelling.add(row);
      return true; // once it has ended, it is looked at again
    }
    if (this.#creating.includes(row)) return isRequested;
    if (!isRequested) return true;
    const isKnown =
      this.#cancelling.has(row) ||
      this.#events.some(([other]) => other === row) ||
      this.#failed.some((failure) => failure.row === row);
    if (!isKnown) this.#creating.push(row);
    return !isKnown;
  }

  /** A triggerer's heartbeat, as the database has it, is young enough. */
  #isAlive(other: AnyTriggerer): boolean {
    return other.latestHeartbeat(this.#runner.order) > this.#kernel.now - this.#threshold;
  }

  latestHeartbeat(order?: number): Micros {
    if (this.#hasSignedOff) return -NEVER;
    this.#catchUp(Math.min(this.#lastBeatBy, order === undefined ? this.#kernel.now : this.#beatsBy(order)));
    return this.#metadata.rules.jobRowHoldsPreviousHeartbeat ? this.#heldHeartbeat : this.#lastHeartbeat;
  }

  /** The last instant of which its heartbeats have come before the turn of `order`: a turn of this instant may come after it. */
  #beatsBy(order: number): Micros {
    const { now } = this.#kernel;
    return this.#lastTurn !== now && this.#runner.order > order ? now - 1 : now;
  }

  /** A turn comes with a heartbeat where the last one is old enough. */
  #beat(now: Micros): void {
    this.#catchUp(now - 1);
    if (now - this.#lastHeartbeat < this.#heartRate) return;
    this.#heldHeartbeat = this.#lastHeartbeat;
    this.#lastHeartbeat = now;
  }

  /** The heartbeats of turns that were not taken, as there was nothing to do: each at a report of the runner. */
  #catchUp(until: Micros): void {
    const every = Math.ceil(this.#heartRate / PATIENCE) * PATIENCE;
    const next = this.#runner.rounds.from(this.#lastHeartbeat + this.#heartRate);
    if (next > until) return;
    const more = Math.floor((until - next) / every);
    this.#heldHeartbeat = more === 0 ? this.#lastHeartbeat : next + (more - 1) * every;
    this.#lastHeartbeat = next + more * every;
  }

  get mayLookDead(): boolean {
    return this.#stoppedAt !== undefined || this.#threshold <= 2 * this.#heartRate + 2 * PATIENCE;
  }
}
