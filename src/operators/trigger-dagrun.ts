/**
 * TriggerDagRunOperator (airflow/operators/trigger_dagrun.py), and the trigger that waits for a run
 * (airflow/triggers/external_task.py).
 * @module
 */

import { DateTime } from "luxon";
import {
  AirflowException,
  AirflowRuntimeError,
  AirflowSkipException,
  DATABASE,
  DagNotFound,
  DagRunAlreadyExists,
  type DagRunRow,
  DagRunState,
  ReportedFailure,
  type TaskContext,
  type TaskDeferred,
  type TriggerContext,
  TriggerEvent,
  type TriggerRun,
  ValueError,
} from "../definition/index.ts";
import { type Micros, type Seconds, type Steps, sleep } from "../kernel/index.ts";
import type { Problem } from "../options/index.ts";
import { namesOf } from "../options/index.ts";
import { pythonRepr } from "../python/index.ts";
import type { NewArguments } from "../rules/index.ts";
import { BaseOperator } from "./base-operator.ts";
import type { BaseOperatorArguments } from "./base-operator-arguments.ts";
import { BaseTrigger } from "./base-trigger.ts";
import { checkNumber, checkStates } from "./check-arguments.ts";

export interface TriggerDagRunOperatorArguments extends BaseOperatorArguments {
  /** Rendered with Jinja. */
  readonly triggerDagId: string;
  /** Rendered with Jinja. Default `manual__` and the logical date. */
  readonly triggerRunId?: string | null;
  /** Rendered with Jinja. */
  readonly conf?: Readonly<Record<string, unknown>> | null;
  /** The run's logical date, as a date or ISO 8601 text; a text is rendered with Jinja. Default when it is asked for. */
  readonly executionDate?: DateTime | string | null;
  /** The same, by the name that it has from Airflow 2.10 on. */
  readonly logicalDate?: DateTime | string | null;
  /** True if a run that exists already is cleared, instead of failing the task. Default false. */
  readonly resetDagRun?: boolean;
  /** True if the task is skipped where the run exists already. Default false. Rendered with Jinja. From Airflow 2.10 on. */
  readonly skipWhenAlreadyExists?: boolean;
  /** Default false: the task ends at once. */
  readonly waitForCompletion?: boolean;
  /** Seconds between two looks at the run. Default 60. */
  readonly pokeInterval?: Seconds;
  /** States of the run that end the wait well. Default success. */
  readonly allowedStates?: readonly DagRunState[] | null;
  /** States of the run that fail the task. Default failed. */
  readonly failedStates?: readonly DagRunState[] | null;
  /** Waits in the triggerer. Default false. */
  readonly deferrable?: boolean;
}

const RUN_STATES = Object.values(DagRunState);

/**
 * Starts a run of another DAG.
 *
 * @example
 * const [dag, other] = [new DAG("d"), new DAG("other")];
 * new TriggerDagRunOperator({ dag, taskId: "t", triggerDagId: "other", waitForCompletion: true });
 * new EmptyOperator({ dag: other, taskId: "work" });
 * const result = new Simulation({ dags: [dag, other] }).trigger("d", { runId: "r" }).run();
 * console.log(result.dagRuns.map(({ dagId }) => dagId)); // [ 'd', 'other' ]
 */
