import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { checked, type Engine, type Laboratory, withInput } from "./engine.ts";
import type { Trial } from "./parameters.ts";
import type { Figures } from "./results.ts";

/**
 * Runs trials in worker threads of this process. Default one thread for each core.
 *
 * Throws a RangeError where the number is not a whole number from 1 up.
 */
export function threads(workers: number = availableParallelism()): Engine {
  if (!Number.isSafeInteger(workers) || workers < 1)
    throw new RangeError(`Expected \`workers\` to be a whole number from 1 up, got \`${workers}\``);
  return { open: (module, input) => openThreads(module, input, workers) };
}

/** A worker thread has ended by itself: the cause of a TrialError. @internal */
class WorkerExit extends Error {
  override readonly name = "WorkerExit";
}

async function openThreads(module: URL, input: unknown, workers: number): Promise<Laboratory> {
  const { Tinypool } = await import("tinypool");
  const pool = new Tinypool({ filename: fileURLToPath(module), minThreads: workers, maxThreads: workers });
  // the pool waits for ever for a thread that has ended itself
  const died = new Promise<never>((_, reject) => {
    const bury = (code: unknown) => reject(new WorkerExit(`its worker ended with exit code ${String(code)}`));
    for (const thread of pool.threads) thread.on("exit", bury);
  });
  died.catch(() => {});
  const run = async (trial: Trial) => (await pool.run(withInput(trial, input), { name: "measure" })) as Figures; // `checked` looks
  const make = (trial: Trial) => checked(trial, () => Promise.race([run(trial), died]));
  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= Promise.race([pool.destroy(), died.catch(() => {})]);
    return closing;
  };
  return { lanes: workers, make, close };
}
