import { type DagRun, isAhead, type Metadata } from "../database/index.ts";
import { isFinished, isFinishedRun } from "../definition/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";
import { updateNextDagRun } from "./create-dag-runs.ts";
import type { DagProcessor } from "./dag-processor.ts";
import type { SchedulerRounds } from "./rounds.ts";
import type { SchedulerLog } from "./scheduler-log.ts";
import { scheduleTis } from "./scheduling-decisions.ts";
import type { SlaChecks } from "./sla.ts";
import type { Step } from "./step.ts";
import type { DagRunUpdate } from "./update-state.ts";

/**
 * Examines running runs (`_schedule_all_dag_runs`, jobs/scheduler_job_runner.py): those first that were not examined for
 * longest, at most `max_dagruns_per_loop_to_schedule` in an iteration. Even an iteration that finds nothing gives the runs
 * that it examines a new date, which moves them back in that order.
 */
export class ScheduleAllDagRuns implements Step {
  readonly #metadata: Metadata;
  readonly #update: DagRunUpdate;
  readonly #dagProcessor: DagProcessor;
  readonly #slas: SlaChecks;
  readonly #rounds: SchedulerRounds;
  readonly #log: SchedulerLog;
  /** The last iteration that has given its runs their new date. */
  #lastRound: Micros = -1;
  readonly #examine = (run: DagRun) => {
    if (run.isDirty) this.#scheduleDagRun(run);
    this.#dagProcessor.runExamined(run);
  };
  readonly #mayFindAnything = () => this.#metadata.dirtyRuns > 0 || this.#slas.areUsed;
  readonly #roundAfter = (i: number) => this.#rounds.after(this.#lastRound, i);

  constructor(
    metadata: Metadata,
    update: DagRunUpdate,
    dagProcessor: DagProcessor,
    slas: SlaChecks,
    rounds: SchedulerRounds,
    log: SchedulerLog,
  ) {
    this.#metadata = metadata;
    this.#update = update;
    this.#dagProcessor = dagProcessor;
    this.#slas = slas;
    this.#rounds = rounds;
    this.#log = log;
  }

  due(from: Micros, hasChanged: boolean): Micros {
    const { dirtyRuns, unwritten } = this.#metadata;
    if (dirtyRuns > 0) return from;
    return hasChanged && (this.#slas.areUsed || !unwritten.isEmpty) ? from : this.#slas.nextDue;
  }

  run(now: Micros): void {
    this.#lastRound = now;
    this.#metadata.runningRuns.examine(now, this.#examine, this.#mayFindAnything);
    this.#metadata.flush();
  }

  /** The first iteration before an instant that was not run and has not been counted; `NEVER` where there is none. */
  firstMissed(before: Micros): Micros {
    if (this.#lastRound < 0 || this.#metadata.runningRuns.size === 0) return NEVER;
    const next = this.#rounds.from(this.#lastRound + 1);
    return next < before ? next : NEVER;
  }

  /** Counts an iteration that was not run. */
  pass(at: Micros): void {
    this.#lastRound = at;
    this.#metadata.runningRuns.passRounds(1, () => at);
  }

  /** The iterations before an instant that were not run have examined runs all the same. */
  catchUp(upTo: Micros): void {
    const { runningRuns } = this.#metadata;
    if (this.#lastRound < 0 || runningRuns.size === 0) return;
    if (this.#rounds.isRegular) {
      const missed = this.#rounds.between(this.#lastRound, upTo) - 1;
      if (missed <= 0) return;
      runningRuns.passRounds(missed, this.#roundAfter);
      this.#lastRound = this.#rounds.after(this.#lastRound, missed);
      return;
    }
    for (let round = this.#rounds.from(this.#lastRound + 1); round < upTo; round = this.#rounds.from(round + 1)) {
      runningRuns.passRounds(1, () => round);
      this.#lastRound = round;
    }
  }

  /** Decides on one running run (`_schedule_dag_run`; spec/airflow-core.md, 1.6). */
  #scheduleDagRun(run: DagRun): void {
    const metadata = this.#metadata;
    const { dag, startDate } = run;
    metadata.markRunClean(run);
    if (startDate !== null && dag.dagrunTimeout !== null && startDate < metadata.kernel.now - dag.dagrunTimeout) {
      this.#timeOut(run);
      return;
    }
    if (isAhead(run, metadata.kernel.now)) return;
    const schedulable = this.#update.updateState(run);
    if (isFinishedRun(run.state)) {
      metadata.flush();
      updateNextDagRun(metadata, run, this.#log);
    }
    scheduleTis(metadata, schedulable);
  }

  /** The run fails, and the tasks that `Rules.runTimeoutSkips` names are skipped. Nothing but the state is changed. */
  #timeOut(run: DagRun): void {
    const metadata = this.#metadata;
    metadata.runLife.setState(run, "failed");
    const skipsAll = metadata.rules.runTimeoutSkips === "all that is unfinished";
    for (const instance of run.taskInstances()) {
      if ((instance.state === null && !skipsAll) || isFinished(instance.state)) continue;
      metadata.observer.waits?.because(instance, { kind: "runTimeout" });
      metadata.life.assignState(instance, "skipped");
    }
    metadata.flush();
    updateNextDagRun(metadata, run, this.#log);
    this.#dagProcessor.runEnded(run, "timed_out");
  }
}
