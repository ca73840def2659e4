import { Column } from "../containers/index.ts";
import type { TriggerRow } from "../database/index.ts";

/** Whose each trigger is and what it is called, by its id: kept once, so that nobody has to hold the rows themselves. */
export class TriggerNames {
  readonly #instances = new Column(Int32Array);
  /** The place of its class's name in `#types`. */
  readonly #typeOf = new Column(Uint16Array);
  readonly #types: string[] = [];

  add({ id, taskInstance, trigger }: TriggerRow): void {
    let type = this.#types.indexOf(trigger.triggerType);
    if (type < 0) type = this.#types.push(trigger.triggerType) - 1;
    this.#instances.extendTo(id + 1);
    this.#instances.set(id, taskInstance.id);
    this.#typeOf.extendTo(id + 1);
    this.#typeOf.set(id, type);
  }

  /** The id of the task instance that waits for it. */
  instance(id: number): number {
    return this.#instances.get(id);
  }

  type(id: number): string {
    return this.#types[this.#typeOf.get(id)] as string;
  }
}
