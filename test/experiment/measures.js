/**
 * What trials in worker threads measure in the tests.
 * @module
 */
import { existsSync } from "node:fs";

/** @param {{ trial: number, seed: number, parameters: Record<string, any> }} trial */
export function measure({ trial, seed, parameters }) {
  const { dies } = parameters;
  if (typeof dies === "string" && trial === 7 && existsSync(dies)) process.exit(3);
  return { trial, low: seed % 1000, product: parameters["a"] * 10 };
}
