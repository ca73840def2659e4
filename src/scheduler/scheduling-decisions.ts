import { append } from "../containers/index.ts";
import type { DagRun, Metadata, Relatives, TaskInstance, TaskModel } from "../database/index.ts";
import { type FinishedState, isFinished, isSchedulable } from "../definition/index.ts";
import { NEVER } from "../kernel/index.ts";
import { DecidedSources, lookAtInTurn } from "./decided-sources.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Waiting } from "./waiting.ts";

/** The findings of an examination of a run (`TISchedulingDecision`, models/dagrun.py). */
export interface SchedulingDecision {
  readonly schedulable: readonly TaskInstance[];
  /** True if any task instance has got a state, or a task was expanded. */
  readonly changed: boolean;
  readonly expanded: boolean;
}

const NONE: readonly never[] = [];
const NOTHING_DECIDED: SchedulingDecision = { schedulable: [], changed: false, expanded: false };

/** The view of an examination at a run: the whole DAG in the scheduler, a part of it in the mini-scheduler. */
export interface View {
  /** The task's neighbours, or undefined where it is not part of the view. */
  relatives(instance: TaskInstance): Relatives | undefined;
  readonly isPartial: boolean;
  /** True if it is of the serialized DAG. */
  readonly isSerialized: boolean;
}

/** The scheduler's view. */
export const SERIALIZED_DAG = {
  relatives: ({ task }: TaskInstance): Relatives => task.relatives,
  isPartial: false,
  isSerialized: true,
} satisfies View;

/** A worker's view. */
export const WHOLE_DAG = { ...SERIALIZED_DAG, isSerialized: false } satisfies View;

/**
 * Which task instances of a run may be scheduled (`task_instance_scheduling_decisions` and `_get_ready_tis`). Only those
 * are looked at whose dependencies have changed since they were last: the others would be found waiting again.
 *
 * Airflow evaluates all dependencies of one pass against the task instances that had finished before it, so what the pass
 * decides becomes visible to others in the next one only: one level of a DAG in each iteration of the scheduler.
 */
export class SchedulingDecisions {
  readonly #metadata: Metadata;
  readonly #dependencies: Dependencies;
  readonly #waiting: Waiting;

  constructor(metadata: Metadata, dependencies: Dependencies, waiting: Waiting) {
    this.#metadata = metadata;
    this.#dependencies = dependencies;
    this.#waiting = waiting;
  }

  decide(candidates: readonly TaskInstance[], view: View): SchedulingDecision {
    if (candidates.length === 0) return NOTHING_DECIDED;
    const queue = candidates.filter(({ state }) => isSchedulable(state));
    if (queue.length === 0) return NOTHING_DECIDED;
    let schedulable: TaskInstance[] = [];
    let marks: [TaskInstance, FinishedState][] | undefined;
    let unexpanded: [instance: TaskInstance, state: FinishedState, isMarked: boolean][] | undefined;
    /** Rows of tasks that have ended as they were expanded; null where that is a mark of its own. */
    let born: Map<TaskInstance, FinishedState | null> | undefined;
    /** Rows that stay beside those that their tasks were expanded to. */
    let left: TaskInstance[] | undefined;
    let revised: Set<TaskModel> | undefined;
    let expanded = false;
    const { life, rules } = this.#metadata;
    const decidedSources = DecidedSources.of(queue);
    const context = decidedSources === undefined ? view : { ...view, decidedSources };
    for (let i = 0; i < queue.length; i += 1) {
      const instance = queue[i] as TaskInstance;
      const relatives = view.relatives(instance);
      if (relatives === undefined) continue;
      const { met, mark, waitUntil } = this.#dependencies.evaluate(instance, relatives, context);
      if (mark !== null) {
        marks ??= [];
        marks.push([instance, mark]);
        decidedSources?.addAndFollow(instance, mark, queue, i);
      }
      if (!met) {
        if (waitUntil < NEVER) this.#waiting.add(waitUntil, instance);
        else if (mark === null) this.#metadata.observer.waits?.waitsFor(instance, "upstream");
        continue;
      }
      if (instance.task.isMapped && instance.mapIndex < 0) {
        this.#metadata.flush(); // `expand_mapped_task` ends with it
        const isLeft = mark !== null && rules.marksAreWritten === "at once";
        const made = isLeft ? life.expandBeside(instance) : life.expand(instance, mark, view.isPartial);
        if (Array.isArray(made)) {
          if (made.length > 0) this.#followExpansion(queue, i);
          for (const row of made as TaskInstance[]) queue.push(row);
          if (isLeft) left = append(left ?? [], instance);
          else if (mark !== null) {
            born ??= new Map();
            for (const row of made as TaskInstance[]) born.set(row, row === instance ? null : mark);
          }
        } else if (made !== null) {
          this.#metadata.observer.waits?.because(instance, { kind: "nothingToMap", isEmpty: made === "skipped" });
          unexpanded ??= [];
          unexpanded.push([instance, made as FinishedState, mark !== null]);
          if (mark !== null) marks?.pop(); // the state of the mark is never written, but its dates are
          decidedSources?.addAndFollow(instance, made as FinishedState, queue, i);
        }
        expanded = true;
      } else if (mark === null && born?.has(instance) !== true) {
        if (instance.task.isMapped && revised?.has(instance.task) !== true) {
          revised ??= new Set();
          revised.add(instance.task);
          for (const other of life.reviseMapIndexes(instance)) schedulable = append(schedulable, other);
        }
        schedulable = append(schedulable, instance);
      }
    }
    let changed = expanded;
    for (const [instance, state] of born ?? NONE) if (state !== null) life.assignState(instance, state);
    for (const [instance, mark] of marks ?? NONE) changed = life.setStateUnflushed(instance, mark) || changed;
    for (const [instance, state, isMarked] of unexpanded ?? NONE)
      if (isMarked) life.setState(instance, state);
      else life.assignState(instance, state);
    for (const row of left ?? NONE) if (revised?.has(row.task) === true) life.assignState(row, "removed");
    return { schedulable, changed, expanded };
  }

