import { type Actor, CodeContext, type LogSource, type Runtime } from "../database/index.ts";
import type { Logger, TriggerContext } from "../definition/index.ts";
import { Sleep } from "../kernel/index.ts";
import type { TriggerTask } from "./trigger-task.ts";

/** What a trigger's code is given. */
export class TriggerCodeContext extends CodeContext implements TriggerContext {
  readonly #task: TriggerTask;

  constructor(runtime: Runtime, task: TriggerTask) {
    super(runtime);
    this.#task = task;
  }

  sleep(seconds: number): Sleep {
    return new Sleep(seconds, this.#task);
  }

  override get log(): Logger {
    this.#task.noteLine();
    return super.log;
  }

  protected override get actor(): Actor {
    return "triggerer";
  }

  protected override logSource(): LogSource {
    return this.#task.logSource();
  }
}
