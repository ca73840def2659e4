import { type DagRun, type Metadata, RunView, type TaskInstance } from "../database/index.ts";
import type { DagRunReason } from "../definition/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";
import type { Executor } from "./executor.ts";
import type { SchedulerLog } from "./scheduler-log.ts";
import type { SlaChecks } from "./sla.ts";
import type { Step } from "./step.ts";

/**
 * The work that the scheduler leaves to the DAG processor: the callbacks of DAGs, and looking for missed SLAs
 * (`_send_dag_callbacks_to_processor`, jobs/scheduler_job_runner.py). In Airflow they run some time later, in another
 * process; here at the end of the scheduler's iteration, unless schedulers may die (spec/faults.md).
 */
export class DagProcessor implements Step {
  readonly #metadata: Metadata;
  readonly #slas: SlaChecks;
  readonly #log: SchedulerLog;
  readonly #send: (request: () => void) => void;
  #requests: (() => void)[] = [];

  /** `send` hands a request over. Default: it is served at once. */
  constructor(
    metadata: Metadata,
    slas: SlaChecks,
    log: SchedulerLog,
    send: (request: () => void) => void = (request) => request(),
  ) {
    this.#metadata = metadata;
    this.#slas = slas;
    this.#log = log;
    this.#send = send;
  }

  /** A run has been decided to have ended: its DAG's callback is called, if it has one for that. */
  runEnded(run: DagRun, reason: DagRunReason): void {
    this.#log.read?.runEnded(run, reason);
    this.#metadata.observer.waits?.runEnded(run, reason);
    const { onSuccessCallback, onFailureCallback } = run.dag.definition.arguments;
    const callback = reason === "success" ? onSuccessCallback : onFailureCallback;
    if (callback === undefined) return;
    const name = reason === "success" ? "on_success" : "on_failure";
    this.#requests.push(() => {
      const { kernel, observer, actor } = this.#metadata;
      observer.callback({ callback: name, run, reason }, actor);
      try {
        callback({ dagRun: new RunView(run), runId: run.runId, reason, now: kernel.now });
      } catch {
        // `failed to invoke dag state update callback`: logged by the DAG processor, whose log is not modelled
      }
    });
  }

  /** A run has been examined: where its DAG has SLAs, they are looked at. */
  runExamined({ dag }: DagRun): void {
    if (this.#slas.concern(dag)) this.#requests.push(() => this.#slas.check(dag));
  }

  due(from: Micros): Micros {
    return this.#requests.length > 0 ? from : NEVER;
  }

  /** Serves the requests since it was last run. */
  run(): void {
    if (this.#requests.length === 0) return;
    const requests = this.#requests;
    this.#requests = [];
    for (const request of requests) this.#send(request);
  }
}

/**
 * Calls the callbacks of a task that its trigger has ended (`_execute_task_callbacks`, dag_processing/processor.py). A failed
 * one goes through the failure handler, where `Rules.failuresByTriggersAre` so, which may yet let it be tried again.
 */
export function callBackEnd(metadata: Metadata, executor: Pick<Executor, "callBack">, instance: TaskInstance): void {
  const { life, rules } = metadata;
  const isHandled = rules.failuresByTriggersAre === "failures of the DAG processor's";
  if (instance.state === "failed" && isHandled) life.handleFailure(instance);
  if (instance.state !== "skipped") executor.callBack(instance);
}
