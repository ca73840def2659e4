/**
 * The actions of a person while a simulation runs: to DAGs, to runs, and to instances of tasks. Each method checks what it is asked,
 * and returns what is to be done when its time has come. A run need not be there before that.
 * @module
 */
import {
  createBackfill,
  type DagModel,
  type DagRun,
  type Metadata,
  markRun,
  type TaskInstance,
} from "../database/index.ts";
import { isFailed, type TaskInstanceState } from "../definition/index.ts";
import type { ExecutorServices } from "../executor/index.ts";
import { BackfillJob, type BackfillServices } from "../scheduler/index.ts";
import { backfillArguments, noBackfillJob } from "./backfill-request.ts";
import { withMarkedTasks } from "./marked-tasks.ts";
import type {
  ActionOptions,
  BackfillOptions,
  ClearOptions,
  ClearRunOptions,
  DagActionOptions,
  RunActionOptions,
} from "./request-options.ts";
import { checkAction, checkDagAction, checkRunState, checkState, unknownDag, unknownTask } from "./requests.ts";

export class Person {
  readonly #services: ExecutorServices;
  readonly #metadata: Metadata;
  readonly #servicesOfJob: () => BackfillServices | undefined;

  /** `servicesOfJob` makes those of a backfill's job, up to Airflow 2. */
  constructor(services: ExecutorServices, servicesOfJob: () => BackfillServices | undefined) {
    this.#services = services;
    this.#servicesOfJob = servicesOfJob;
    this.#metadata = services.metadata;
  }

  mark(state: TaskInstanceState, which: ActionOptions): () => void {
    const find = this.#finder(which);
    checkState(which, state);
    return () => {
      for (const instance of find()) this.#metadata.life.setState(instance, state);
    };
  }

  clear(which: ClearOptions): () => void {
    const find = this.#finder(which);
    if (which.recursive !== true) return () => this.#metadata.life.clear(find());
    return () => this.#metadata.life.clear(withMarkedTasks(this.#services, find(), () => true));
  }

  markRun(state: "success" | "failed", which: RunActionOptions): () => void {
    const find = this.#runFinder(which);
    checkRunState(which, state);
    return () => {
      for (const run of find()) markRun(this.#metadata, run, state);
    };
  }

  clearRun(which: ClearRunOptions): () => void {
    const find = this.#runFinder(which);
    const isMeant = ({ state }: TaskInstance) => which.onlyFailed !== true || isFailed(state);
    return () => {
      for (const run of find())
        this.#metadata.life.clear(withMarkedTasks(this.#services, run.taskInstances().filter(isMeant), isMeant));
    };
  }

  deleteRun(which: RunActionOptions): () => void {
    const find = this.#runFinder(which);
    return () => {
      for (const run of find()) this.#metadata.runLife.delete(run);
    };
  }

  backfill(options: BackfillOptions): () => void {
    const dag = this.dag(options.dagId);
    const given = backfillArguments(dag, options, this.#metadata.rules);
    this.#metadata.runs.keep();
    if (this.#metadata.rules.backfillsAreRunBy === "the scheduler")
      return () => createBackfill(this.#metadata, dag, given);
    const services = this.#servicesOfJob();
    if (services === undefined) throw noBackfillJob(options);
    const command = { ...given, rerunsFailed: given.reprocess === "failed" };
    return () => new BackfillJob(services, dag, command).begin();
  }

  pause(which: DagActionOptions): () => void {
    checkDagAction(which);
    const dag = this.dag(which.dagId);
    return () => this.#metadata.pausedDags.pause(dag);
  }

  unpause(which: DagActionOptions): () => void {
    checkDagAction(which);
    const dag = this.dag(which.dagId);
    return () => this.#metadata.pausedDags.unpause(dag);
  }

  /** A DAG of the simulation. Throws where there is none of that id. */
  dag(dagId: string): DagModel {
    const dag = this.#metadata.dags.get(dagId);
    if (dag === undefined) throw unknownDag(dagId, [...this.#metadata.dags.keys()]);
    return dag;
  }

  #runFinder(which: RunActionOptions): () => readonly DagRun[] {
    checkDagAction(which);
    const dag = this.dag(which.dagId);
    this.#metadata.runs.keep();
    return () => [this.#metadata.runs.find(dag, which.runId)].filter((run) => run !== undefined);
  }

  #finder(which: ActionOptions): () => readonly TaskInstance[] {
    checkAction(which);
    const dag = this.dag(which.dagId);
    const task = dag.task(which.taskId);
    if (task === undefined)
      throw unknownTask(
        which,
        dag.tasks.map(({ taskId }) => taskId),
      );
    this.#metadata.runs.keep();
    return () => this.#metadata.runs.find(dag, which.runId)?.instances(task) ?? [];
  }
}
