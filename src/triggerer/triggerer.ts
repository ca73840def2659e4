import { IntrusiveList } from "../containers/index.ts";
import type { Metadata, Runtime, TaskInstance, TriggererJob, TriggerRow } from "../database/index.ts";
import { DormantLoop, durationMicros, Grid, type Kernel, type Micros, NEVER, SECOND } from "../kernel/index.ts";
import { TriggerRunner } from "./trigger-runner.ts";
import { type AnyTriggerer, TriggererDesk } from "./triggerer-desk.ts";
import { UnsettledRows } from "./unsettled-rows.ts";

/** `time.sleep(1)` between the rounds. */
const ROUND = SECOND;

export interface TriggererOptions {
  /** Triggers that it runs at once. Default `triggerer.defaultCapacity`. */
  readonly capacity?: number;
  /** Told of each task that a trigger has ended, at the end of the round's events: `DatabaseCallbackSink.send`. */
  readonly onTaskEnd: (instance: TaskInstance) => void;
  /** Instants of the first rounds of its two loops. */
  readonly firstRound: Micros;
  readonly firstRunnerRound: Micros;
}

/**
 * A triggerer: the loop that works on the database (`TriggererJobRunner._run_trigger_loop`; spec/airflow-core.md, 5.1),
 * and the runner whose loop the triggers run in. Each looks around once a second, at instants of its own.
 */
export class Triggerer extends DormantLoop implements AnyTriggerer {
  readonly id: number;
  readonly runner: TriggerRunner;
  readonly assigned = new IntrusiveList<TriggerRow>((row, place) => {
    row.place = place;
  });
  readonly #kernel: Kernel;
  readonly #metadata: Metadata;
  readonly #peers: readonly AnyTriggerer[];
  readonly #desk: TriggererDesk;
  readonly capacity: number;
  readonly #startedAt: Micros;
  readonly #heartRate: Micros;
  readonly #threshold: Micros;
  readonly #unsettled = new UnsettledRows(this);
  readonly #isSettled = (row: TriggerRow) => this.#settle(row);
  #stoppedAt: Micros | undefined;
  #hasSignedOff = false;
  /** No heartbeat comes after this. */
  #lastBeatBy: Micros = NEVER;
  #woken = false;

  /** `peers` are all triggerers of the simulation, itself among them. */
  constructor(
    id: number,
    metadata: Metadata,
    runtime: Runtime,
    peers: readonly AnyTriggerer[],
    options: TriggererOptions,
  ) {
    super(new Grid(options.firstRound, ROUND));
    const { triggerer } = metadata.config;
    this.id = id;
    this.#kernel = metadata.kernel;
    this.#metadata = metadata;
    this.#peers = peers;
    this.capacity = options.capacity ?? triggerer.defaultCapacity;
    this.#startedAt = this.#kernel.now;
    this.#desk = new TriggererDesk(this, metadata, peers, options.onTaskEnd);
    this.#heartRate = durationMicros(triggerer.jobHeartbeatSec);
    this.#threshold = durationMicros(triggerer.triggererHealthCheckThreshold);
    this.runner = new TriggerRunner(metadata, runtime, options.firstRunnerRound);
    this.runner.onOutcome = () => this.wake();
    this.runner.onEnd = (row) => {
      if (row.triggerer === this) this.unsettle(row);
    };
    this.#kernel.addLoop(this, options.firstRound);
    this.#kernel.addLoop(this.runner, options.firstRunnerRound);
  }