export class TriggerDagRunOperator extends BaseOperator<TriggerDagRunOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<TriggerDagRunOperatorArguments, keyof BaseOperatorArguments>>({
    triggerDagId: true,
    triggerRunId: true,
    conf: true,
    executionDate: true,
    logicalDate: true,
    resetDagRun: true,
    skipWhenAlreadyExists: true,
    waitForCompletion: true,
    pokeInterval: true,
    allowedStates: true,
    failedStates: true,
    deferrable: true,
  });
  static override readonly templateFields: readonly string[] = [
    "triggerDagId",
    "triggerRunId",
    "executionDate",
    "conf",
    "waitForCompletion",
    "skipWhenAlreadyExists",
  ];
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    logicalDate: { airflow: "2.10" },
    skipWhenAlreadyExists: { airflow: "2.10" },
  };

  triggerDagId: string;
  triggerRunId: string | null;
  executionDate: string | null;
  conf: Readonly<Record<string, unknown>> | null;
  waitForCompletion: boolean;
  skipWhenAlreadyExists: boolean;
  readonly pokeInterval: Seconds;
  readonly allowedStates: readonly DagRunState[];
  readonly #failedStates: readonly DagRunState[];

  constructor(given: TriggerDagRunOperatorArguments) {
    super(given);
    const { allowedStates, failedStates } = this.args;
    const date = this.args.executionDate ?? this.args.logicalDate ?? null;
    this.triggerDagId = this.args.triggerDagId;
    this.triggerRunId = this.args.triggerRunId ?? null;
    this.executionDate = DateTime.isDateTime(date) ? date.toUTC().toISO() : date;
    this.conf = this.args.conf ?? null;
    this.waitForCompletion = this.args.waitForCompletion ?? false;
    this.skipWhenAlreadyExists = this.args.skipWhenAlreadyExists ?? false;
    this.pokeInterval = this.args.pokeInterval ?? 60;
    this.allowedStates = isGiven(allowedStates) ? allowedStates : ["success"];
    this.#failedStates = failedStates ?? ["failed"];
  }

  override get looksAtRuns(): boolean {
    return true;
  }

  override problems(): readonly Problem[] {
    return [
      ...super.problems(),
      ...checkNumber("pokeInterval", this.args.pokeInterval, { least: 0, whole: false }),
      ...checkStates("allowedStates", this.args.allowedStates, RUN_STATES),
      ...checkStates("failedStates", this.args.failedStates, RUN_STATES),
    ];
  }

  override get onlyWaits(): boolean {
    return this.waitForCompletion;
  }

  /** `failed` where none are given; see `Rules.noFailedStatesMeansNone` for an empty list. */
  #failed({ rules }: TaskContext): readonly DagRunState[] {
    return this.#failedStates.length > 0 || rules.noFailedStatesMeansNone ? this.#failedStates : ["failed"];
  }

  *execute(context: TaskContext): Steps<TaskDeferred | undefined> {
    const logicalDate = this.#logicalDate(context);
    const isByRunner = context.rules.triggerDagRunIsDoneBy === "the task runner";
    const run = isByRunner ? this.#triggerByRunner(context, logicalDate) : this.#trigger(context, logicalDate);
    if (!isByRunner)
      context.ti.xcomPush(
        context.rules.triggeredDateIsCalled,
        context.calendar.isoformat(run.logicalDate ?? logicalDate),
      );
    context.ti.xcomPush("trigger_run_id", run.runId);
    if (!this.waitForCompletion) return undefined;
    if (this.args.deferrable === true) {
      const asked = context.rules.clearedRunIsThatOf === "the run that exists" ? run.logicalDate : logicalDate;
      const trigger = new DagStateTrigger({
        dagId: this.triggerDagId,
        states: [...this.allowedStates, ...this.#failed(context)],
        executionDates: isByRunner ? [] : [asked ?? logicalDate],
        ...(isByRunner ? { runIds: [run.runId] } : {}),
        pollInterval: this.pokeInterval,
      });
      return this.defer({ trigger, methodName: "executeComplete" });
    }
    yield* this.#waitFor(context, run, isByRunner);
    return undefined;
  }

  #logicalDate(context: TaskContext): Micros {
    if (this.executionDate === null) return context.now;
    const date = context.calendar.parse(this.executionDate);
    if (date === undefined) throw new ValueError(`Invalid datetime: ${pythonRepr(this.executionDate)}`);
    return date;
  }

  #make(context: TaskContext, logicalDate: Micros): DagRunRow {
    const runId = this.triggerRunId || `manual__${context.calendar.isoformat(logicalDate)}`;
    return context.service(DATABASE).triggerDag(this.triggerDagId, { runId, logicalDate, conf: this.conf ?? {} });
  }

  #trigger(context: TaskContext, logicalDate: Micros): DagRunRow {
    try {
      return this.#make(context, logicalDate);
    } catch (error) {
      if (!(error instanceof DagRunAlreadyExists)) throw error;
      if (this.args.resetDagRun !== true) {
        if (!this.skipWhenAlreadyExists) throw error;
        throw new AirflowSkipException(
          "Skipping due to skip_when_already_exists is set to True and DagRunAlreadyExists",
        );
      }
      const isByRun = context.rules.clearedRunIsThatOf === "the run that exists";
      const date = (isByRun ? error.dagRun.logicalDate : null) ?? logicalDate;
      context.log.at("trigger_dagrun.py:173").info("Clearing %s on %s", this.triggerDagId, context.calendar.str(date));
      context.service(DATABASE).clearRun(this.triggerDagId, { logicalDate: date });
      return error.dagRun;
    }
  }

  /** `_handle_trigger_dag_run`: failures are reported as they are, without an exception and without another try. */
  #triggerByRunner(context: TaskContext, logicalDate: Micros): DagRunRow {
    const log = context.log.at("task_runner.py");
    log.info("Triggering Dag Run. trigger_dag_id=%s", this.triggerDagId);
    try {
      return this.#make(context, logicalDate);
    } catch (error) {
      if (error instanceof DagNotFound) throw new AirflowRuntimeError(`API_SERVER_ERROR: ${error.message}`);
      if (!(error instanceof DagRunAlreadyExists)) throw error;
      const { runId } = error.dagRun;
      if (this.args.resetDagRun === true) {
        context.service(DATABASE).clearRun(this.triggerDagId, { runId });
        return error.dagRun;
      }
      if (this.skipWhenAlreadyExists) throw new AirflowSkipException("Dag Run already exists, skipping task");
      log.error("Dag Run already exists, marking task as failed. dag_id=%s", this.triggerDagId);
      throw new ReportedFailure("Dag Run already exists");
    }
  }

  /** It sleeps before its first look. */
  *#waitFor(context: TaskContext, { runId, logicalDate }: DagRunRow, isByRunner: boolean): Steps<void> {
    const database = context.service(DATABASE);
    for (;;) {
      context.log
        .at("trigger_dagrun.py:209")
        .info(
          "Waiting for %s on %s to become allowed state %s ...",
          this.triggerDagId,
          logicalDate === null ? runId : context.calendar.isoformat(logicalDate),
          statesRepr(this.allowedStates),
        );
      yield sleep(this.pokeInterval);
      const { state } = database.dagRun(this.triggerDagId, { runId }) as DagRunRow;
      if (this.#failed(context).includes(state)) {
        const message = `${this.triggerDagId} failed with failed states ${state}`;
        throw isByRunner
          ? new ReportedFailure(message, context.rules.failedTriggeredRunsAreRetried)
          : new AirflowException(message);
      }
      if (this.allowedStates.includes(state)) {
        context.log.at("trigger_dagrun.py:222").info("%s finished with allowed state %s", this.triggerDagId, state);
        return;
      }
    }
  }

  executeComplete(context: TaskContext, { event }: { readonly event: DagStateTriggerArguments }): void {
    const [logicalDate = 0] = event.executionDates;
    const [runId] = event.runIds ?? [];
    const which = runId === undefined ? { logicalDate } : { runId };
    const run = context.service(DATABASE).dagRun(this.triggerDagId, which);
    if (run === undefined)
      throw new AirflowException(
        `No DAG run found for DAG ${this.triggerDagId} and execution date ${context.calendar.str(logicalDate)}`,
      );
    if (this.#failed(context).includes(run.state))
      throw new AirflowException(`${this.triggerDagId} failed with failed state ${run.state}`);
    if (!this.allowedStates.includes(run.state)) {
      if (runId !== undefined) return; // only failed states fail it
      throw new AirflowException(
        `${this.triggerDagId} return ${run.state} which is not in ${statesRepr(this.#failed(context))} or ${statesRepr(this.allowedStates)}`,
      );
    }
    context.log.at("trigger_dagrun.py:248").info("%s finished with allowed state %s", this.triggerDagId, run.state);
  }
}

