/**
 * The decisions of one pass about tasks that others are mapped over, and the turn of those that they change.
 * @module
 */
import type { TaskInstance } from "../database/index.ts";
import { type FinishedState, isSchedulable, type TaskInstanceState } from "../definition/index.ts";

/**
 * The decisions of a pass so far about tasks that others are mapped over. Unlike all else that a pass decides, this is seen by
 * those that it comes to afterwards: they ask the session for the rows, which gives what it has already changed.
 */
export class DecidedSources {
  readonly #states = new Map<TaskInstance, FinishedState>();

  /** Undefined where nothing in the DAG is decided in this way. */
  static of(instances: readonly TaskInstance[]): DecidedSources | undefined {
    return instances[0]?.task.dag.hasDecidingSources === true ? new DecidedSources() : undefined;
  }

  add(source: TaskInstance, state: FinishedState): void {
    if (source.mapIndex < 0) this.#states.set(source, state);
  }

  /** As `add`; those that are mapped over it and come after its place are looked at in this pass too. */
  addAndFollow(source: TaskInstance, state: FinishedState, queue: TaskInstance[], place: number): void {
    this.add(source, state);
    if (source.mapIndex >= 0) return;
    for (const task of source.task.mappedDependants)
      for (const instance of source.dagRun.instances(task)) lookAtInTurn(queue, place, instance);
  }

  stateOf(source: TaskInstance): TaskInstanceState | undefined {
    return this.#states.get(source);
  }
}

/**
 * Adds to a pass a task instance that the one at a place of the queue has just changed, if its turn is still to come. Airflow's
 * pass comes to every task instance, here only to those of which something has changed. They are in the order of the pass;
 * behind them are those that were expanded, of which the first is one that the pass has been at already.
 */
export function lookAtInTurn(queue: TaskInstance[], place: number, instance: TaskInstance): void {
  const current = queue[place] as TaskInstance;
  const { passOrder } = instance.task.dag;
  if (passOrder(instance, current) <= 0 || !isSchedulable(instance.state) || queue.includes(instance, place)) return;
  const isBefore = (other: TaskInstance | undefined) =>
    other !== undefined && passOrder(other, current) > 0 && passOrder(other, instance) < 0;
  let turn = place + 1;
  while (isBefore(queue[turn])) turn += 1;
  queue.splice(turn, 0, instance);
}
