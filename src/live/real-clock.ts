import type { MakeWorkerSlots } from "../executor/index.ts";
import { type Micros, NEVER, type RealTime } from "../kernel/index.ts";
import { QueueSlots } from "./queue-slots.ts";

/** A clock other than the virtual one: where a simulation's time and slots come from. */
export interface Clock {
  /** Time from now on. */
  start(): RealTime;
  readonly makeWorkerSlots: MakeWorkerSlots;
}

export interface RealClockOptions {
  /** Seconds of Airflow's time in a second: 60 shows an hour in a minute. Default 1. */
  readonly speed?: number;
}

/** The wall clock, for `new Simulation({ clock: realClock(), ... })`, which then is run by `runAsync()`. */
export function realClock({ speed = 1 }: RealClockOptions = {}): Clock {
  if (!(speed > 0 && Number.isFinite(speed)))
    throw new RangeError(`Expected \`speed\` to be a number above 0, got \`${speed}\``);
  return {
    start: () => new WallTime(speed),
    makeWorkerSlots: (count, begin) => new QueueSlots(count, begin),
  };
}

/** The longest that a timer of Node's takes, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

class WallTime implements RealTime {
  readonly #microsPerMillisecond: number;
  readonly #start = performance.now();
  #awake: (() => void) | undefined;

  constructor(speed: number) {
    this.#microsPerMillisecond = 1000 * speed;
  }

  get now(): Micros {
    return Math.floor((performance.now() - this.#start) * this.#microsPerMillisecond);
  }

  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  async reach(instant: Micros): Promise<void> {
    const milliseconds = instant === NEVER ? LONGEST_TIMER : (instant - this.now) / this.#microsPerMillisecond;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#awake = resolve;
      timer = setTimeout(resolve, Math.min(Math.ceil(milliseconds), LONGEST_TIMER));
    });
    this.#awake = undefined;
    clearTimeout(timer);
  }

  wake(): void {
    this.#awake?.();
  }
}
