import { type FinishedState, isFinished } from "../definition/index.ts";
import type { DagRun } from "./dag-run.ts";
import { mapLength } from "./map-length.ts";
import { type Row, RowWriter } from "./row-writer.ts";
import { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";
import { UpstreamStates } from "./upstream-states.ts";

/** Makes the rows of task instances, and those that mapped tasks are expanded to. */
export class Expansion extends RowWriter {
  #created = 0;

  /** Makes a row. It is announced now, unless its first state comes later. */
  create(run: DagRun, task: TaskModel, mapIndex: number, isBornLater = false): TaskInstance {
    const sibling = task.isMapped ? run.instances(task)[0] : undefined;
    const upstreamStates = sibling?.upstreamStates ?? new UpstreamStates();
    const row = new TaskInstance(this.#created, run, task, mapIndex, upstreamStates);
    this.#created += 1;
    run.addInstance(row);
    run.unfinished += 1;
    this.metadata.markDirty(row);
    if (!isBornLater) this.metadata.observer.taskInstance(row, null, this.metadata.actor);
    return row;
  }

  /**
   * Expands a mapped task (`expand_mapped_task`, models/abstractoperator.py): its one instance becomes index 0, and the
   * others are made. Returns all of them; where there is nothing to map over, the state that the instance gets, or null
   * where the scheduler decides it. `mark` is the state that the trigger rule has decided: the others are born with it, and
   * the caller assigns it once the pass is over.
   */
  expand(row: Row, mark: FinishedState | null, isPartial: boolean): readonly TaskInstance[] | FinishedState | null {
    const { dagRun, task } = row;
    const length = mapLength(dagRun, task.expandInputs);
    if (length === undefined) return isPartial ? null : "upstream_failed";
    if (length === 0) return "skipped";
    row.mapIndex = 0;
    dagRun.unexpanded -= 1;
    const expanded: TaskInstance[] = [row];
    for (let mapIndex = 1; mapIndex < length; mapIndex += 1)
      expanded.push(this.create(dagRun, task, mapIndex, mark !== null));
    return expanded;
  }

  /**
   * Expands a mapped task whose one instance has got its state and is written so: it is not found, and stays as it is
   * beside the instances of all map indexes, which begin without a state.
   */
  expandBeside({ dagRun, task }: Row): readonly TaskInstance[] {
    const expanded: TaskInstance[] = [];
    const length = mapLength(dagRun, task.expandInputs) ?? 0;
    for (let mapIndex = 0; mapIndex < length; mapIndex += 1) expanded.push(this.create(dagRun, task, mapIndex));
    if (length > 0) dagRun.unexpanded -= 1;
    return expanded;
  }

  /**
   * Follows a result of another length than that expanded (`_revise_map_indexes_if_mapped`). Returns the instances that it
   * makes. One that was left without a map index is removed, unless its end is still to be written.
   */
  reviseMapIndexes({ dagRun, task }: TaskInstance): TaskInstance[] {
    const instances = dagRun.instances(task);
    const length = mapLength(dagRun, task.expandInputs);
    if (length === undefined) return [];
    const last = instances.at(-1);
    const isLeft = last !== undefined && last.mapIndex < 0;
    if (isLeft && isFinished(last.state)) this.enter(last, "removed");
    const count = isLeft ? instances.length - 1 : instances.length;
    if (length === count) return [];
    this.metadata.flush();
    for (const instance of instances) if (instance.mapIndex >= length) this.enter(instance, "removed");
    const made: TaskInstance[] = [];
    for (let mapIndex = count; mapIndex < length; mapIndex += 1) made.push(this.create(dagRun, task, mapIndex));
    return made;
  }
}
