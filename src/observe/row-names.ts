import { int32, rareInt32, table } from "../containers/index.ts";
import type { DagModel, DagRun, TaskInstance, TaskModel, TriggerRow } from "../database/index.ts";
import type { TaskInstanceKey } from "./events.ts";

/** The key of a task instance's row. */
export function taskInstanceKey({ task, dagRun, mapIndex }: TaskInstance): TaskInstanceKey {
  return { dagId: task.dag.dagId, runId: dagRun.runId, taskId: task.taskId, mapIndex };
}

/** Distinct things, numbered from 0 on in the order in which they came. */
class Numbered<Thing> {
  readonly #things: Thing[] = [];
  readonly #numbers = new Map<Thing, number>();

  /** The number of a thing; a new thing gets the next one. */
  numberOf(thing: Thing): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    const number = this.#things.push(thing) - 1;
    this.#numbers.set(thing, number);
    return number;
  }

  at(number: number): Thing {
    return this.#things[number] as Thing;
  }
}

/**
 * The names of runs, task instances and triggers, by their ids. They outlive the rows, so that what was recorded can be read
 * when the rows have been dropped.
 */
export class RowNames {
  readonly #dags = new Numbered<DagModel>();
  readonly #tasks = new Numbered<TaskModel>();
  readonly #triggerTypes = new Numbered<string>();
  readonly #runIds: string[] = [];
  readonly #runs = table({ dag: int32 });
  readonly #instances = table({ run: int32, task: int32, mapIndex: rareInt32(-1) });
  readonly #triggers = table({ instance: int32, type: rareInt32(0) });

  /** The number of task instances. */
  get instances(): number {
    return this.#instances.rows.length;
  }

  addRun({ dag, runId }: DagRun): void {
    this.#runIds.push(runId);
    this.#runs.dag.set(this.#runs.rows.add(), this.#dags.numberOf(dag));
  }

  /** Adds a task instance, or updates it when it gets its map index. */
  addInstance({ id, dagRun, task, mapIndex }: TaskInstance): void {
    this.#instances.rows.extendTo(id + 1);
    this.#instances.run.set(id, dagRun.id);
    this.#instances.task.set(id, this.#tasks.numberOf(task));
    this.#instances.mapIndex.set(id, mapIndex);
  }

  addTrigger({ id, taskInstance, trigger }: TriggerRow): void {
    this.#triggers.rows.extendTo(id + 1);
    this.#triggers.instance.set(id, taskInstance.id);
    this.#triggers.type.set(id, this.#triggerTypes.numberOf(trigger.triggerType));
  }

  run(id: number): { readonly dagId: string; readonly runId: string } {
    return { dagId: this.#dags.at(this.#runs.dag.get(id)).dagId, runId: this.#runIds[id] as string };
  }

  instance(id: number): TaskInstanceKey {
    const { run, task, mapIndex } = this.#instances;
    const { dag, taskId } = this.#tasks.at(task.get(id));
    return { dagId: dag.dagId, runId: this.#runIds[run.get(id)] as string, taskId, mapIndex: mapIndex.get(id) };
  }

  /** The id of the task instance that a trigger was created for. */
  instanceOfTrigger(id: number): number {
    return this.#triggers.instance.get(id);
  }

  triggerType(id: number): string {
    return this.#triggerTypes.at(this.#triggers.type.get(id));
  }
}
