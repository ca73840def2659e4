import { IntegrityError } from "../definition/index.ts";

/** The key of a task's result. */
export const XCOM_RETURN_KEY = "return_value";

/** The key under which the decision of a branch or short circuit is kept (models/skipmixin.py). */
export const XCOM_SKIPMIXIN_KEY = "skipmixin_key";

/** The decision of a branch or short circuit: the downstream tasks that are followed, or those that are skipped. */
export interface SkipDecision {
  readonly followed?: readonly string[];
  readonly skipped?: readonly string[];
}

/** Before the keys of what is no XCom, and is not cleared with them. */
const STATE = "\0";

/** The values that the tasks of one run have pushed (airflow/models/xcom.py). */
export class XComs {
  #values: Map<string, Map<number, unknown>> | undefined;
  /** The tasks whose results have no row in task_map: no length was kept, so nothing can be mapped over them. */
  #unmeasured: Set<string> | undefined;

  /** The name of a value. It is unique, because task ids hold no NUL. */
  static #name(taskId: string, key: string): string {
    return `${taskId}\0${key}`;
  }

  get isEmpty(): boolean {
    return this.#values === undefined;
  }

  set(taskId: string, mapIndex: number, key: string, value: unknown): void {
    this.#values ??= new Map();
    const name = XComs.#name(taskId, key);
    const byIndex = this.#values.get(name);
    if (byIndex === undefined) this.#values.set(name, new Map([[mapIndex, value]]));
    else byIndex.set(mapIndex, value);
  }

  /** Sets a value that a trigger pushes as it ends its task. Airflow then keeps no length of it. */
  setUnmeasured(taskId: string, mapIndex: number, key: string, value: unknown): void {
    this.set(taskId, mapIndex, key, value);
    this.#unmeasured ??= new Set();
    this.#unmeasured.add(taskId);
  }

  isMeasured(taskId: string): boolean {
    return this.#unmeasured?.has(taskId) !== true;
  }

  get(taskId: string, mapIndex: number, key: string): unknown {
    return this.#values?.get(XComs.#name(taskId, key))?.get(mapIndex);
  }

  /** The values of all map indexes, in order. */
  all(taskId: string, key: string): readonly (readonly [mapIndex: number, value: unknown])[] {
    return [...(this.#values?.get(XComs.#name(taskId, key)) ?? [])].sort(([a], [b]) => a - b);
  }

  /** Keeps a value that a task instance remembers from one try to the next (`task_state_store`; from Airflow 3.3 on). */
  setState(taskId: string, mapIndex: number, key: string, value: unknown): void {
    this.set(taskId, mapIndex, `${STATE}${key}`, value);
  }

  stateOf(taskId: string, mapIndex: number, key: string): unknown {
    return this.get(taskId, mapIndex, `${STATE}${key}`);
  }

  /** Deletes the values of a task; with a map index from 0 on, only those of that instance (`clear_xcom_data`). */
  clear(taskId: string, mapIndex: number): void {
    if (this.#values === undefined) return;
    this.#unmeasured?.delete(taskId);
    const prefix = XComs.#name(taskId, "");
    for (const [name, byIndex] of this.#values) {
      if (!name.startsWith(prefix) || name.startsWith(`${prefix}${STATE}`)) continue;
      if (mapIndex < 0) this.#values.delete(name);
      else byIndex.delete(mapIndex);
    }
  }
}

/** The values of a run that was deleted: there are none, and its foreign key refuses new ones. */
export class XComsOfNoRun extends XComs {
  override set(): never {
    throw new IntegrityError();
  }
}
