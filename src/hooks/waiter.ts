/**
 * Boto's waiters, and the provider's helpers around them (spec/amazon-operators.md, 1.5; spec/amazon-deferrable.md, 2).
 * @module
 */

import { AirflowException, type RuntimeContext, TriggerEvent } from "../definition/index.ts";
import { type Steps, sleep } from "../kernel/index.ts";
import { pythonStr } from "../python/index.ts";
import type { Rules } from "../rules/index.ts";
import { BotoCoreError, ClientError, WaiterError } from "./client-error.ts";
import { pathReader } from "./json-path.ts";

/** The meaning of an answer to a waiter. An acceptor may say outright that it is to ask again. */
export type Acceptance = "success" | "retry" | { readonly failure: string } | { readonly retry: string };

/** A waiter: what it asks, again and again, and what it makes of the answers. */
export interface Waiter<T = unknown> {
  readonly name: string;
  ask(): Steps<T>;
  accept(answer: T): Acceptance;
  /** Decides on an error of AWS; undefined, or not there, where the waiter knows nothing of it. */
  acceptError?(error: ClientError): Acceptance | undefined;
}

interface Asked<T> {
  readonly answer: T | { readonly Error: { readonly Code: string; readonly Message: string } };
  readonly acceptance: Acceptance;
}

function* ask<T>(waiter: Waiter<T>): Steps<Asked<T>> {
  try {
    const answer = yield* waiter.ask();
    return { answer, acceptance: waiter.accept(answer) };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const Message = error.message.slice(error.message.indexOf(": ") + 2);
    const answer = { Error: { Code: error.code, Message } };
    const acceptance = waiter.acceptError?.(error);
    if (acceptance !== undefined) return { answer, acceptance };
    throw new WaiterError(waiter.name, `An error occurred (${error.code}): ${Message}`, answer, "error");
  }
}

/** Asks once. Throws where it is not ready. */
function* attempt<T>(waiter: Waiter<T>): Steps<void> {
  const { answer, acceptance } = yield* ask(waiter);
  if (acceptance === "success") return;
  if (acceptance === "retry") throw new WaiterError(waiter.name, "Max attempts exceeded", answer, "not ready");
  if ("retry" in acceptance) {
    const reason = `Max attempts exceeded. Previously accepted state: ${acceptance.retry}`;
    throw new WaiterError(waiter.name, reason, answer, "not ready");
  }
  const reason = `Waiter encountered a terminal failure state: ${acceptance.failure}`;
  throw new WaiterError(waiter.name, reason, answer, "failure");
}

/** A boto waiter: an error of AWS ends it at once. `maxAttempts` calls, one sleep less. */
export function* waitUntil<T>(waiter: Waiter<T>, delaySeconds: number, maxAttempts: number): Steps<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      yield* attempt(waiter);
      return;
    } catch (error) {
      const isNotReady = error instanceof WaiterError && error.state === "not ready";
      if (!isNotReady || attempts >= maxAttempts) throw error;
    }
    yield sleep(delaySeconds);
  }
}

/** A provider's error of a waiter, which has a class of its own from 9.39.0 on. @internal */
export class NamedWaiterError extends AirflowException {
  override readonly name: string;
  /** The answer that was a failure. */
  readonly lastResponse: unknown;

  constructor({ waiterErrorsHaveNames }: Rules, name: string, message: string, lastResponse?: unknown) {
    super(message);
    this.name = waiterErrorsHaveNames ? name : "AirflowException";
    this.lastResponse = lastResponse;
  }
}

/** Codes of AWS's errors after which a waiter asks again, as if it had not asked: from 9.39.0 on (RETRIABLE_ERROR_CODES). */
const ASKED_AGAIN: ReadonlySet<string> = new Set([
  "ThrottlingException",
  "Throttling",
  "RequestLimitExceeded",
  "ProvisionedThroughputExceededException",
  "LimitExceededException",
  "RequestThrottled",
  "RequestThrottledException",
  "TooManyRequestsException",
  "ServerException",
  "InternalServerError",
  "InternalFailure",
  "ServiceUnavailable",
  "BadGateway",
  "GatewayTimeout",
  "RequestTimeout",
  "RequestTimeoutException",
]);

function isAskedAgain(error: unknown, { waitersAskAgain }: Rules): error is WaiterError {
  if (!waitersAskAgain || !(error instanceof WaiterError) || error.state !== "error") return false;
  const { Error: answer } = error.lastResponse as { readonly Error?: { readonly Code: string } };
  return ASKED_AGAIN.has(answer?.Code ?? "");
}

function isWithoutCredentials(error: unknown): error is BotoCoreError {
  return error instanceof BotoCoreError && error.name === "NoCredentialsError";
}

