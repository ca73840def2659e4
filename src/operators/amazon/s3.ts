/**
 * S3KeySensor and its trigger, of the Amazon provider 8.7.1 (sensors/s3.py, triggers/s3.py; spec/amazon-operators.md, section 2).
 * @module
 */

import {
  AirflowException,
  exceptionMessage,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  type TriggerStep,
  UnboundLocalError,
} from "../../definition/index.ts";
import {
  type AwsConnection,
  bucketAndKey,
  literalPrefix,
  type ObjectHead,
  regexPattern,
  S3Hook,
  type S3ObjectSummary,
  shellPattern,
  usingAsyncClient,
} from "../../hooks/index.ts";
import { type Body, gather, type Seconds, type Steps, sleep } from "../../kernel/index.ts";
import { namesOf } from "../../options/index.ts";
import type { NewArguments, Rules } from "../../rules/index.ts";
import { BaseSensor, type BaseSensorArguments, BaseTrigger } from "../index.ts";
import { AWS_ARGUMENT_NAMES, type AwsBaseArguments, awsBaseSince, connectionOf } from "./connection.ts";

/** `verify` was there before the others. */
const { verify: _, ...NEWER_ARGUMENTS } = awsBaseSince("9.8.0");

/** The properties of an object that `checkFn` is given: those that `metadataKeys` names; up to Airflow 2, after a deferral, all of its listing. */
export type CheckedObject = Partial<S3ObjectSummary> & Readonly<Record<string, unknown>>;

