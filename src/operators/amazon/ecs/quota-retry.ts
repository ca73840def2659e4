import type { Seconds, Steps } from "../../../kernel/index.ts";
import { sleep } from "../../../kernel/index.ts";

/** The arguments of a retry, by tenacity's names (`AwsBaseHook.retry`). */
export interface QuotaRetry {
  /** Default 1. */
  readonly multiplier?: number;
  /** Least seconds before it. Default 1. */
  readonly min?: Seconds;
  /** Most seconds before it. Default 1. */
  readonly max?: Seconds;
  /** Seconds after which there is none. Default 10. */
  readonly stop_after_delay?: Seconds;
}

/** Retries are used up. Tenacity's. */
export class RetryError extends Error {
  override readonly name = "RetryError";
}

/** Waits for the one retry that there is after a failure which came `passed` seconds after the start. */
export function* retriesOnce(given: QuotaRetry, passed: Seconds): Steps<void> {
  const { multiplier = 1, min = 1, max = 1, stop_after_delay: stop = 10 } = given;
  if (passed >= stop) throw new RetryError("RetryError[<Future state=finished raised EcsTaskFailToStart>]");
  yield sleep(Math.max(0, min, Math.min(multiplier, max)));
}
