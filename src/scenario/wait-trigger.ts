import {
  TaskFailedEvent,
  TaskSkippedEvent,
  TaskSuccessEvent,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../definition/index.ts";
import { durationMicros, type Seconds, sleep } from "../kernel/index.ts";
import { BaseTrigger } from "../operators/index.ts";

/** The result of a `defer` task's trigger. */
export type TriggerResult =
  | "success"
  | "error"
  | "raise"
  | "exit"
  | "never"
  | "task_success"
  | "task_failed"
  | "task_skipped";

interface WaitTriggerArguments {
  /** Seconds after the start; null for `wait` seconds after it begins. */
  readonly readyAt: Seconds | null;
  readonly wait?: Seconds;
  readonly pollInterval?: Seconds | null;
  readonly result?: TriggerResult;
  /** The XComs that an event which ends the task pushes. */
  readonly xcoms?: Readonly<Record<string, unknown>>;
}

/** Fires at `readyAt`: asleep until then, or looking every `pollInterval` seconds. */
export class WaitTrigger extends BaseTrigger<WaitTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const { readyAt, wait = 0, pollInterval = null, result = "success", xcoms } = this.kwargs;
    while (result === "never") yield sleep(3600);
    const ready = readyAt === null ? context.now + durationMicros(wait) : durationMicros(readyAt);
    if (pollInterval !== null) while (context.now < ready) yield sleep(pollInterval);
    else if (context.now < ready) yield sleep((ready - context.now) / 1e6);
    if (result === "raise") throw new RuntimeError("scenario: trigger raised");
    if (result !== "exit") yield eventOf(result, xcoms);
  }
}

function eventOf(result: TriggerResult, xcoms: Readonly<Record<string, unknown>> | undefined): TriggerEvent {
  switch (result) {
    case "task_success":
      return new TaskSuccessEvent(xcoms);
    case "task_failed":
      return new TaskFailedEvent(xcoms);
    case "task_skipped":
      return new TaskSkippedEvent(xcoms);
    default:
      return new TriggerEvent({ status: result });
  }
}

class RuntimeError extends Error {
  override readonly name = "RuntimeError";
}
