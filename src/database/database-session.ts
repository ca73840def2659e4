import {
  AttributeError,
  DagNotFound,
  type DagRunRow,
  type DagRunState,
  type Database,
  type RunFilter,
  type TaskInstanceState,
  type WhichRun,
} from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import type { Metadata } from "./metadata.ts";
import { triggerDag } from "./trigger-dag.ts";

/** The database as operators and triggers may use it. */
export class DatabaseSession implements Database {
  readonly #metadata: Metadata;

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
  }

  hasDag(dagId: string): boolean {
    return this.#metadata.dags.has(dagId);
  }

  hasTask(dagId: string, taskId: string): boolean {
    return this.#metadata.dags.get(dagId)?.task(taskId) !== undefined;
  }

  taskGroupIds(dagId: string, groupId: string): readonly string[] | undefined {
    const dag = this.#metadata.dags.get(dagId);
    if (dag === undefined) throw new AttributeError("'NoneType' object has no attribute 'task_group_dict'");
    const groups = dag.definition.taskGroups;
    if (!groups.has(groupId)) return undefined;
    const isInside = (id: string | undefined): boolean =>
      id !== undefined && (id === groupId || isInside(groups.get(id)?.parentGroupId));
    return dag.tasks.filter(({ operator }) => isInside(operator.taskGroupId)).map(({ taskId }) => taskId);
  }

  taskStates({
    dagId,
    logicalDates,
    taskIds,
  }: Omit<RunFilter<never>, "states"> & {
    readonly taskIds: readonly string[];
  }): readonly (readonly (TaskInstanceState | null)[])[] {
    return this.#runs(dagId, logicalDates)
      .map((run) => run.taskInstances().flatMap(({ task, state }) => (taskIds.includes(task.taskId) ? [state] : [])))
      .filter((states) => states.length > 0);
  }

  countDagRuns({ dagId, states, logicalDates }: RunFilter<DagRunState>): number {
    return this.#runs(dagId, logicalDates).filter(({ state }) => states.includes(state)).length;
  }

  countTaskInstances({
    dagId,
    states,
    logicalDates,
    taskIds,
  }: RunFilter<TaskInstanceState> & { readonly taskIds?: readonly string[] }): number {
    let count = 0;
    for (const run of this.#runs(dagId, logicalDates)) {
      for (const { task, state } of run.taskInstances())
        if (state !== null && states.includes(state) && (taskIds === undefined || taskIds.includes(task.taskId)))
          count += 1;
    }
    return count;
  }

  dagRun(dagId: string, which: WhichRun): DagRunRow | undefined {
    const dag = this.#metadata.dags.get(dagId);
    return dag === undefined ? undefined : this.#run(dag, which);
  }

  triggerDag(
    dagId: string,
    given: {
      readonly runId: string;
      readonly logicalDate: Micros;
      readonly conf?: Readonly<Record<string, unknown>>;
    },
  ): DagRunRow {
    return triggerDag(this.#metadata, this.#dag(dagId), { ...given, isByOperator: true });
  }

  clearRun(dagId: string, which: WhichRun): void {
    const run = this.#run(this.#dag(dagId), which);
    if (run !== undefined) this.#metadata.life.clear([...run.taskInstances()]);
  }

  #run(dag: DagModel, which: WhichRun): DagRun | undefined {
    const { runs } = this.#metadata;
    return "runId" in which ? runs.find(dag, which.runId) : runs.findAt(dag, which.logicalDate);
  }

  #dag(dagId: string): DagModel {
    const dag = this.#metadata.dags.get(dagId);
    if (dag === undefined) throw new DagNotFound(`Dag id ${dagId} not found in DagModel`);
    return dag;
  }

  #runs(dagId: string, logicalDates: readonly Micros[]): DagRun[] {
    const dag = this.#metadata.dags.get(dagId);
    if (dag === undefined) return [];
    return [...new Set(logicalDates)]
      .map((date) => this.#metadata.runs.findAt(dag, date))
      .filter((run) => run !== undefined);
  }
}