export interface S3KeySensorArguments extends BaseSensorArguments, AwsBaseArguments {
  /** One key or several, all of which have to be there; relative to the bucket, or full `s3://` URLs without `bucketName`. Rendered with Jinja. */
  readonly bucketKey: string | readonly string[];
  /** Rendered with Jinja. Default none: the keys are URLs. */
  readonly bucketName?: string | null;
  /** True if keys are shell patterns. Default false. */
  readonly wildcardMatch?: boolean;
  /** Decides on the objects that were found. */
  readonly checkFn?: (objects: readonly CheckedObject[]) => boolean;
  /** True if keys are Python's regular expressions, matched from the beginning of the keys in the bucket. Default false. From provider 9.2.0 on. */
  readonly useRegex?: boolean;
  /** Attributes of HeadObject that `checkFn` is given, `*` for all. Default the size, and from 9.8.0 on the key. From provider 9.2.0 on. */
  readonly metadataKeys?: readonly string[] | null;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

/**
 * Waits until all keys are there. Deferrable, it looks once on the worker first, and defers only where that was in vain;
 * `timeout` then is that of the deferral, a try that it ends is retried, and it starts anew with each deferral.
 *
 * @example
 * const cloud = new AwsModel({ s3: { objects: [{ bucket: "b", key: "data.csv", at: 90 }] } });
 * const dag = new DAG("d");
 * new S3KeySensor({ dag, taskId: "t", bucketKey: "s3://b/data.csv", deferrable: true });
 * const result = new Simulation({ dags: [dag], cloud }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class S3KeySensor extends BaseSensor<S3KeySensorArguments> {
  static override readonly argumentNames: readonly string[] = [
    ...AWS_ARGUMENT_NAMES,
    ...namesOf<Omit<S3KeySensorArguments, keyof BaseSensorArguments | keyof AwsBaseArguments>>({
      bucketKey: true,
      bucketName: true,
      wildcardMatch: true,
      checkFn: true,
      useRegex: true,
      metadataKeys: true,
      deferrable: true,
    }),
  ];
  static override readonly newArguments: NewArguments = {
    ...BaseSensor.newArguments,
    ...NEWER_ARGUMENTS,
    useRegex: { amazonProvider: "9.2.0" },
    metadataKeys: { amazonProvider: "9.2.0" },
  };
  static override readonly templateFields: readonly string[] = ["bucketKey", "bucketName"];

  bucketKey: string | readonly string[];
  bucketName: string | null;
  readonly deferrable: boolean;
  #hook: S3Hook | undefined;

  constructor(given: S3KeySensorArguments) {
    super(given);
    this.bucketKey = this.args.bucketKey;
    this.bucketName = this.args.bucketName ?? null;
    this.deferrable = this.args.deferrable ?? false;
  }

  *poke(context: TaskContext): Steps<boolean> {
    this.#hook ??= new S3Hook(context, connectionOf(this.args));
    const hook = this.#hook;
    for (const key of [this.bucketKey].flat()) if (!(yield* this.#checkKey(context, hook, key))) return false;
    return true;
  }

  *#checkKey(context: TaskContext, hook: S3Hook, givenKey: string): Steps<boolean> {
    const [bucket, key] = bucketAndKey(this.bucketName, givenKey);
    context.log.at("s3.py:106").info("Poking for key : s3://%s/%s", bucket, key);
    const { checkFn, wildcardMatch, useRegex } = this.args;
    const looksForOne = context.rules.keySensorLooksForOneMatch;
    if (wildcardMatch === true && checkFn === undefined && looksForOne)
      return yield* hook.hasMatch(bucket, shellPattern(key), {}, true);
    if (wildcardMatch === true) {
      const matches = yield* hook.matchingObjects(bucket, key);
      if (matches.length === 0) return false;
      const files: CheckedObject[] = [];
      for (const match of matches) files.push(yield* this.#metadataOf(hook, bucket, match, context.rules));
      return checkFn?.(files) ?? true;
    }
    if (useRegex === true) {
      if (!(yield* hook.hasMatch(bucket, regexPattern(key), {}, looksForOne))) return false;
      if (checkFn !== undefined && !looksForOne)
        throw new UnboundLocalError("cannot access local variable 'files' where it is not associated with a value");
      return true;
    }
    const head = yield* hook.headObject(key, bucket);
    if (head === null) return false;
    const names = this.#metadataKeys(context.rules);
    const file = names.includes("*") ? yield* hook.headObject(key, bucket) : attributesOf(head, names);
    return checkFn?.([file ?? {}]) ?? true;
  }

  #metadataKeys({ sizeIsChecked }: Rules): readonly string[] {
    const { metadataKeys } = this.args;
    if (metadataKeys != null && metadataKeys.length > 0) return metadataKeys;
    return sizeIsChecked === "with the key" ? ["Size", "Key"] : ["Size"];
  }

  /** The attributes that its listing lacks are asked for, each by a call of its own. */
  *#metadataOf(hook: S3Hook, bucket: string, listed: S3ObjectSummary, rules: Rules): Steps<CheckedObject> {
    const names = this.#metadataKeys(rules);
    if (names.includes("*")) return (yield* hook.headObject(listed.Key, bucket)) ?? {};
    const known: Readonly<Record<string, unknown>> = { ...listed };
    const metadata: Record<string, unknown> = {};
    for (const name of names)
      metadata[name] = Object.hasOwn(known, name)
        ? known[name]
        : ((yield* hook.headObject(listed.Key, bucket))?.[name] ?? null);
    return metadata;
  }

  override execute(context: TaskContext): Body<unknown> {
    return this.deferrable ? this.#pokeOrDefer(context) : this.pokeUntilDone(context);
  }

  *#pokeOrDefer(context: TaskContext): Steps<TaskDeferred | null> {
    context.recordPoke();
    return (yield* this.poke(context)) ? null : this.#defer();
  }

  #defer(): TaskDeferred {
    const trigger = new S3KeyTrigger({
      bucketName: this.bucketName,
      bucketKey: this.bucketKey,
      wildcardMatch: this.args.wildcardMatch ?? false,
      pokeInterval: this.pokeInterval,
      useRegex: this.args.useRegex ?? false,
      shouldCheckFn: this.args.checkFn !== undefined,
      metadataKeys: this.args.metadataKeys?.length ? this.args.metadataKeys : ["Size", "Key"],
      ...connectionOf(this.args),
    });
    return this.defer({ trigger, methodName: "executeComplete", timeout: this.timeout });
  }

  executeComplete(_context: TaskContext, { event }: { readonly event: S3KeyEvent }): TaskDeferred | null {
    if (event.status === "running") return this.args.checkFn?.(event.files) === true ? null : this.#defer();
    if (event.status === "error") throw new AirflowException(event.message);
    return null;
  }
}

/** The turns that the event loop takes from the end of the tasks that `asyncio.gather` waits for to who awaits it. */
function* gathered(): Steps<void> {
  yield sleep(0);
  yield sleep(0);
}

type S3KeyEvent =
  | { readonly status: "success" }
  | { readonly status: "running"; readonly files: readonly CheckedObject[] }
  | { readonly status: "error"; readonly message: string };

interface S3KeyTriggerArguments extends AwsConnection {
  readonly bucketName: string | null;
  readonly bucketKey: string | readonly string[];
  readonly wildcardMatch: boolean;
  readonly useRegex: boolean;
  readonly pokeInterval: Seconds;
  readonly shouldCheckFn: boolean;
  readonly metadataKeys: readonly string[];
}

/**
 * Asks for all keys at once, at each look; the first look is immediate. It ends with any error of AWS but "not found"; whether
 * with its event, `Rules.s3TriggersGoOn` says.
 */
