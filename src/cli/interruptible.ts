import type { Interruption } from "./exit-code.ts";

/** Something that runs until it has ended, or is interrupted. */
export interface Running {
  /** Comes with the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
  /** Names the signal that has come. */
  readonly interrupted: () => Interruption | undefined;
}

/** Runs something that is to end in order at Ctrl-C and SIGTERM. A second one ends the process. */
export async function interruptible<T>(run: (running: Running) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  let came: Interruption | undefined;
  const interrupt = (signal: Interruption) => {
    came = signal;
    stop.abort();
  };
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    return await run({ signal: stop.signal, interrupted: () => came });
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
