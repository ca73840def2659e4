/**
 * The base classes of AWS's operators, sensors and triggers: see docs/operators.md, "An AWS operator of your own".
 * @module
 */

import {
  AirflowException,
  type RuntimeContext,
  type TriggerContext,
  type TriggerStep,
} from "../../definition/index.ts";
import {
  type AnyAwsApi,
  type AwsApi,
  AwsClient,
  type AwsConnection,
  usingAsyncClient,
  waiterEvent,
} from "../../hooks/index.ts";
import type { Seconds } from "../../kernel/index.ts";
import { pythonRepr } from "../../python/index.ts";
import {
  BaseOperator,
  type BaseOperatorArguments,
  BaseSensor,
  type BaseSensorArguments,
  BaseTrigger,
} from "../index.ts";
import { AWS_ARGUMENT_NAMES, AWS_DEFAULT, type AwsBaseArguments, connectionOf } from "./connection.ts";

/** The arguments that all operators for AWS take. */
export type AwsOperatorArguments = BaseOperatorArguments & AwsBaseArguments;
/** The arguments that all sensors for AWS take. */
export type AwsSensorArguments = BaseSensorArguments & AwsBaseArguments;

/** An operator with a client for AWS. */
export abstract class AwsBaseOperator<Arguments extends AwsOperatorArguments> extends BaseOperator<Arguments> {
  static override readonly argumentNames: readonly string[] = AWS_ARGUMENT_NAMES;

  readonly #connection = connectionOf(this.args);

  /** The client of a service, through the operator's connection. */
  protected client<Operations>(context: RuntimeContext, api: AwsApi<Operations>): AwsClient<Operations> {
    return new AwsClient(context, api, this.connectionIn(context));
  }

  /** The connection of its clients. Override it where versions or arguments differ. */
  protected connectionIn(_context: RuntimeContext): AwsConnection {
    return this.#connection;
  }

  /** The arguments that its triggers take from it. */
  protected get connection(): TriggerConnection {
    return triggerConnection(this.args);
  }
}

/** A sensor with a client for AWS. */
export abstract class AwsBaseSensor<Arguments extends AwsSensorArguments> extends BaseSensor<Arguments> {
  static override readonly argumentNames: readonly string[] = AWS_ARGUMENT_NAMES;

  readonly #connection = connectionOf(this.args);

  /** The client of a service, through the sensor's connection. */
  protected client<Operations>(context: RuntimeContext, api: AwsApi<Operations>): AwsClient<Operations> {
    return new AwsClient(context, api, this.#connection);
  }

  /** The arguments that its triggers take from it. */
  protected get connection(): TriggerConnection {
    return triggerConnection(this.args);
  }
}

/** The connection that a trigger is given. */
export interface TriggerConnection {
  readonly awsConnId: string | null;
  readonly regionName: string | null;
}

function triggerConnection({ awsConnId = AWS_DEFAULT, regionName = null }: AwsBaseArguments): TriggerConnection {
  return { awsConnId, regionName };
}

/** The event of a waiter trigger: it sends no other. */
export interface WaiterEvent {
  readonly status: string;
  readonly [key: string]: unknown;
}

/** Raises where an event is no success: `message` stands before it. */
export function expectSuccess(event: WaiterEvent, message: string): void {
  if (event.status !== "success") throw new AirflowException(`${message}${pythonRepr(event)}`);
}

/** The arguments of every waiter trigger. */
export interface WaiterTriggerArguments extends TriggerConnection {
  /** Seconds between two attempts. */
  readonly waiterDelay: Seconds;
  readonly waiterMaxAttempts: number;
}

/** The subject of a waiter trigger and the words for it. */
export interface WaiterSubject {
  readonly api: AnyAwsApi;
  /** The name of the service's waiter. */
  readonly waiter: string;
  /** The parameters of the waiter's operation. */
  readonly params: object;
  readonly failureMessage: string;
  readonly statusMessage: string;
  /** The paths of what is logged of an answer. */
  readonly status: readonly string[];
  /** The key and value of its event besides success. */
  readonly returns: readonly [key: string, value: unknown];
}

/**
 * Waits by one of the service's waiters (AwsBaseWaiterTrigger, triggers/base.py). It asks at once, then each `waiterDelay`.
 * `Rules.failedWaiters` says what becomes of a failure state and of the last attempt.
 */
export abstract class AwsBaseWaiterTrigger<
  Arguments extends WaiterTriggerArguments = WaiterTriggerArguments,
> extends BaseTrigger<Arguments> {
  protected abstract subject(): WaiterSubject;

  override run(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    return usingAsyncClient(context, this.#wait(context));
  }

  *#wait(context: TriggerContext): Generator<TriggerStep, void, unknown> {
    const { api, waiter, params, returns, ...words } = this.subject();
    const { waiterDelay, waiterMaxAttempts, awsConnId, regionName } = this.kwargs;
    const client = new AwsClient(context, api, { awsConnId, regionName });
    const wait = { ...words, delaySeconds: waiterDelay, maxAttempts: waiterMaxAttempts };
    const [key, value] = returns;
    yield yield* waiterEvent(context, client.waiter(waiter, params), wait, { [key]: value });
  }
}
