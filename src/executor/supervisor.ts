import { type Kernel, type Micros, SECOND, Timer } from "../kernel/index.ts";

/** `workers.min_heartbeat_interval`: how long a supervisor sleeps at most, and from one heartbeat to the next at least. */
const MIN_HEARTBEAT_INTERVAL: Micros = 5 * SECOND;

/**
 * The heartbeats of a supervisor (`_monitor_subprocess`, `_send_heartbeat_if_needed`; sdk/execution_time/supervisor.py). It
 * wakes for each line that its process logs and for each request, and 5 s after it last woke; and it beats when it wakes, where
 * its last heartbeat is 5 s old.
 *
 * Heartbeats that find nothing have no effect. So they are only worked out, until there is something to be found.
 */
export class Supervisor extends Timer {
  readonly #kernel: Kernel;
  readonly #beat: () => boolean;
  #lastWake: Micros;
  #lastBeat: Micros = Number.NEGATIVE_INFINITY;
  #isWatching = false;
  #isStopped = false;

  /** `beat` returns false where it has ended the process. */
  constructor(kernel: Kernel, now: Micros, beat: () => boolean) {
    super();
    this.#kernel = kernel;
    this.#beat = beat;
    this.#lastWake = now;
  }

  /** Hears that its process has said something. */
  wake(): void {
    const { now } = this.#kernel;
    this.#catchUp(now);
    this.#lastWake = now;
    if (this.#isStopped || now - this.#lastBeat < MIN_HEARTBEAT_INTERVAL) {
      if (this.#isWatching && !this.#isStopped) this.#kernel.arm(this, now + MIN_HEARTBEAT_INTERVAL);
      return;
    }
    this.#lastBeat = now;
    if (this.#isWatching) this.#kernel.arm(this, now);
  }

  /** There is something to be found by the next heartbeat. */
  watch(): void {
    if (this.#isWatching || this.#isStopped) return;
    this.#catchUp(this.#kernel.now);
    this.#isWatching = true;
    this.#kernel.arm(this, this.#lastWake + MIN_HEARTBEAT_INTERVAL);
  }

  /**
   * The times that it has woken by itself so far: with nothing between two of them, it beats at each. While it watches, its timer
   * does that, also one that is due at this very instant.
   */
  #catchUp(now: Micros): void {
    if (this.#isWatching) return;
    const times = Math.floor((now - this.#lastWake) / MIN_HEARTBEAT_INTERVAL);
    if (times <= 0) return;
    this.#lastWake += times * MIN_HEARTBEAT_INTERVAL;
    this.#lastBeat = this.#lastWake;
  }

  /** The last heartbeat so far. */
  get lastBeat(): Micros {
    this.#catchUp(this.#kernel.now);
    return this.#lastBeat;
  }

  stop(): void {
    this.#isStopped = true;
    this.#kernel.cancel(this);
  }

  override fire(): void {
    const { now } = this.#kernel;
    this.#lastWake = now;
    this.#lastBeat = now;
    if (this.#beat() && !this.#isStopped) this.#kernel.arm(this, now + MIN_HEARTBEAT_INTERVAL);
  }
}