function isGiven<T>(states: readonly T[] | null | undefined): states is readonly T[] {
  return states !== null && states !== undefined && states.length > 0;
}

export interface DagStateTriggerArguments {
  readonly dagId: string;
  readonly states: readonly DagRunState[];
  /** Logical dates: microseconds since the start. */
  readonly executionDates: readonly Micros[];
  /** The runs' ids, in place of their dates: from Airflow 3 on. */
  readonly runIds?: readonly string[];
  /** Default 5. */
  readonly pollInterval?: Seconds;
}

/**
 * Fires when all these runs are in one of the states. `Rules.dagStateTriggerGoesOn` says whether it looks on after that.
 *
 * @example
 * const trigger = new DagStateTrigger({ dagId: "other", states: ["success"], executionDates: [0] });
 * console.log(trigger.triggerType); // DagStateTrigger
 */
export class DagStateTrigger extends BaseTrigger<DagStateTriggerArguments> {
  override *run(context: TriggerContext): TriggerRun {
    const { dagId, states, executionDates, runIds, pollInterval = 5 } = this.kwargs;
    const areAllThere = () => {
      const database = context.service(DATABASE); // each look is a request, which wakes a triggerer of Airflow 3
      const isThere = (runId: string) => {
        const run = database.dagRun(dagId, { runId });
        return run !== undefined && states.includes(run.state);
      };
      const count = () => database.countDagRuns({ dagId, states, logicalDates: executionDates });
      return runIds?.every(isThere) ?? count() === executionDates.length;
    };
    for (;;) {
      if (areAllThere()) {
        yield new TriggerEvent(this.serialize());
        if (!context.rules.dagStateTriggerGoesOn) return;
      }
      yield sleep(pollInterval);
    }
  }
}

/** `repr` of a list of `DagRunState`. */
function statesRepr(states: readonly string[]): string {
  return `[${states.map((state) => `<DagRunState.${state.toUpperCase()}: ${pythonRepr(state)}>`).join(", ")}]`;
}
