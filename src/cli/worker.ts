import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  RedisAccessError,
  SharedPlaceError,
  serveTrials,
  WrongWorkerError,
  withoutPassword,
} from "../experiment/index.ts";
import { SWEEP_MODULE } from "../report/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { allOrNothing, InputError, parseCount } from "./input-error.ts";
import { interruptible } from "./interruptible.ts";
import { StatusLine } from "./status-line.ts";
import { complain } from "./terminal.ts";

export interface WorkerOptions {
  readonly redis: string;
  readonly module?: string;
  readonly queue?: string;
  readonly shared?: string;
  readonly concurrency?: string;
}

/** `airlapse worker`: makes the trials of experiments that run elsewhere, until it is interrupted. */
export async function workerCommand(options: WorkerOptions): Promise<ExitCode> {
  const [concurrency, module] = allOrNothing(
    () => (options.concurrency === undefined ? undefined : parseCount("--concurrency", options.concurrency)),
    () => moduleOf(options.module),
  );
  return await interruptible(({ signal }) => serve(options, { module, concurrency, signal }));
}

interface Serving {
  readonly module: URL;
  readonly concurrency: number | undefined;
  readonly signal: AbortSignal;
}

async function serve(options: WorkerOptions, { module, concurrency, signal }: Serving): Promise<ExitCode> {
  const status = new StatusLine(process.stderr);
  complain(`serving trials from ${withoutPassword(options.redis)}`);
  try {
    await serveTrials({
      connection: options.redis,
      module,
      ...(options.queue === undefined ? {} : { queue: options.queue }),
      ...(options.shared === undefined ? {} : { shared: options.shared }),
      ...(concurrency === undefined ? {} : { concurrency }),
      signal,
      onNotice: (notice) => complain(`waiting: ${notice}`),
      onTrial: (made) => status.show(() => `${made} trials made`),
    });
    status.clear();
    return EXIT.ok;
  } catch (error) {
    status.clear();
    if (error instanceof WrongWorkerError) {
      complain(`error: ${error.message}`);
      return EXIT.refused;
    }
    if (error instanceof RedisAccessError)
      throw new InputError(`--redis ${withoutPassword(options.redis)}: ${error.message}`);
    if (error instanceof RangeError || error instanceof SharedPlaceError) throw new InputError(error.message);
    throw error;
  }
}

/** Without a module, a worker makes the trials of `airlapse sweep`. */
function moduleOf(file: string | undefined): URL {
  if (file === undefined) return SWEEP_MODULE;
  if (!existsSync(file))
    throw new InputError(`--module ${file}: expected a JavaScript file that exports measure, got no file`);
  return pathToFileURL(resolve(file));
}
