/**
 * Boto's waiters, and the provider's helper around them (spec/amazon-operators.md, 1.5).
 * @module
 */

import { AirflowException, type RuntimeContext } from "../definition/index.ts";
import { type Steps, sleep } from "../kernel/index.ts";
import { pythonStr } from "../python/index.ts";
import { BotoCoreError, ClientError, WaiterError } from "./client-error.ts";

/** What an answer means to a waiter. */
export type Acceptance = "success" | "retry" | { readonly failure: string };

/** A waiter: what it asks, again and again, and what it makes of the answers. */
export interface Waiter<T> {
  readonly name: string;
  ask(): Steps<T>;
  accept(answer: T): Acceptance;
}

/** Asks once. Null where it is not ready yet. */
function* attempt<T>(waiter: Waiter<T>): Steps<T | null> {
  let answer: T;
  try {
    answer = yield* waiter.ask();
  } catch (error) {
    if (error instanceof ClientError)
      throw new WaiterError(
        waiter.name,
        `An error occurred (${error.code}): ${error.message.slice(error.message.indexOf(": ") + 2)}`,
        { Error: { Code: error.code } },
        false,
      );
    throw error;
  }
  const acceptance = waiter.accept(answer);
  if (acceptance === "success") return answer;
  if (acceptance === "retry") throw new WaiterError(waiter.name, "Max attempts exceeded", answer, false);
  throw new WaiterError(
    waiter.name,
    `Waiter encountered a terminal failure state: ${acceptance.failure}`,
    answer,
    true,
  );
}

/** A boto waiter: an error of AWS ends it at once. `maxAttempts` calls, one sleep less. */
export function* waitUntil<T>(waiter: Waiter<T>, delaySeconds: number, maxAttempts: number): Steps<void> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      yield* attempt(waiter);
      return;
    } catch (error) {
      const isLast = attempts >= maxAttempts;
      const isNotReady =
        error instanceof WaiterError && !error.isTerminal && error.message.endsWith("Max attempts exceeded");
      if (!isNotReady || isLast) throw error;
    }
    yield sleep(delaySeconds);
  }
}

function isErrorOfAws(answer: unknown): boolean {
  return typeof answer === "object" && answer !== null && "Error" in answer;
}

function isWithoutCredentials(error: unknown): error is BotoCoreError {
  return error instanceof BotoCoreError && error.name === "NoCredentialsError";
}

export interface LoggedWait {
  readonly delaySeconds: number;
  readonly maxAttempts: number;
  readonly failureMessage: string;
  readonly statusMessage: string;
  /** What of an answer is shown. */
  readonly status: (answer: unknown) => readonly unknown[];
}

/**
 * `async_wait` (providers/amazon/aws/utils/waiter_with_logging.py): a waiter of one attempt at a time, with a line in the log
 * after each. Whether an error of AWS looks like "not ready" to it, `Rules.waitsThroughAwsErrors` says, and whether that there
 * are no credentials does, `Rules.waitsWithoutCredentials`.
 */
export function* waitWithLogging<T>(context: RuntimeContext, waiter: Waiter<T>, wait: LoggedWait): Steps<void> {
  for (let attempts = 0; attempts < wait.maxAttempts; attempts += 1) {
    if (attempts > 0) yield sleep(wait.delaySeconds);
    try {
      yield* attempt(waiter);
      return;
    } catch (error) {
      if (isWithoutCredentials(error) && context.rules.waitsWithoutCredentials) {
        context.log.at("waiter_with_logging.py:140").info("%s", error.message);
        continue;
      }
      if (!(error instanceof WaiterError)) throw error;
      const status = wait
        .status(error.lastResponse)
        .filter((value) => value !== undefined && value !== null && value !== "");
      const shown = status.map(pythonStr).join(" - ");
      if (error.isTerminal) {
        context.log.at("waiter_with_logging.py:126").error("%s: %s", wait.failureMessage, shown);
        throw new AirflowException(`${wait.failureMessage}: ${error.message}`);
      }
      if (isErrorOfAws(error.lastResponse) && !context.rules.waitsThroughAwsErrors)
        throw new AirflowException(`${wait.failureMessage}: ${error.message}`);
      context.log.at("waiter_with_logging.py:129").info("%s: %s", wait.statusMessage, shown);
    }
  }
  throw new AirflowException("Waiter error: max attempts reached");
}