export interface LoggedWait {
  readonly delaySeconds: number;
  readonly maxAttempts: number;
  readonly failureMessage: string;
  readonly statusMessage: string;
  /** The paths of what is shown of an answer. */
  readonly status: readonly string[];
}

/** `_LazyStatusFormatter`. */
function statusText(paths: readonly string[], answer: unknown): string {
  return paths
    .map((path) => pathReader(path)(answer))
    .filter((value) => value !== null && value !== "")
    .map(pythonStr)
    .join(" - ");
}

/** `wait`, on a worker (providers/amazon/aws/utils/waiter_with_logging.py). */
export function waitWithLogging<T>(context: RuntimeContext, waiter: Waiter<T>, wait: LoggedWait): Steps<void> {
  return waitAndLog(context, waiter, wait, WORKER);
}

/** `async_wait`, in the triggerer. */
export function asyncWaitWithLogging<T>(context: RuntimeContext, waiter: Waiter<T>, wait: LoggedWait): Steps<void> {
  return waitAndLog(context, waiter, wait, TRIGGERER);
}

/** The event of a waiter's trigger: where `Rules.failedWaiters` send one, also of a wait in vain (`AwsBaseWaiterTrigger.run`). */
export function* waiterEvent<T>(
  context: RuntimeContext,
  waiter: Waiter<T>,
  wait: LoggedWait,
  returned: Readonly<Record<string, unknown>>,
): Steps<TriggerEvent> {
  try {
    yield* asyncWaitWithLogging(context, waiter, wait);
    return new TriggerEvent({ status: "success", ...returned });
  } catch (error) {
    if (context.rules.failedWaiters === "throw" || !(error instanceof AirflowException)) throw error;
    return new TriggerEvent({ status: "error", message: error.message, ...returned });
  }
}

/** The lines of waiter_with_logging.py of 8.7.1. */
interface Helper {
  readonly errorLine: number;
  readonly infoLine: number;
  readonly isAsync: boolean;
}

const WORKER: Helper = { errorLine: 75, infoLine: 78, isAsync: false };
const TRIGGERER: Helper = { errorLine: 126, infoLine: 129, isAsync: true };

/**
 * A waiter of one attempt at a time, with a line in the log after each. Whether an error of AWS looks like "not ready" to it,
 * `Rules.waitsThroughAwsErrors` says, and whether missing credentials do, `Rules.waitsWithoutCredentials`.
 */
function* waitAndLog<T>(context: RuntimeContext, waiter: Waiter<T>, wait: LoggedWait, helper: Helper): Steps<void> {
  const { rules, log } = context;
  let isFirst = true;
  for (let attempts = 0; attempts < wait.maxAttempts; attempts += 1) {
    if (!isFirst) yield sleep(wait.delaySeconds);
    isFirst = false;
    try {
      yield* attempt(waiter);
      return;
    } catch (error) {
      if (isWithoutCredentials(error) && rules.waitsWithoutCredentials)
        log.at("waiter_with_logging.py:140").info("%s", error.message);
      else if (isAskedAgain(error, rules)) {
        log.info("%s Retrying (attempt %d/%d)...", error.message, attempts + 1, wait.maxAttempts);
        attempts -= 1;
      } else if (!(error instanceof WaiterError)) throw error;
      else logOrFail(context, error, wait, helper);
    }
  }
  throw new NamedWaiterError(rules, "WaiterMaxAttemptsError", "Waiter error: max attempts reached");
}

/** Logs a wait that has not come to an end, or ends one that has failed. */
function logOrFail({ log, rules }: RuntimeContext, error: WaiterError, wait: LoggedWait, helper: Helper): void {
  const { errorLine, infoLine, isAsync } = helper;
  const showsStatus = isAsync && rules.failedTriggersShowStatus;
  const { failureMessage, statusMessage } = wait;
  const status = statusText(wait.status, error.lastResponse);
  if (error.state === "failure") {
    const message = `${failureMessage}: ${showsStatus ? `${status}\n` : ""}${error.message}`;
    if (!showsStatus) log.at(`waiter_with_logging.py:${errorLine}`).error("%s: %s", failureMessage, status);
    throw new NamedWaiterError(rules, "WaiterTerminalFailure", message, error.lastResponse);
  }
  if (error.state === "error" && !rules.waitsThroughAwsErrors) {
    const shown = showsStatus ? `\n${pythonStr(error.lastResponse)}\n` : ": ";
    throw new AirflowException(`${failureMessage}${shown}${error.message}`);
  }
  log.at(`waiter_with_logging.py:${infoLine}`).info("%s: %s", statusMessage, status);
}
