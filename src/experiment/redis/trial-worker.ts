import { availableParallelism, hostname } from "node:os";
import type { Job, Worker } from "bullmq";
import { type Laboratory, TrialError, withInput } from "../engine.ts";
import type { Trial } from "../parameters.ts";
import { threads } from "../threads.ts";
import { connectionOptions, loadBullmq, type RedisConnection } from "./connection.ts";
import { aborted, openQueue } from "./open-queue.ts";
import { type SharedPlace, sharedPlace } from "./shared-place.ts";
import {
  codeHash,
  DEFAULT_QUEUE,
  inputKeyOf,
  type JobResult,
  type Outcome,
  RemoteTrialError,
  type TrialJob,
  trialJobOf,
} from "./trial-job.ts";

export interface TrialWorkerOptions {
  /** The Redis server that the experiment names too. */
  readonly connection: RedisConnection;
  /** The JavaScript module that exports `measure`: the only code that this worker runs. */
  readonly module: URL;
  /** Default `airlapse`. */
  readonly queue?: string;
  /** The number of trials at once, each in a thread of its own. Default one for each core. */
  readonly concurrency?: number;
  /** The folder, or `s3://bucket/prefix`, that figures of more than 64 KiB go through. The experiment has the same. */
  readonly shared?: string;
  /** Ends the worker in order: the trials that run are finished first. */
  readonly signal?: AbortSignal;
  /** Called with a sentence where the worker waits: Redis does not answer, say. */
  readonly onNotice?: (notice: string) => void;
  /** Called after each trial with the number of trials that this worker has made. */
  readonly onTrial?: (made: number) => void;
}

/**
 * Milliseconds that a job belongs to a worker that says nothing. After that another worker takes it, so a worker that was killed
 * delays its trials by at most about twice this.
 */
const LOCK_DURATION = 10_000;

/** The number of workers that may die over one trial: with the last of them, the trial is said to kill them. */
const MOST_DEATHS = 5;

/** Milliseconds until a trial that this worker must not run is offered again, to the right one. */
const PASS_ON = 250;

/** The number of inputs that a worker remembers. */
const MOST_INPUTS = 8;

/** The length of figures that go through Redis. Longer ones go to the shared place. */
const MOST_LENGTH = 64 * 1024;

/** A worker whose code is not the experiment's. It has ended, and the trial went back to the queue. */
export class WrongWorkerError extends Error {
  override readonly name = "WrongWorkerError";

  constructor(own: string, wanted: string) {
    super(
      `This worker runs ${own}, the experiment asks for ${wanted} (version of airlapse, hash of the module): start it with the same version and module, or for another queue`,
    );
  }
}

/**
 * Serves the trials of experiments that run `on: bullmq(…)`, until its signal comes. Any number of workers may serve one queue, on
 * any machine; they may come, go and die.
 *
 * Throws a WrongWorkerError where a trial asks for another module or another version of airlapse, and a RedisAccessError where Redis
 * refuses the user or the password.
 */
export async function serveTrials(options: TrialWorkerOptions): Promise<void> {
  const { module, concurrency = availableParallelism(), signal, onTrial = () => {}, onNotice = () => {} } = options;
  const bullmq = await loadBullmq();
  const { queue = DEFAULT_QUEUE } = options;
  const connection = connectionOptions(options.connection);
  try {
    await (await openQueue(queue, connection, { signal, onNotice })).close(); // refuses a wrong password before anything starts
  } catch (error) {
    if (signal?.aborted === true) return;
    throw error;
  }
  const place = options.shared === undefined ? undefined : await sharedPlace(options.shared);
  const laboratory = await threads(concurrency).open(module, undefined);
  const bench = new Bench(bullmq, laboratory, await codeHash(module), place, onTrial);
  const worker: Worker = new bullmq.Worker(queue, (job: Job, token?: string) => bench.make(job, token, worker), {
    connection,
    name: `${hostname()}:${process.pid}`,
    concurrency,
    lockDuration: LOCK_DURATION,
    stalledInterval: LOCK_DURATION / 2,
    maxStalledCount: MOST_DEATHS - 1,
  });
  worker.on("error", () => {}); // a server that is away is waited for
  try {
    await Promise.race([bench.refused, aborted(signal)]);
  } finally {
    await worker.close();
    await laboratory.close();
  }
}

