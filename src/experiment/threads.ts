import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Tinypool } from "tinypool";
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
  return {
    open: async (module, input) => {
      const { Tinypool } = await import("tinypool");
      const filename = fileURLToPath(module);
      const start = () => new TrialThread(new Tinypool({ filename, minThreads: 1, maxThreads: 1 }));
      return new ThreadLaboratory(workers, input, start);
    },
  };
}

/** A worker thread has ended by itself: the cause of a TrialError. @internal */
class WorkerExit extends Error {
  override readonly name = "WorkerExit";
}

/** Keeps a thread for each trial under way, so that a thread that dies takes no other trial with it. */
class ThreadLaboratory implements Laboratory {
  readonly lanes: number;
  readonly #input: unknown;
  readonly #start: () => TrialThread;
  readonly #free: TrialThread[] = [];
  readonly #all = new Set<TrialThread>();

  constructor(lanes: number, input: unknown, start: () => TrialThread) {
    this.lanes = lanes;
    this.#input = input;
    this.#start = start;
  }

  make(trial: Trial): Promise<Figures> {
    return checked(trial, async () => {
      const thread = this.#free.pop() ?? this.#start();
      this.#all.add(thread);
      try {
        return await thread.run(withInput(trial, this.#input));
      } finally {
        if (thread.isDead) this.#all.delete(thread);
        else this.#free.push(thread);
      }
    });
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#all, (thread) => thread.close()));
  }
}

/** A worker thread that makes one trial after the other. */
class TrialThread {
  readonly #pool: Tinypool;
  /** Rejects where the thread ends itself: the pool would wait for ever. */
  readonly #died: Promise<never>;
  #closing: Promise<void> | undefined;
  #isDead = false;

  constructor(pool: Tinypool) {
    this.#pool = pool;
    this.#died = new Promise<never>((_, reject) => {
      const bury = (code: unknown) => {
        this.#isDead = true;
        reject(new WorkerExit(`its worker ended with exit code ${String(code)}`));
      };
      for (const thread of pool.threads) thread.on("exit", bury);
    });
    this.#died.catch(() => {});
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  async run(trial: Trial): Promise<Figures> {
    const figures = this.#pool.run(trial, { name: "measure" }) as Promise<Figures>; // `checked` looks
    return await Promise.race([figures, this.#died]);
  }

  close(): Promise<void> {
    this.#closing ??= Promise.race([this.#pool.destroy(), this.#died.catch(() => {})]);
    return this.#closing;
  }
}
