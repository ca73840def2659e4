import { randomUUID } from "node:crypto";
import type { Queue, QueueEvents } from "bullmq";
import { checked, type Laboratory } from "../engine.ts";
import type { Trial } from "../parameters.ts";
import type { Figures } from "../results.ts";
import { hashOf } from "../text-hash.ts";
import { BatchSize } from "./batch-size.ts";
import { connectionOptions, loadBullmq, type RedisConnection } from "./connection.ts";
import { openQueue } from "./open-queue.ts";
import { type SharedPlace, sharedPlace } from "./shared-place.ts";
import { codeHash, inputKeyOf, jobResultOf, type Outcome, RemoteTrialError, type TrialJob } from "./trial-job.ts";

/** The options of `bullmq`, with their defaults filled in. */
interface LaboratoryOptions {
  readonly connection: RedisConnection;
  readonly queue: string;
  readonly inFlight: number;
  readonly attempts: number;
  readonly shared: string | undefined;
  readonly onNotice: (notice: string) => void;
}

/** Seconds that results stay on Redis for an experiment that has not read them. */
const RESULT_AGE_SECONDS = 3600;

/** Seconds that an input stays on Redis: a week, longer than an experiment takes. */
const INPUT_AGE_SECONDS = 7 * 86_400;

/** Milliseconds between two looks at jobs whose end may have been missed, while Redis was away. */
const LOOK_INTERVAL = 5000;

/** Looks at jobs that are made although other jobs end: one a minute, since asking after each job costs as much as the job. */
const LOOKS_A_MINUTE = 12;

/** Milliseconds that trials wait for others to share their job. */
const HOLD = 25;

/** A trial that somebody waits for. */
interface Waiting {
  readonly trial: Trial;
  readonly resolve: (figures: Figures) => void;
  readonly reject: (error: unknown) => void;
  /** The number of times that it has failed. */
  failures: number;
}

/** A job on Redis. */
interface Batch {
  readonly waiting: readonly Waiting[];
  /** The first look that asks after it. */
  readonly due: number;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** The input that all trials share, as it is on Redis. */
interface Input {
  readonly hash: string;
  readonly text: string;
}

/** @internal Makes trials by jobs on Redis, and reads their results. */
export class RedisLaboratory implements Laboratory {
  readonly lanes: number;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  readonly #code: string;
  readonly #input: Input | undefined;
  readonly #place: SharedPlace | undefined;
  readonly #attempts: number;
  readonly #notice: (notice: string) => void;
  readonly #size: BatchSize;
  /** Names this run, so that two experiments on one queue never see each other's results. */
  readonly #run = randomUUID();
  /** Trials that have no job yet. */
  #unsent: Waiting[] = [];
  readonly #batches = new Map<string, Batch>();
  readonly #timer: NodeJS.Timeout;
  #turn: NodeJS.Immediate | undefined;
  #hold: NodeJS.Timeout | undefined;
  #jobs = 0;
  #looks = 0;
  /** Says that a job has ended since the last look. */
  #isBusy = false;
  #closing: Promise<void> | undefined;

  static async open(
    module: URL,
    input: unknown,
    options: LaboratoryOptions,
    signal?: AbortSignal,
  ): Promise<RedisLaboratory> {
    const { QueueEvents } = await loadBullmq();
    const code = await codeHash(module);
    const place = options.shared === undefined ? undefined : await sharedPlace(options.shared);
    const connection = connectionOptions(options.connection);
    const queue = await openQueue(options.queue, connection, { signal, onNotice: options.onNotice });
    const events = new QueueEvents(options.queue, { connection });
    events.on("error", () => {}); // a server that is away is waited for; ioredis would say so on the console otherwise
    await events.waitUntilReady();
    const text = input === undefined ? undefined : JSON.stringify(input);
    const laboratory = new RedisLaboratory(
      queue,
      events,
      code,
      text === undefined ? undefined : { hash: hashOf(text), text },
      place,
      options,
    );
    await laboratory.#keepInput();
    return laboratory;
  }

  private constructor(
    queue: Queue,
    events: QueueEvents,
    code: string,
    input: Input | undefined,
    place: SharedPlace | undefined,
    options: LaboratoryOptions,
  ) {
    this.#queue = queue;
    this.#events = events;
    this.#code = code;
    this.#input = input;
    this.#place = place;
    this.lanes = options.inFlight;
    this.#size = new BatchSize(options.inFlight);
    this.#attempts = options.attempts;
    this.#notice = options.onNotice;
    events.on("completed", ({ jobId, returnvalue }) => this.#ended(jobId, returnvalue));
    events.on("failed", ({ jobId, failedReason }) => this.#failed(jobId, failedReason));
    this.#timer = setInterval(() => void this.#look().catch(() => {}), LOOK_INTERVAL);
  }

  make(trial: Trial): Promise<Figures> {
    return checked(trial, () => this.#ask(trial));
  }

  #ask({ trial, point, repetition, seed, parameters }: Trial): Promise<Figures> {
    return new Promise<Figures>((resolve, reject) => {
      this.#unsent.push({ trial: { trial, point, repetition, seed, parameters }, resolve, reject, failures: 0 });
      this.#turn ??= setImmediate(() => this.#sendWhole());
    });
  }

  /** Sends the trials of this turn as jobs of full size. The rest waits a little for others, which come as results do. */
  #sendWhole(): void {
    this.#turn = undefined;
    const size = this.#size.trials;
    this.#send(this.#unsent.splice(0, this.#unsent.length - (this.#unsent.length % size)));
    if (this.#unsent.length === 0) return;
    this.#hold ??= setTimeout(() => {
      this.#hold = undefined;
      this.#send(this.#unsent.splice(0));
    }, HOLD);
  }

