import { Column } from "../containers/index.ts";
import type { DagModel, DagRun, TaskInstance, TaskModel } from "../database/index.ts";
import type { TaskInstanceKey } from "./events.ts";

/** The key of a task instance's row. */
export function keyOf({ task, dagRun, mapIndex }: TaskInstance): TaskInstanceKey {
  return { dagId: task.dag.dagId, runId: dagRun.runId, taskId: task.taskId, mapIndex };
}

/**
 * What runs and task instances are called, by their ids: their names are kept once, so that nobody has to hold the rows
 * themselves.
 */
export class RowNames {
  readonly #dags: DagModel[] = [];
  readonly #runIds: string[] = [];
  readonly #dagOfRun = new Column(Int32Array);
  readonly #tasks: TaskModel[] = [];
  readonly #numbers = new Map<DagModel | TaskModel, number>();
  readonly #run = new Column(Int32Array);
  readonly #task = new Column(Int32Array);
  readonly #mapIndex = new Column(Int32Array);

  /** How many task instances there are. */
  get instances(): number {
    return this.#run.length;
  }

  addRun({ dag, runId }: DagRun): void {
    this.#runIds.push(runId);
    this.#dagOfRun.push(this.#numberOf(dag, this.#dags));
  }

  /** Takes a task instance in, or hears of the map index that it has got. */
  addInstance({ id, dagRun, task, mapIndex }: TaskInstance): void {
    if (id >= this.#run.length) for (const column of [this.#run, this.#task, this.#mapIndex]) column.extendTo(id + 1);
    this.#run.set(id, dagRun.id);
    this.#task.set(id, this.#numberOf(task, this.#tasks));
    this.#mapIndex.set(id, mapIndex);
  }

  #numberOf<T extends DagModel | TaskModel>(thing: T, all: T[]): number {
    const known = this.#numbers.get(thing);
    if (known !== undefined) return known;
    const number = all.push(thing) - 1;
    this.#numbers.set(thing, number);
    return number;
  }

  run(id: number): { readonly dagId: string; readonly runId: string } {
    return { dagId: (this.#dags[this.#dagOfRun.get(id)] as DagModel).dagId, runId: this.#runIds[id] as string };
  }

  /** The id of the run that a task instance belongs to. */
  runOf(instance: number): number {
    return this.#run.get(instance);
  }

  instance(id: number): TaskInstanceKey {
    const { dag, taskId } = this.#tasks[this.#task.get(id)] as TaskModel;
    const runId = this.#runIds[this.#run.get(id)] as string;
    return { dagId: dag.dagId, runId, taskId, mapIndex: this.#mapIndex.get(id) };
  }
}
