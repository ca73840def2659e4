import {
  TaskFailedEvent,
  TaskSkippedEvent,
  TaskSuccessEvent,
  type Trigger,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
} from "../definition/index.ts";

export { TaskFailedEvent, TaskSkippedEvent, TaskSuccessEvent, TriggerEvent };

/**
 * The base class of triggers (airflow/triggers/base.py). `serialize` returns what the constructor takes: a trigger is made
 * anew from it in the triggerer, and again in another one where that dies, so nothing else survives.
 *
 * @example
 * class Wait extends BaseTrigger<{ seconds: number }> {
 *   *run() {
 *     yield sleep(this.kwargs.seconds);
 *     yield new TriggerEvent("done");
 *   }
 * }
 * console.log(new Wait({ seconds: 5 }).serialize()); // { seconds: 5 }
 */
export abstract class BaseTrigger<Arguments extends object> implements Trigger {
  protected readonly kwargs: Arguments;

  constructor(kwargs: Arguments) {
    this.kwargs = kwargs;
  }

  get triggerType(): string {
    return this.constructor.name;
  }

  serialize(): Readonly<Record<string, unknown>> {
    return this.kwargs as Readonly<Record<string, unknown>>;
  }

  recreate(kwargs: Readonly<Record<string, unknown>>): Trigger {
    return new (this.constructor as new (kwargs: Readonly<Record<string, unknown>>) => Trigger)(kwargs);
  }

  /** Waits, and yields a `TriggerEvent` when the condition has come true: `yield sleep(5)`, `yield new TriggerEvent(...)`. */
  abstract run(context: TriggerContext): TriggerRun;

  cleanup(): void {}
}