  #send(waiting: readonly Waiting[], size = this.#size.trials): void {
    const batches: [string, Batch][] = [];
    for (let from = 0; from < waiting.length; from += size) {
      this.#jobs += 1;
      batches.push([`${this.#run}-${this.#jobs}`, { waiting: waiting.slice(from, from + size), due: this.#looks + 2 }]);
    }
    for (const [id, batch] of batches) this.#batches.set(id, batch);
    this.#add(batches).catch((error: unknown) => {
      for (const [id] of batches) this.#reject(this.#take(id), error);
    });
  }

  /** Puts jobs on the queue, in one round trip. A job that is there already stays as it is. */
  async #add(batches: readonly (readonly [string, Batch])[]): Promise<void> {
    if (batches.length === 0) return;
    const age = { age: RESULT_AGE_SECONDS };
    await this.#queue.addBulk(
      batches.map(([id, { waiting }]) => {
        const trials = waiting.map(({ trial }) => trial);
        const data: TrialJob = { code: this.#code, input: this.#input?.hash ?? null, trials };
        return { name: "trials", data, opts: { jobId: id, removeOnComplete: age, removeOnFail: age } };
      }),
    );
  }

  /** Takes a batch off the list: the first result of a job counts. */
  #take(id: string): Batch | undefined {
    const batch = this.#batches.get(id);
    if (this.#batches.delete(id)) this.#isBusy = true;
    return batch;
  }

  #ended(id: string, returned: unknown): void {
    const batch = this.#take(id);
    if (batch === undefined) return;
    const { waiting } = batch;
    try {
      const result = jobResultOf(typeof returned === "string" ? JSON.parse(returned) : returned, waiting.length);
      if ("apart" in result) {
        this.#send(waiting, 1);
        return;
      }
      this.#size.note(waiting.length, result.took);
      for (const [index, one] of waiting.entries()) this.#settle(one, result.outcomes[index] as Outcome);
    } catch (error) {
      this.#reject(batch, error);
    }
  }

  #reject(batch: Batch | undefined, error: unknown): void {
    for (const { reject } of batch?.waiting ?? []) reject(error);
  }

  /** A trial that fails is tried again, in a job of its own. */
  #settle(waiting: Waiting, outcome: Outcome): void {
    if ("figures" in outcome) {
      waiting.resolve(outcome.figures);
      return;
    }
    if ("stored" in outcome) {
      this.#fetch(outcome.stored).then(waiting.resolve, waiting.reject);
      return;
    }
    waiting.failures += 1;
    if (waiting.failures < this.#attempts) this.#send([waiting], 1);
    else waiting.reject(new RemoteTrialError(outcome.error));
  }

  async #fetch(key: string): Promise<Figures> {
    if (this.#place === undefined)
      throw new RemoteTrialError("its figures are in the workers' shared place: name the same one here");
    try {
      return JSON.parse(await this.#place.take(key)) as Figures; // `checked` looks
    } catch (error) {
      throw new RemoteTrialError(`its figures cannot be read from ${this.#place.name}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }

  #failed(id: string, reason: string): void {
    this.#reject(this.#take(id), new RemoteTrialError(reason));
  }

  /** Looks after jobs where none has ended for a while, and once a minute. Says so where no worker is there. */
  async #look(): Promise<void> {
    this.#looks += 1;
    const wasBusy = this.#isBusy;
    this.#isBusy = false;
    if (!wasBusy || this.#looks % LOOKS_A_MINUTE === 0) await this.#askAfterJobs();
    if (!wasBusy && this.#batches.size > 0 && this.#looks % 6 === 1 && (await this.#queue.getWorkersCount()) === 0)
      this.#notice(
        `no worker serves the queue "${this.#queue.name}": start one with airlapse worker --redis … --queue ${this.#queue.name} --module …`,
      );
  }

  /** Reads the results of jobs whose events were missed, and sends those again that Redis has forgotten. */
  async #askAfterJobs(): Promise<void> {
    for (const [id, batch] of [...this.#batches]) {
      if (batch.due > this.#looks) continue;
      const job = await this.#queue.getJob(id);
      if (job === undefined) {
        await this.#keepInput();
        await this.#add([[id, batch]]);
      } else if (job.finishedOn !== undefined && job.failedReason === undefined) this.#ended(id, job.returnvalue);
      else if (job.finishedOn !== undefined) this.#failed(id, job.failedReason ?? "its worker gave no reason");
    }
  }

  /** Keeps the input of the experiment on Redis, once for all its trials. */
  async #keepInput(): Promise<void> {
    if (this.#input === undefined) return;
    const client = await this.#queue.getBackend().client;
    await client.set(inputKeyOf(this.#input.hash), this.#input.text, { EX: INPUT_AGE_SECONDS });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Takes back the jobs that no worker has taken yet. Those that run end by themselves, and nobody reads them. */
  async #close(): Promise<void> {
    clearInterval(this.#timer);
    clearImmediate(this.#turn);
    clearTimeout(this.#hold);
    const open = [...this.#batches];
    this.#batches.clear();
    const waiting = [...this.#unsent.splice(0), ...open.flatMap(([, batch]) => batch.waiting)];
    for (const { reject } of waiting) reject(new RemoteTrialError("the experiment was ended"));
    await Promise.all(open.map(([id]) => this.#queue.remove(id).catch(() => 0)));
    await Promise.all([this.#queue.close(), this.#events.close()]);
  }
}
