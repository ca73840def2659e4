import type { DagRun, Metadata, TaskInstance } from "../database/index.ts";
import { isFinished, isSchedulable } from "../definition/index.ts";
import { PartialSubset } from "./partial-subset.ts";
import { type SchedulingDecisions, scheduleTis, takeDirty, WHOLE_DAG } from "./scheduling-decisions.ts";

/**
 * The work of a task's process after the task, to spare those behind it the wait for the scheduler's next iteration
 * (`schedule_downstream_tasks`, models/taskinstance.py): it looks at the part of the DAG behind its task, decides there
 * what can be decided, and schedules the direct downstream tasks that are ready. Empty operators it leaves to the
 * scheduler. Which part of the DAG that is, `Rules.miniSchedulerSees` says. It neither queues anything nor ends the run.
 */
export class MiniScheduler {
  readonly #metadata: Metadata;
  readonly #decisions: SchedulingDecisions;
  readonly #seesWholeDag: boolean;

  constructor(metadata: Metadata, decisions: SchedulingDecisions) {
    this.#metadata = metadata;
    this.#decisions = decisions;
    this.#seesWholeDag = metadata.rules.miniSchedulerSees === "the whole DAG";
  }

  /** Returns what it has scheduled. */
  scheduleDownstreamTasks(instance: TaskInstance): readonly TaskInstance[] {
    const { task, dagRun } = instance;
    if (task.downstream.length === 0 && !this.#seesWholeDag) return [];
    if (!isFinished(instance.state)) this.#markWaitingDirty(instance);
    const isDirect = (other: TaskInstance) => task.dag.isDirectlyBehind(other.task, task);
    const dirty = takeDirty(dagRun);
    const isPartial = !this.#seesWholeDag && (!dirty.every(isDirect) || mayCutOff(dagRun));
    const subset = isPartial ? new PartialSubset(task) : undefined;
    const { schedulable } = this.#decisions.decide(subset?.candidates(dagRun) ?? dirty, subset ?? WHOLE_DAG);
    const ready = schedulable.filter((other) => isDirect(other) && !other.task.isTriviallyEmpty);
    scheduleTis(this.#metadata, ready);
    this.#metadata.flush();
    // the scheduler itself looks at what is ready but was not scheduled, and at all that was seen in part only
    const left = subset === undefined ? schedulable : dirty;
    for (const other of left) if (isSchedulable(other.state)) this.#metadata.markDirty(other);
    return ready;
  }

  /**
   * Where its task is not done, nothing about those behind it has changed; but some may have waited for a time that has come
   * since the scheduler last looked.
   */
  #markWaitingDirty({ task, dagRun }: TaskInstance): void {
    for (const next of task.downstream)
      for (const other of dagRun.instances(next))
        if (other.state === "up_for_reschedule" || other.state === "up_for_retry") this.#metadata.markDirty(other);
  }
}

/**
 * Tells if the part of the DAG that the mini-scheduler sees may decide differently from the whole: where a task at its edge
 * has some of its upstreams in it and others not, where setups far upstream count, or where a task is yet to be
 * expanded.
 */
function mayCutOff({ dag, unmapped, unexpanded }: DagRun): boolean {
  if (dag.hasSetups || (dag.hasRunTimeMapping && unexpanded > 0)) return true;
  return (
    dag.cutOffCandidates.length > 0 &&
    dag.cutOffCandidates.some(({ index }) => {
      const instance = unmapped[index];
      return instance === undefined || (isSchedulable(instance.state) && instance.upstreamStates.done > 0);
    })
  );
}
