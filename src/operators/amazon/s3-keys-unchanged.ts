/**
 * S3KeysUnchangedSensor and its trigger, of the Amazon provider 8.7.1 (sensors/s3.py, triggers/s3.py; spec/amazon-operators.md, 2.5).
 * @module
 */

import {
  AirflowException,
  exceptionMessage,
  type RuntimeContext,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
} from "../../definition/index.ts";
import { type AwsConnection, S3Hook, usingAsyncClient } from "../../hooks/index.ts";
import { type Body, type Micros, type Seconds, type Steps, sleep } from "../../kernel/index.ts";
import type { Problem } from "../../options/index.ts";
import { namesOf } from "../../options/index.ts";
import type { NewArguments } from "../../rules/index.ts";
import { BaseSensor, type BaseSensorArguments, BaseTrigger } from "../index.ts";
import { AWS_ARGUMENT_NAMES, type AwsBaseArguments, awsBaseSince, connectionOf } from "./connection.ts";

/** `verify` was there before the others. */
const { verify: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.8.0");

export interface S3KeysUnchangedSensorArguments extends BaseSensorArguments, AwsBaseArguments {
  /** Rendered with Jinja. */
  readonly bucketName: string;
  /** Rendered with Jinja. */
  readonly prefix: string;
  /** Seconds without change after which the keys count as unchanged. Default an hour. */
  readonly inactivityPeriod?: Seconds;
  /** The least number of objects. Default 1. */
  readonly minObjects?: number;
  /** Keys that were there before. Default none. */
  readonly previousObjects?: readonly string[];
  /** True if objects may be deleted meanwhile. Default true. */
  readonly allowDelete?: boolean;
  /** Waits in the triggerer, which 8.7.1 is not able to. Default false. */
  readonly deferrable?: boolean;
}

const HOUR = 3600;

/**
 * True once the keys under a prefix have not changed for a while. It cannot be rescheduled: it remembers what it saw.
 *
 * @example
 * const cloud = new AwsModel({ s3: { objects: [{ bucket: "b", key: "data.csv", at: 90 }] } });
 * const dag = new DAG("d");
 * new S3KeysUnchangedSensor({ dag, taskId: "t", bucketName: "b", prefix: "", inactivityPeriod: 300 });
 * const result = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class S3KeysUnchangedSensor extends BaseSensor<S3KeysUnchangedSensorArguments> {
  static override readonly argumentNames: readonly string[] = [
    ...AWS_ARGUMENT_NAMES,
    ...namesOf<Omit<S3KeysUnchangedSensorArguments, keyof BaseSensorArguments | keyof AwsBaseArguments>>({
      bucketName: true,
      prefix: true,
      inactivityPeriod: true,
      minObjects: true,
      previousObjects: true,
      allowDelete: true,
      deferrable: true,
    }),
  ];
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    ...NEWER_ARGUMENTS,
  };
  static override readonly templateFields: readonly string[] = ["bucketName", "prefix"];

  bucketName: string;
  prefix: string;
  readonly deferrable: boolean;
  readonly #inactivityPeriod: Seconds;
  readonly #minObjects: number;
  readonly #allowDelete: boolean;
  #previous: ReadonlySet<string>;
  #lastActivity: Micros | null = null;

  #hook: S3Hook | undefined;

  constructor(given: S3KeysUnchangedSensorArguments) {
    super(given);
    this.bucketName = this.args.bucketName;
    this.prefix = this.args.prefix;
    this.deferrable = this.args.deferrable ?? false;
    this.#inactivityPeriod = this.args.inactivityPeriod ?? HOUR;
    this.#minObjects = this.args.minObjects ?? 1;
    this.#allowDelete = this.args.allowDelete ?? true;
    this.#previous = new Set(this.args.previousObjects);
  }

  override problems(): readonly Problem[] {
    const problems = [...super.problems()];
    if (this.mode === "reschedule")
      problems.push({ path: "mode", message: `Cannot set mode to '${this.mode}'. Only 'poke' is acceptable` });
    if (!(this.#inactivityPeriod >= 0))
      problems.push({ path: "inactivityPeriod", message: "inactivity_period must be non-negative" });
    return problems;
  }

  *poke(context: TaskContext): Steps<boolean> {
    this.#hook ??= new S3Hook(context, connectionOf(this.args));
    const hook = this.#hook;
    const objects = yield* hook.listObjects(this.bucketName, this.prefix, { Delimiter: "", StartAfter: "" });
    return this.#isUnchanged(context, new Set(objects.map(({ Key }) => Key)));
  }

  /** `is_keys_unchanged`. */
  #isUnchanged(context: TaskContext, current: ReadonlySet<string>): boolean {
    const path = pathOf(this.bucketName, this.prefix);
    const deleted = [...this.#previous].filter((key) => !current.has(key));
    if (deleted.length === 0 && current.size > this.#previous.size) {
      context.log.at("s3.py:277").info("New objects found at %s, resetting last_activity_time.", path);
      this.#remember(context, current);
      return false;
    }
    if (deleted.length > 0) {
      if (!this.#allowDelete)
        throw new AirflowException(`Illegal behavior: objects were deleted in ${path} between pokes.`);
      this.#remember(context, current);
      context.log.at("s3.py:293").info(`${DELETED}\n%s`, new Set(deleted));
      return false;
    }
    this.#lastActivity ??= context.now;
    if (Math.trunc((context.now - this.#lastActivity) / 1e6) < this.#inactivityPeriod) return false;
    if (current.size >= this.#minObjects) {
      context.log
        .at("s3.py:316")
        .info(
          "SUCCESS: \nSensor found %s objects at %s.\nWaited at least %s seconds, with no new objects uploaded.",
          current.size,
          path,
          this.#inactivityPeriod,
        );
      return true;
    }
    context.log.at("s3.py:325").error("FAILURE: Inactivity Period passed, not enough objects found in %s", path);
    return false;
  }

  #remember(context: TaskContext, current: ReadonlySet<string>): void {
    this.#lastActivity = context.now;
    this.#previous = current;
  }

  override execute(context: TaskContext): Body<unknown> {
    return this.deferrable ? this.#pokeOrDefer(context) : this.pokeUntilDone(context);
  }

  *#pokeOrDefer(context: TaskContext): Steps<TaskDeferred | null> {
    context.recordPoke();
    if (yield* this.poke(context)) return null;
    const trigger = new S3KeysUnchangedTrigger({
      bucketName: this.bucketName,
      prefix: this.prefix,
      inactivityPeriod: this.#inactivityPeriod,
      minObjects: this.#minObjects,
      previousObjects: [...this.#previous],
      allowDelete: this.#allowDelete,
      lastActivityTime: this.#lastActivity,
      ...connectionOf(this.args),
    });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  executeComplete(
    _context: TaskContext,
    { event }: { readonly event?: { readonly status: string; readonly message?: string } },
  ): void {
    if (event?.status === "error") throw new AirflowException(event.message);
  }
}

interface S3KeysUnchangedTriggerArguments extends AwsConnection {
  readonly bucketName: string;
  readonly prefix: string;
  readonly inactivityPeriod: Seconds;
  readonly minObjects: number;
  readonly previousObjects: readonly string[];
  readonly allowDelete: boolean;
  readonly lastActivityTime: Micros | null;
}

type Look = { readonly status: "pending" } | { readonly status: "success" | "error"; readonly message: string };

/** Compares numbers of objects, without a pause between its looks (`is_keys_unchanged_async`, hooks/s3.py). */
export class S3KeysUnchangedTrigger extends BaseTrigger<S3KeysUnchangedTriggerArguments> {
  readonly adviceOnNoProgress =
    "S3KeysUnchangedTrigger asks S3 again as soon as it has its answer, which takes no time here: use `deferrable: false`";
  #previous = this.kwargs.previousObjects.length;
  #lastActivity = this.kwargs.lastActivityTime;
  /** True if that time has been in the database, from where it comes back with a time zone. */
  #wasStored = this.kwargs.lastActivityTime !== null;

  override *run(context: TriggerContext): TriggerRun {
    const hook = new S3Hook(context, this.kwargs);
    try {
      yield* usingAsyncClient(context, this.#compare(context, hook));
    } catch (error) {
      yield new TriggerEvent({ status: "error", message: exceptionMessage(error) });
    }
  }

  *#compare(context: TriggerContext, hook: S3Hook): Generator<TriggerStep, void, unknown> {
    for (;;) {
      context.recordPoke();
      const objects = yield* hook.listObjects(this.kwargs.bucketName, this.kwargs.prefix, { Delimiter: "" });
      const look = this.#look(context, objects.length);
      if (look.status !== "pending") {
        yield new TriggerEvent(look);
        if (!context.rules.s3TriggersGoOn) return;
      }
      yield sleep(0);
    }
  }

  #look(context: RuntimeContext, count: number): Look {
    const { inactivityPeriod, minObjects, allowDelete } = this.kwargs;
    const path = pathOf(this.kwargs.bucketName, this.kwargs.prefix);
    if (count !== this.#previous) {
      if (count < this.#previous && !allowDelete) return { status: "error", message: `${path} between pokes.` };
      this.#previous = count;
      this.#lastActivity = context.now;
      this.#wasStored = false;
      return { status: "pending" };
    }
    if (this.#wasStored && context.rules.keysUnchangedTriggerMixesZones)
      throw new TypeError("can't compare offset-naive and offset-aware datetimes");
    this.#lastActivity ??= context.now;
    if (Math.trunc((context.now - this.#lastActivity) / 1e6) < inactivityPeriod) return { status: "pending" };
    if (count < minObjects && !context.rules.tooFewKeysEndTrigger) return { status: "pending" };
    if (count < minObjects)
      return { status: "error", message: `FAILURE: Inactivity Period passed, not enough objects found in ${path}` };
    return {
      status: "success",
      message: `SUCCESS: Sensor found ${count} objects at ${path}. Waited at least {inactivity_period} seconds, with no new objects uploaded.`,
    };
  }
}

const DELETED =
  "Objects were deleted during the last poke interval. Updating the file counter and resetting last_activity_time:";

/** `os.path.join`. */
function pathOf(bucket: string, prefix: string): string {
  if (prefix.startsWith("/")) return prefix;
  return bucket.endsWith("/") ? `${bucket}${prefix}` : `${bucket}/${prefix}`;
}
