import { type DagRun, type Metadata, TaskInstance } from "../database/index.ts";
import { Agenda, type Micros } from "../kernel/index.ts";
import type { Step } from "./step.ts";

/**
 * Task instances that wait for a retry or reschedule date, and runs that have a `dagrun_timeout`. Airflow looks at all of
 * them in every iteration; here each is looked at again when its time has come. An entry may be out of date by then.
 */
export class Waiting implements Step {
  readonly #metadata: Metadata;
  readonly #agenda = new Agenda<TaskInstance | DagRun>();

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  add(until: Micros, item: TaskInstance | DagRun): void {
    this.#agenda.add(until, item);
  }

  due(): Micros {
    return this.#agenda.next;
  }

  run(now: Micros): void {
    for (let item = this.#agenda.takeDue(now); item !== undefined; item = this.#agenda.takeDue(now)) {
      if (item instanceof TaskInstance) this.#metadata.markDirty(item);
      else this.#metadata.markRunDirty(item);
    }
  }
}