export class S3KeyTrigger extends BaseTrigger<S3KeyTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const hook = new S3Hook(context, this.kwargs);
    try {
      yield* usingAsyncClient(context, this.#look(context, hook));
    } catch (error) {
      yield new TriggerEvent({ status: "error", message: exceptionMessage(error) });
    }
  }

  *#look(context: TriggerContext, hook: S3Hook): Generator<TriggerStep, void, unknown> {
    const { pokeInterval, shouldCheckFn } = this.kwargs;
    for (;;) {
      context.recordPoke();
      if (yield* this.#areAllThere(context, hook)) {
        if (shouldCheckFn) {
          const files = yield* this.#files(context, hook);
          if (files === undefined) return;
          yield sleep(pokeInterval);
          yield new TriggerEvent({ status: "running", files });
        } else yield new TriggerEvent({ status: "success" });
        if (!context.rules.s3TriggersGoOn) return;
      }
      if (context.rules.s3KeyTriggerTellsItsSleep)
        context.log.at("s3.py:147").info("Sleeping for %s seconds", pokeInterval);
      yield sleep(pokeInterval);
    }
  }

  /**
   * No short circuit: `asyncio.gather` asks for every key before any answer counts. It makes a task of each, which begins
   * in the next turn of the event loop; a trigger that is cancelled in this one has asked for none.
   */
  *#areAllThere(context: TriggerContext, hook: S3Hook): Steps<boolean> {
    const { bucketKey } = this.kwargs;
    if (typeof bucketKey === "string") return yield* this.#isThere(context, hook, bucketKey);
    yield sleep(0);
    const found = yield* gather(bucketKey.map((key) => this.#isThere(context, hook, key)));
    yield* gathered();
    return found.every(Boolean);
  }

  /** `_check_key_async`. */
  *#isThere(context: TriggerContext, hook: S3Hook, givenKey: string): Steps<boolean> {
    const { bucketName, wildcardMatch, useRegex } = this.kwargs;
    const [bucket, key] = bucketAndKey(bucketName, givenKey);
    if (!wildcardMatch && !useRegex) return (yield* getHeadObject(context, hook, key, bucket)) !== null;
    const pattern = wildcardMatch ? shellPattern(key) : regexPattern(key);
    const stopsAtMatch = context.rules.wildcardTriggerReads === "pages up to a match";
    return yield* hook.hasMatch(bucket, pattern, { Delimiter: "" }, stopsAtMatch);
  }

  /** The objects as `checkFn` is given them; undefined where one has gone meanwhile, which ends the trigger without event. */
  *#files(context: TriggerContext, hook: S3Hook): Steps<readonly CheckedObject[] | undefined> {
    const { bucketKey, bucketName, metadataKeys } = this.kwargs;
    const isByHead = context.rules.keyTriggerTellsOf === "metadata";
    const listed = yield* this.#listFiles(hook, isByHead ? [bucketKey].flat() : bucketKey);
    if (!isByHead) return listed.map((file) => ({ ...file }));
    const files: CheckedObject[] = [];
    for (const { Key } of listed) {
      const head = yield* getHeadObject(context, hook, Key, bucketName ?? "");
      if (head === null) return undefined;
      files.push({ ...(metadataKeys.includes("*") ? head : attributesOf(head, metadataKeys)), Key });
    }
    return files;
  }

  /** `get_files_async`: keys are taken for prefixes, and up to Airflow 2 a single key for a list of its characters. */
  *#listFiles(hook: S3Hook, keys: Iterable<string>): Steps<S3ObjectSummary[]> {
    const { bucketName, wildcardMatch } = this.kwargs;
    if (bucketName === null) throw new TypeError("expected string or bytes-like object, got 'NoneType'");
    const files: S3ObjectSummary[] = [];
    for (const key of keys)
      files.push(
        ...(yield* hook.listObjects(bucketName, wildcardMatch ? literalPrefix(key) : key, { Delimiter: "/" })),
      );
    return files;
  }
}

/** `get_head_object_async`. */
function getHeadObject({ rules, log }: TriggerContext, hook: S3Hook, key: string, bucketName: string) {
  if (rules.s3HookPrints) log.at("s3.py:104").info("invoking async function func=%s", "get_head_object_async");
  return hook.headObject(key, bucketName);
}

/** Attributes of HeadObject by name: its length is known as the size too. */
function attributesOf(head: ObjectHead, names: readonly string[]): CheckedObject {
  return Object.fromEntries(names.map((name) => [name, name === "Size" ? head.ContentLength : (head[name] ?? null)]));
}
