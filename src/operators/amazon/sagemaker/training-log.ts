/**
 * The log of a training job, followed until its end (hooks/sagemaker.py, check_training_status_with_log).
 * @module
 */

import { AirflowException, type RuntimeContext } from "../../../definition/index.ts";
import { AwsClient, type AwsConnection, ClientError, itemOf, LOGS, type LogsOperations } from "../../../hooks/index.ts";
import { type Micros, type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import { isObject } from "../../../options/index.ts";
import { pythonStr } from "../../../python/index.ts";
import type { Settings } from "./api.ts";
import type { SageMakerHook } from "./sagemaker-hook.ts";

const LOG_GROUP = "/aws/sagemaker/TrainingJobs";
const DESCRIBED_EACH: Micros = 30e6;
const EMPTY_PAGES = 3;
const RUNNING = ["InProgress", "Stopping"];

/** `LogState`: one more round of the log is read after the job has ended. */
type LogState = "tailing" | "job complete" | "complete";

/** The place up to which a stream has been read: when its last line was written, and how many of that time have been read. */
interface Position {
  readonly timestamp: number;
  readonly skip: number;
}

/** A training job whose log is followed. */
export class TrainingLog {
  readonly #context: RuntimeContext;
  readonly #hook: SageMakerHook;
  readonly #logs: AwsClient<LogsOperations>;
  readonly #jobName: string;
  readonly #positions = new Map<string, Position>();
  #last: Settings;
  #lastAsked: Micros;
  #state: LogState;

  private constructor(
    context: RuntimeContext,
    hook: SageMakerHook,
    connection: AwsConnection,
    job: Settings,
    name: string,
  ) {
    this.#context = context;
    this.#hook = hook;
    this.#logs = new AwsClient(context, LOGS, { awsConnId: connection.awsConnId, regionName: null });
    this.#jobName = name;
    this.#last = job;
    this.#lastAsked = context.now;
    this.#state = RUNNING.includes(statusOf(job)) ? "tailing" : "complete";
  }

  /** Follows a job from what is known of it. */
  static of(
    context: RuntimeContext,
    hook: SageMakerHook,
    connection: AwsConnection,
    { job, name }: { readonly job: Settings; readonly name: string },
  ): TrainingLog {
    return new TrainingLog(context, hook, connection, job, name);
  }

  /** The job as it was when its status last changed. */
  get job(): Settings {
    return this.#last;
  }

  /** Sleeps and reads, until the job has ended; told not to wait, sleeps and reads once. */
  *follow(waits: boolean, checkInterval: Seconds, maxIngestionTime: Seconds | null | undefined): Steps<void> {
    const { log, rules } = this.#context;
    log.at("sagemaker.py:756").info("%s", this.statusMessage(null));
    if (!waits) this.#state = "complete";
    for (let sec = checkInterval; ; sec += checkInterval) {
      yield sleep(checkInterval);
      yield* this.look();
      if (this.#state === "complete") break;
      if (maxIngestionTime && sec > maxIngestionTime)
        throw new AirflowException(`SageMaker job took more than ${maxIngestionTime} seconds`);
    }
    if (!waits) return;
    const status = statusOf(this.#last);
    const failed = rules.sagemakerStoppedTrainingFails ? ["Failed", "Stopped"] : ["Failed"];
    if (failed.includes(status)) {
      const reason = pythonStr(this.#last["FailureReason"] ?? "(No reason provided)");
      throw new AirflowException(`Error training ${this.#jobName}: ${status} Reason: ${reason}`);
    }
    log.at("sagemaker.py:818").info("Billable seconds: %d", billableSeconds(this.#last));
  }

  /** Reads what there is of the log, and asks for the job where 30 s have passed since the last time. */
  *look(): Steps<void> {
    const { log, now } = this.#context;
    const streams = yield* this.#streams();
    yield* this.#readAll(streams);
    if (this.#state === "complete") return;
    if (this.#state === "job complete") {
      this.#state = "complete";
      return;
    }
    if (now - this.#lastAsked < DESCRIBED_EACH) return;
    const job = yield* this.#hook.describe("TrainingJob", this.#jobName);
    this.#lastAsked = this.#context.now;
    const before = this.#last;
    if (lastMessage(job) !== undefined && lastMessage(job) !== (lastMessage(before) ?? "")) {
      this.#last = job;
      log.at("sagemaker.py:605").info("%s", this.statusMessage(before));
    }
    if (!RUNNING.includes(statusOf(job))) this.#state = "job complete";
  }

  /** The names of the job's streams. None are known from one look to the next: that is Airflow's doing. */
  *#streams(): Steps<readonly string[]> {
    const params = {
      logGroupName: LOG_GROUP,
      logStreamNamePrefix: `${this.#jobName}/`,
      orderBy: "LogStreamName",
      limit: instanceCount(this.#last),
    };
    try {
      const { logStreams } = yield* settle(this.#logs.call("DescribeLogStreams", params));
      return logStreams.map(({ logStreamName }) => logStreamName);
    } catch (error) {
      if (error instanceof ClientError && error.name === "ResourceNotFoundException") return []; // the first job of an account
      throw error;
    }
  }

  /** Logs what is new in the streams, in the order of its times (`multi_stream_iter`). */
  *#readAll(streams: readonly string[]): Steps<void> {
    const lines: { readonly message: string; readonly timestamp: number }[] = [];
    for (const stream of streams) {
      let { timestamp, skip } = this.#positions.get(stream) ?? { timestamp: 0, skip: 0 };
      for (const line of yield* this.#read(stream, timestamp, skip)) {
        skip = line.timestamp === timestamp ? skip + 1 : 1;
        timestamp = line.timestamp;
        lines.push(line);
      }
      this.#positions.set(stream, { timestamp, skip });
    }
    lines.sort((a, b) => a.timestamp - b.timestamp);
    for (const { message } of lines) this.#context.log.at("sagemaker.py:588").info("%s", message);
  }

  /** `get_log_events`: page by page, until a page leads to itself, or three are empty. */
  *#read(logStreamName: string, startTime: number, skip: number): Steps<{ message: string; timestamp: number }[]> {
    const lines: { message: string; timestamp: number }[] = [];
    let token: string | undefined;
    for (let left = skip, empty = 0; empty < EMPTY_PAGES; ) {
      const from = { logGroupName: LOG_GROUP, logStreamName, startTime, startFromHead: true };
      const page = yield* settle(
        this.#logs.call("GetLogEvents", { ...from, ...(token === undefined ? {} : { nextToken: token }) }),
      );
      for (const { message, timestamp = 0 } of page.events.slice(left)) lines.push({ message, timestamp });
      left = Math.max(0, left - page.events.length);
      if (page.nextForwardToken === undefined || page.nextForwardToken === token) break;
      empty = page.events.length === 0 ? empty + 1 : 0;
      token = page.nextForwardToken;
    }
    return lines;
  }

  /** `secondary_training_status_message`. */
  statusMessage(before: Settings | null): string {
    const transitions = transitionsOf(this.#last);
    const known = before === null ? 0 : transitionsOf(before).length;
    const shown = transitions.length === known ? transitions.slice(-1) : transitions.slice(known);
    const time = String(
      this.#last["LastModifiedTime"] instanceof Date ? this.#last["LastModifiedTime"].toISOString() : "",
    );
    const at = time.slice(0, 19).replace("T", " ");
    return shown.map((one) => `${at} ${pythonStr(one["Status"])} - ${pythonStr(one["StatusMessage"])}`).join("\n");
  }
}

/** The seconds that a training job costs. */
export function billableSeconds(job: Settings): number {
  const end = itemOf(job, "TrainingEndTime");
  const start = itemOf(job, "TrainingStartTime");
  const seconds = end instanceof Date && start instanceof Date ? (end.getTime() - start.getTime()) / 1000 : 0;
  return Math.trunc(seconds * instanceCount(job)) + 1;
}

function instanceCount(job: Settings): number {
  return Number(itemOf(job, "ResourceConfig", "InstanceCount"));
}

function statusOf(job: Settings): string {
  return String(itemOf(job, "TrainingJobStatus"));
}

function transitionsOf(job: Settings): readonly Settings[] {
  const transitions = job["SecondaryStatusTransitions"];
  return Array.isArray(transitions) ? transitions.filter(isObject) : [];
}

function lastMessage(job: Settings): unknown {
  return transitionsOf(job).at(-1)?.["StatusMessage"];
}
