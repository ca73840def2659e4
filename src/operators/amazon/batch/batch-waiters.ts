/**
 * BatchWaitersHook (hooks/batch_waiters.py): a job is waited for by botocore's waiters, whose configuration may be one's own. Its
 * random pauses are the middle of their range here.
 * @module
 */
import { AirflowException, type RuntimeContext } from "../../../definition/index.ts";
import {
  AwsClient,
  type AwsConnection,
  ClientError,
  pathReader,
  WaiterError,
  type WaiterModel,
  waitUntil,
} from "../../../hooks/index.ts";
import { type Seconds, type Steps, sleep } from "../../../kernel/index.ts";
import { isObject } from "../../../options/index.ts";
import { BATCH, type BatchOperations } from "./api.ts";

/** Between 1 and 10 s. */
const DEFAULT_DELAY: Seconds = 5.5;

/** The waiters that are asked for, in this order; the job's log is looked for before the last. */
const BEFORE_THE_LOG = ["JobExists", "JobRunning"] as const;
const AFTER_THE_LOG = "JobComplete";
const NAMES = [...BEFORE_THE_LOG, AFTER_THE_LOG] as const;

type Model = WaiterModel<"DescribeJobs">;

/** A configuration in botocore's form, `{ version: 2, waiters: { JobExists: { operation, delay, maxAttempts, acceptors }, … } }`. */
export type BatchWaiterConfig = Readonly<Record<string, unknown>>;

const inStates = (state: "success" | "failure", matcher: "pathAll" | "pathAny", ...states: readonly string[]) =>
  states.map((expected) => ({ matcher, argument: "jobs[].status", expected, state }));

/** batch_waiters.json. */
const DEFAULT_MODELS: Readonly<Record<(typeof NAMES)[number], Model>> = {
  JobExists: {
    operation: "DescribeJobs",
    delay: 2,
    maxAttempts: 100,
    acceptors: [
      ...inStates("success", "pathAll", "SUBMITTED", "PENDING", "RUNNABLE", "STARTING", "RUNNING"),
      ...inStates("success", "pathAll", "FAILED", "SUCCEEDED"),
    ],
  },
  JobRunning: {
    operation: "DescribeJobs",
    delay: 5,
    maxAttempts: 100,
    acceptors: inStates("success", "pathAll", "RUNNING", "FAILED", "SUCCEEDED"),
  },
  JobComplete: {
    operation: "DescribeJobs",
    delay: 300,
    maxAttempts: 288,
    acceptors: [...inStates("success", "pathAll", "SUCCEEDED"), ...inStates("failure", "pathAny", "FAILED")],
  },
};

/** A hook of its own reads the default connection. */
const CONNECTION: AwsConnection = { awsConnId: "aws_default", regionName: null };

/** The waits of one hook. */
export class BatchWaiters {
  readonly #context: RuntimeContext;
  readonly #client: AwsClient<BatchOperations>;
  readonly #config: BatchWaiterConfig;

  constructor(context: RuntimeContext, config: BatchWaiterConfig) {
    this.#context = context;
    this.#client = new AwsClient(this.#context, BATCH, { ...CONNECTION });
    this.#config = config;
  }

  /** `wait_for_job`: until AWS knows it, until it runs, and then until it has ended; `onceRunning` comes between. */
  *wait(jobId: string, onceRunning?: () => Steps<unknown>): Steps<void> {
    yield sleep(DEFAULT_DELAY);
    try {
      for (const name of BEFORE_THE_LOG) yield* this.#wait(name, jobId);
      if (onceRunning !== undefined) yield* onceRunning();
      yield* this.#wait(AFTER_THE_LOG, jobId);
    } catch (error) {
      if (error instanceof ClientError || error instanceof WaiterError) throw new AirflowException(error.message);
      throw error;
    }
  }

  /** Waits without an end: the task's own timeout is the limit. */
  #wait(name: (typeof NAMES)[number], jobId: string): Steps<void> {
    const model = modelsIn(this.#config)[name];
    const waiter = this.#client.waiterBy(model, name, { jobs: [jobId] });
    return waitUntil(waiter, jittered(model.delay), Number.MAX_SAFE_INTEGER);
  }
}

/** `add_jitter`: two seconds more or less, at least one. */
function jittered(delay: Seconds): Seconds {
  return (Math.max(1, delay - 2) + delay + 2) / 2;
}

/** The models of a configuration that `waiterConfigProblem` has let through; an empty one stands for the provider's. */
function modelsIn(config: BatchWaiterConfig): typeof DEFAULT_MODELS {
  return Object.keys(config).length === 0 ? DEFAULT_MODELS : (config["waiters"] as typeof DEFAULT_MODELS);
}

const MATCHERS: readonly unknown[] = ["path", "pathAll", "pathAny", "error"];
const STATES: readonly unknown[] = ["success", "failure", "retry"];

/** Returns the fault of a configuration by which nothing can be waited for; undefined where it has none. */
export function waiterConfigProblem(config: BatchWaiterConfig): string | undefined {
  if (Object.keys(config).length === 0) return undefined;
  const { version, waiters } = config;
  if (version !== 2) return "expected `version` 2, as botocore does";
  for (const name of NAMES) {
    const model = isObject(waiters) ? waiters[name] : undefined;
    const place = `waiters.${name}`;
    if (!isObject(model)) return `expected a waiter \`${place}\`: ${NAMES.join(", ")} are waited by`;
    if (model["operation"] !== "DescribeJobs") return `expected \`${place}.operation\` to be DescribeJobs`;
    for (const key of ["delay", "maxAttempts"])
      if (typeof model[key] !== "number") return `expected \`${place}.${key}\` to be a number`;
    const acceptors = Array.isArray(model["acceptors"]) ? model["acceptors"] : [undefined];
    const wrong = acceptors.findIndex((acceptor) => !isAcceptor(acceptor));
    if (wrong >= 0) return `expected \`${place}.acceptors[${wrong}]\` to have ${ACCEPTOR}`;
  }
  return undefined;
}

const ACCEPTOR =
  "a matcher (path, pathAll, pathAny or error), an expected value, a state (success, failure or retry) and an argument such as jobs[].status";

function isAcceptor(given: unknown): boolean {
  if (!isObject(given)) return false;
  const { matcher, argument, state } = given;
  return MATCHERS.includes(matcher) && STATES.includes(state) && (matcher === "error" || isPath(argument));
}

function isPath(argument: unknown): boolean {
  try {
    return typeof argument === "string" && pathReader(argument) !== undefined;
  } catch {
    return false;
  }
}
