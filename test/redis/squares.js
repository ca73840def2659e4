/**
 * What trials on other machines measure in the tests. `AIRLAPSE_TEST_LOG` names a file that gets a line for each trial made.
 * @module
 */
import { appendFileSync, existsSync, rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";

/** @param {{ trial: number, seed: number, parameters: Record<string, any>, input?: any }} trial */
export async function measure({ trial, seed, parameters, input }) {
  const log = process.env["AIRLAPSE_TEST_LOG"];
  if (log !== undefined) appendFileSync(log, `${trial}\n`);
  const trap = input?.trap;
  if (trap !== undefined && trial === 99 && existsSync(trap)) {
    rmSync(trap);
    process.kill(process.pid, "SIGKILL");
  }
  await setTimeout(parameters["rest"] ?? 0);
  if (parameters["side"] === "fails") throw new RangeError("sides are numbers");
  const many = Object.fromEntries(
    Array.from({ length: input?.figures ?? 0 }, (_, i) => [`figure ${i}`, seed % (i + 2)]),
  );
  return { ...many, area: parameters["side"] ** 2, low: seed % 1000, height: input?.height ?? null };
}
