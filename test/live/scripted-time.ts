import type { Clock } from "airlapse";
import { realClock } from "airlapse";
import type { RealTime } from "airlapse/kernel";

/**
 * Real time whose wall clock is told what to read, so that what happens in it can be tested to the microsecond: nothing takes
 * time but waiting, and at the instants of the script something happens outside.
 */
export class ScriptedTime implements RealTime {
  now = 0;
  readonly #script: [second: number, act: () => void][];

  constructor(script: readonly (readonly [second: number, act: () => void])[] = []) {
    this.#script = [...script].sort(([a], [b]) => a - b) as [number, () => void][];
  }

  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve));
  }

  async reach(instant: number): Promise<void> {
    const next = this.#script[0];
    if (next === undefined || next[0] * 1e6 > instant) {
      if (instant === Number.POSITIVE_INFINITY) throw new Error("It waits for what the script does not have");
      this.now = Math.max(this.now, instant);
      return;
    }
    this.#script.shift();
    this.now = next[0] * 1e6;
    next[1]();
    await this.turn();
  }

  wake(): void {}
}

/** The same as the clock of a simulation. */
export function scriptedClock(script?: readonly (readonly [second: number, act: () => void])[]): Clock {
  return { ...realClock(), start: () => new ScriptedTime(script) };
}