  override wake(): void {
    this.#woken = true;
    if (this.#stoppedAt === undefined) super.wake();
  }

  get isStopped(): boolean {
    return this.#stoppedAt !== undefined;
  }

  logStatus(): void {
    this.runner.logStatus();
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
    this.#stoppedAt = this.#kernel.now;
    this.#lastBeatBy = this.at > this.#kernel.now ? this.#kernel.now : this.#kernel.now - 1; // a round of this instant may come too late
    this.#kernel.removeLoop(this);
    this.runner.crash();
    this.#desk.explainAbsence();
    for (const peer of this.#peers) peer.wake();
  }

  override fire(): void {
    this.#metadata.actAs("triggerer");
    this.#woken = false;
    this.#desk.cleanUnused();
    this.#loadTriggers();
    this.#desk.handleEvents(this.runner.events);
    this.#desk.handleFailures(this.runner.failed);
    this.#kernel.rest(this, this.#nextDue());
  }

  /** `load_triggers`: takes what it has room for, and tells the runner what is new and what is not its own any more. */
  #loadTriggers(): void {
    for (const row of this.#desk.assign(this.#isAlive)) this.#unsettled.add(row);
    this.#desk.explainCapacity();
    this.#unsettled.settle(this.#isSettled);
    if (this.runner.toCreate.length > 0 || this.runner.toCancel.length > 0) this.runner.wake();
  }

  /** `update_triggers`, for one row. False where it has to be looked at again. */
  #settle(row: TriggerRow): boolean {
    const { runner } = this;
    const isRequested = row.triggerer === this && row.exists;
    if (runner.taskOf(row) !== undefined) {
      if (!isRequested) runner.toCancel.push(row);
      return true; // once it has ended, it is looked at again
    }
    if (runner.toCreate.includes(row)) return isRequested;
    if (!isRequested) return true;
    const isKnown =
      runner.toCancel.includes(row) ||
      runner.events.some(([other]) => other === row) ||
      runner.failed.some((failure) => failure.row === row);
    if (!isKnown && this.#make(row)) runner.toCreate.push(row);
    return !isKnown;
  }

  /** Makes the trigger of a row. One that cannot be made fails at once. */
  #make(row: TriggerRow): boolean {
    try {
      row.made = row.trigger.recreate(row.kwargs);
      return true;
    } catch (error) {
      this.runner.failed.push({ row, error });
      return false;
    }
  }

  /** Tells if the heartbeat of a triggerer, as the database has it, is young enough. Its own comes later in the round. */
  readonly #isAlive = (other: TriggererJob): boolean => {
    const { now } = this.#kernel;
    const heartbeat = other === this ? this.#heartbeatBy(now - 1) : other.latestHeartbeat();
    return heartbeat > now - this.#threshold;
  };

  latestHeartbeat(): Micros {
    if (this.#hasSignedOff) return -NEVER;
    return this.#heartbeatBy(this.#kernel.now);
  }

  /**
   * A heartbeat is due in the first round in which the last one is a heart rate old, so they come at regular instants and
   * need not be run.
   */
  #heartbeatBy(instant: Micros): Micros {
    const until = Math.min(this.#lastBeatBy, instant);
    const every = Math.ceil(this.#heartRate / ROUND) * ROUND;
    const first = this.rounds.from(this.#startedAt + this.#heartRate);
    const beats = until < first ? 0 : Math.floor((until - first) / every) + 1;
    const held = this.#metadata.rules.jobRowHoldsPreviousHeartbeat ? beats - 1 : beats;
    return held <= 0 ? this.#startedAt : first + (held - 1) * every;
  }

  #nextDue(): Micros {
    const { triggers } = this.#metadata;
    const { runner } = this;
    const hasRoom = this.assigned.size < this.capacity;
    const hasWork = this.#woken || runner.events.length > 0 || runner.failed.length > 0 || !this.#unsettled.isEmpty;
    if (hasWork || (hasRoom && triggers.hasUnassigned)) return this.rounds.from(this.#kernel.now + 1);
    if (!hasRoom) return NEVER;
    let due = NEVER;
    for (const peer of this.#peers) {
      if (peer === this || !peer.mayLookDead || peer.assigned.size === 0) continue;
      due = Math.min(due, this.rounds.from(Math.max(peer.latestHeartbeat() + this.#threshold, this.#kernel.now + 1)));
    }
    return due;
  }

  /** True if its heartbeat in the database may grow too old: once it is dead, or if that takes no time at all. */
  get mayLookDead(): boolean {
    return this.#stoppedAt !== undefined || this.#threshold <= 2 * this.#heartRate + 2 * ROUND;
  }
}
