/**
 * Trials of several kinds, for the tests of engines. `input.log` names a file that gets a line for each trial made.
 * @module
 */
import { appendFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** @param {{ trial: number, seed: number, parameters: Record<string, any>, input?: any }} trial */
export async function measure(trial) {
  const { seed, parameters, input } = trial;
  const { kind, side } = parameters;
  if (input?.log !== undefined) appendFileSync(input.log, `${trial.trial}\n`);
  if (kind === "slow") await setTimeout(10);
  if (kind === "throws") throw new RangeError("sides are numbers");
  if (kind === "gives NaN") return { area: Number.NaN };
  if (kind === "gives a number") return 5;
  if (kind === "ends its thread") process.exit(3);
  if (kind === "bare") return { keys: Object.keys(trial).length };
  return { area: side ** 2, third: side / 3, low: seed % 1000, height: input?.height ?? null };
}