  /**
   * Once a task in a mapped group is expanded, one behind it in the group that is not yet expanded waits for none of its
   * instances, as none has the map index -1: it is expanded too, whatever has become of them, or its trigger rule is done
   * with it.
   */
  #followExpansion(queue: TaskInstance[], place: number): void {
    const { task, dagRun } = queue[place] as TaskInstance;
    if (task.mappedGroups.length === 0) return;
    for (const next of task.downstream) {
      if (next.mappedGroups.length === 0) continue;
      for (const instance of dagRun.instances(next)) {
        if (!isSchedulable(instance.state)) continue;
        lookAtInTurn(queue, place, instance);
        this.#metadata.markDirty(instance); // where its turn was before, or it was seen in part only
      }
    }
  }

  /**
   * Tells if any unfinished task instance could go on if it did not have to wait for time (`_are_premature_tis`). Asked
   * only where nothing else can. It evaluates running ones too, and decides on them; whether it has told of that, the answer says.
   */
  lookForPremature(run: DagRun): { readonly found: boolean; readonly changed: boolean } {
    const marks: [TaskInstance, FinishedState][] = [];
    const instances = unfinishedInTurn(run);
    const decidedSources = DecidedSources.of(instances);
    let [found, changed] = [false, false];
    for (const instance of instances) {
      if (this.#dependencies.isFarAhead(instance)) continue;
      const relatives = SERIALIZED_DAG.relatives(instance);
      const { met, mark, isSilent } = this.#dependencies.evaluate(instance, relatives, {
        ignoreInRetryPeriod: true,
        ignoreInReschedulePeriod: true,
        isSerialized: true,
        decidedSources,
      });
      if (mark !== null) {
        marks.push([instance, mark]);
        changed ||= !isSilent;
        decidedSources?.add(instance, mark);
      }
      if (met && !(instance.task.isMapped && instance.mapIndex < 0)) {
        found = true;
        break;
      }
    }
    if (!found) run.needsDeadlockCheck = false;
    for (const [instance, mark] of marks) this.#metadata.life.setStateUnflushed(instance, mark);
    return { found, changed };
  }
}

/** Takes the task instances that have to be looked at, in the order in which the database finds them. */
export function takeDirty(run: DagRun): readonly TaskInstance[] {
  const instances = run.dirtyInstances;
  if (instances.length === 0) return NONE;
  run.dirtyInstances = [];
  for (const instance of instances) instance.isDirty = false;
  return inTurn(run, instances);
}

/** Finds the task instances that have not finished, in the order in which the database finds them. */
function unfinishedInTurn(run: DagRun): readonly TaskInstance[] {
  const instances = run.taskInstances().slice(run.firstUnfinished());
  return inTurn(
    run,
    instances.filter(({ state }) => !isFinished(state)),
  );
}

/** Sorts task instances of a run. Mostly they are in order already, or nearly. */
function inTurn({ dag: { passOrder } }: DagRun, instances: TaskInstance[]): TaskInstance[] {
  for (let i = 1; i < instances.length; i += 1)
    if (passOrder(instances[i - 1] as TaskInstance, instances[i] as TaskInstance) > 0) return instances.sort(passOrder);
  return instances;
}

/** Schedules task instances (`DagRun.schedule_tis`). One that needs no worker to begin it is deferred at once: no pool and no limit is asked. */
export function scheduleTis({ life, calendar, rules }: Metadata, instances: readonly TaskInstance[]): void {
  for (const instance of instances) {
    const { operator, mayStartFromTrigger } = instance.task;
    const startsFromTrigger = mayStartFromTrigger && rules.mayStartFromTrigger;
    const deferral = startsFromTrigger ? operator.startDeferral(instance.mapIndex, calendar, rules) : undefined;
    if (deferral === undefined) life.schedule(instance);
    else life.startFromTrigger(instance, deferral);
  }
}