/** Makes the trials of jobs, after it has checked that they are trials and meant for this code. */
class Bench {
  /** Rejects with a WrongWorkerError where a job asks for other code. */
  readonly refused: Promise<never>;
  readonly #bullmq: typeof import("bullmq");
  readonly #laboratory: Laboratory;
  readonly #code: string;
  readonly #place: SharedPlace | undefined;
  readonly #onTrial: (made: number) => void;
  readonly #inputs = new Map<string, unknown>();
  #refuse: (error: WrongWorkerError) => void = () => {};
  #made = 0;

  constructor(
    bullmq: typeof import("bullmq"),
    laboratory: Laboratory,
    code: string,
    place: SharedPlace | undefined,
    onTrial: (made: number) => void,
  ) {
    this.#bullmq = bullmq;
    this.#laboratory = laboratory;
    this.#code = code;
    this.#place = place;
    this.#onTrial = onTrial;
    this.refused = new Promise<never>((_, reject) => {
      this.#refuse = reject;
    });
    this.refused.catch(() => {});
  }

  async make(job: Job, token: string | undefined, worker: Worker): Promise<JobResult> {
    const { code, input, trials } = this.#check(job);
    if (code !== this.#code) {
      this.#refuse(new WrongWorkerError(this.#code, code));
      await job.moveToDelayed(Date.now() + PASS_ON, token);
      throw new this.#bullmq.DelayedError();
    }
    if (trials.length > 1 && job.stalledCounter > 0) return { apart: true };
    const shared = await this.#inputOf(input, worker);
    const outcomes: Outcome[] = [];
    const began = performance.now();
    for (const trial of trials) {
      outcomes.push(await this.#measure(withInput(trial, shared), `${job.id}-${trial.trial}.json`));
      this.#made += 1;
      this.#onTrial(this.#made);
    }
    return { took: performance.now() - began, outcomes };
  }

  /** The experiment names the trial itself, so only the cause of an error travels. */
  async #measure(trial: Trial, key: string): Promise<Outcome> {
    try {
      const figures = await this.#laboratory.make(trial);
      const text = JSON.stringify(figures);
      if (text.length <= MOST_LENGTH) return { figures };
      if (this.#place === undefined)
        throw new RemoteTrialError(
          `its figures have ${text.length} characters, more than the ${MOST_LENGTH} that go through Redis: give its worker and the experiment a shared place`,
        );
      await this.#place.keep(key, text);
      return { stored: key };
    } catch (error) {
      const cause = error instanceof TrialError ? error.cause : error;
      return { error: cause instanceof Error ? cause.message : String(cause) };
    }
  }

  /** Data that is no job of trials fails at once: to try it again would not make it one. */
  #check(job: Job): TrialJob {
    try {
      return trialJobOf(job.data);
    } catch (error) {
      throw new this.#bullmq.UnrecoverableError(error instanceof Error ? error.message : String(error));
    }
  }

  async #inputOf(hash: string | null, worker: Worker): Promise<unknown> {
    if (hash === null) return undefined;
    if (this.#inputs.has(hash)) return this.#inputs.get(hash);
    const client = await worker.getBackend().client;
    const text = await client.get(inputKeyOf(hash));
    if (text === null)
      throw new RemoteTrialError("the input of the experiment is not on Redis any more: run the experiment again");
    const input: unknown = JSON.parse(text);
    const [oldest] = this.#inputs.keys();
    if (this.#inputs.size >= MOST_INPUTS && oldest !== undefined) this.#inputs.delete(oldest);
    this.#inputs.set(hash, input);
    return input;
  }
}
