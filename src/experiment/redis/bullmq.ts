import { randomUUID } from "node:crypto";
import type { Queue, QueueEvents } from "bullmq";
import { checked, type Engine, type Laboratory } from "../engine.ts";
import type { Trial } from "../parameters.ts";
import type { Figures } from "../results.ts";
import { connectionOptions, loadBullmq, type RedisConnection } from "./connection.ts";
import { codeHash, DEFAULT_QUEUE, hashOf, inputKeyOf, RemoteTrialError, type TrialJob } from "./trial-job.ts";

export interface BullmqOptions {
  /** The Redis server: `redis://localhost:6379`, say. */
  readonly connection: RedisConnection;
  /** The queue that the workers serve. Experiments of different modules take different queues. Default `airlapse`. */
  readonly queue?: string;
  /** The number of trials on Redis at once: a million trials are never a million jobs. Default 256. */
  readonly inFlight?: number;
  /** The number of times that a trial is tried before the experiment fails with its error. Default 3. */
  readonly attempts?: number;
  /** Called with a sentence where the experiment waits for something: no worker serves its queue, say. */
  readonly onNotice?: (notice: string) => void;
}

/** Seconds that results stay on Redis for an experiment that has not read them. */
const RESULT_AGE_SECONDS = 3600;

/** Seconds that an input stays on Redis: a week, longer than an experiment takes. */
const INPUT_AGE_SECONDS = 7 * 86_400;

/** Milliseconds between two looks at trials whose end may have been missed, while Redis was away. */
const LOOK_INTERVAL = 5000;

/**
 * Runs trials on every machine where `airlapse worker` serves the queue, by BullMQ over Redis. The results are the same bytes as
 * those of threads.
 *
 * @example
 * import { bullmq } from "airlapse/experiment";
 *
 * const engine = bullmq({ connection: "redis://localhost:6379", queue: "slots" });
 * console.log(typeof engine.open); // function
 */
export function bullmq(options: BullmqOptions): Engine {
  const { inFlight = 256, attempts = 3 } = options;
  for (const [name, value] of Object.entries({ inFlight, attempts }))
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`Expected \`${name}\` to be a whole number from 1 up, got \`${value}\``);
  connectionOptions(options.connection); // refuses a wrong address at once
  return { open: (module, input) => RedisLaboratory.open(module, input, { ...options, inFlight, attempts }) };
}

interface Waiting {
  readonly trial: Trial;
  readonly resolve: (figures: Figures) => void;
  readonly reject: (error: unknown) => void;
}

class RedisLaboratory implements Laboratory {
  readonly lanes: number;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #code: string;
  readonly #input: string | null;
  readonly #attempts: number;
  readonly #notice: (notice: string) => void;
  /** Names this run, so that two experiments on one queue never see each other's results. */
  readonly #run = randomUUID();
  readonly #waiting = new Map<string, Waiting>();
  readonly #timer: NodeJS.Timeout;
  #looks = 0;
  #closing: Promise<void> | undefined;

  static async open(
    module: URL,
    input: unknown,
    options: BullmqOptions & { readonly inFlight: number; readonly attempts: number },
  ): Promise<RedisLaboratory> {
    const { Queue, QueueEvents } = await loadBullmq();
    const connection = connectionOptions(options.connection);
    const name = options.queue ?? DEFAULT_QUEUE;
    const queue = new Queue(name, { connection });
    const events = new QueueEvents(name, { connection });
    // a server that is away is waited for; ioredis would say so on the console otherwise
    queue.on("error", () => {});
    events.on("error", () => {});
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    const inputKey = input === undefined ? null : await keepInput(queue, input);
    return new RedisLaboratory(queue, events, await codeHash(module), inputKey, options);
  }

  private constructor(
    queue: Queue,
    events: QueueEvents,
    code: string,
    input: string | null,
    options: BullmqOptions & { readonly inFlight: number; readonly attempts: number },
  ) {
    this.#queue = queue;
    this.#events = events;
    this.#code = code;
    this.#input = input;
    this.lanes = options.inFlight;
    this.#attempts = options.attempts;
    this.#notice = options.onNotice ?? (() => {});
    events.on("completed", ({ jobId, returnvalue }) => this.#ended(jobId, returnvalue));
    events.on("failed", ({ jobId, failedReason }) => this.#failed(jobId, failedReason));
    this.#timer = setInterval(() => void this.#look().catch(() => {}), LOOK_INTERVAL);
  }

  make(trial: Trial): Promise<Figures> {
    return checked(trial, () => this.#ask(trial));
  }

  #ask(trial: Trial): Promise<Figures> {
    const id = this.#idOf(trial);
    return new Promise<Figures>((resolve, reject) => {
      this.#waiting.set(id, { trial, resolve, reject });
      this.#send(trial).catch(reject);
    });
  }

  #idOf({ trial }: Trial): string {
    return `${this.#run}-${trial}`;
  }

  /** Puts a trial on the queue. A job of that id that is there already stays as it is. */
  async #send(trial: Trial): Promise<void> {
    const { trial: number, point, repetition, seed, parameters } = trial;
    const job: TrialJob = {
      code: this.#code,
      input: this.#input,
      trial: { trial: number, point, repetition, seed, parameters },
    };
    await this.#queue.add("trial", job, {
      jobId: this.#idOf(trial),
      attempts: this.#attempts,
      removeOnComplete: { age: RESULT_AGE_SECONDS },
      removeOnFail: { age: RESULT_AGE_SECONDS },
    });
  }

  /** The first result counts. A trial that was made twice gives the same figures anyway. */
  #ended(id: string, returned: unknown): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.resolve((typeof returned === "string" ? JSON.parse(returned) : returned) as Figures);
  }

  #failed(id: string, reason: string): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.reject(new RemoteTrialError(reason));
  }

  /**
   * Asks after trials whose events may have been missed, and sends those again that Redis has forgotten. Says so where no worker is
   * there.
   */
  async #look(): Promise<void> {
    this.#looks += 1;
    for (const [id, { trial }] of [...this.#waiting]) {
      const job = await this.#queue.getJob(id);
      if (job === undefined) await this.#send(trial);
      else if (job.finishedOn !== undefined && job.failedReason === undefined) this.#ended(id, job.returnvalue);
      else if (job.finishedOn !== undefined) this.#failed(id, job.failedReason ?? "its worker gave no reason");
    }
    if (this.#waiting.size > 0 && this.#looks % 6 === 1 && (await this.#queue.getWorkersCount()) === 0)
      this.#notice(
        `no worker serves the queue "${this.#queue.name}": start one with airlapse worker --redis … --queue ${this.#queue.name} --module …`,
      );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Takes back the trials that no worker has taken yet. Those that run end by themselves, and nobody reads them. */
  async #close(): Promise<void> {
    clearInterval(this.#timer);
    const open = [...this.#waiting];
    this.#waiting.clear();
    for (const [, { reject }] of open) reject(new RemoteTrialError("the experiment was ended"));
    await Promise.all(open.map(([id]) => this.#queue.remove(id).catch(() => 0)));
    await Promise.all([this.#queue.close(), this.#events.close()]);
  }
}

/** Keeps the input of an experiment on Redis, once. Returns its hash. */
async function keepInput(queue: Queue, input: unknown): Promise<string> {
  const text = JSON.stringify(input);
  const hash = hashOf(text);
  const client = await queue.getBackend().client;
  await client.set(inputKeyOf(hash), text, { EX: INPUT_AGE_SECONDS });
  return hash;
}
