import type { TaskInstanceState } from "../definition/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { TaskInstance } from "./task-instance.ts";

/** Nothing is to be written, mostly. */
const NOTHING: readonly DagModel[] = [];

/**
 * The states that a session has given task instances and not written to the database yet: Airflow's sessions do not flush by
 * themselves (`autoflush` is off). Code that has an instance in memory sees its mark. A query does not.
 */
export class UnwrittenMarks {
  readonly #before = new Map<TaskInstance, TaskInstanceState | null>();

  get isEmpty(): boolean {
    return this.#before.size === 0;
  }

  /** Keeps the state of an instance that is about to change. */
  add(instance: TaskInstance): void {
    if (!this.#before.has(instance)) this.#before.set(instance, instance.state);
  }

  /** The state that a query finds. */
  stateOf(instance: TaskInstance): TaskInstanceState | null {
    const before = this.#before.get(instance);
    return before === undefined ? instance.state : before;
  }

  /** All is written. Returns the DAGs of which something was. */
  flush(): Iterable<DagModel> {
    if (this.#before.size === 0) return NOTHING;
    const dags = new Set([...this.#before.keys()].map(({ task }) => task.dag));
    this.#before.clear();
    return dags;
  }
}
