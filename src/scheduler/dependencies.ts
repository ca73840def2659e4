/**
 * The dependencies of a task instance (airflow/ti_deps): whether it may be scheduled or run now, and what is decided of
 * it on the way.
 * @module
 */

import {
  type DagRun,
  isDateBefore,
  type Metadata,
  nextRetryDatetime,
  previousRun,
  type Relatives,
  relevantInstances,
  type SkipDecision,
  type TaskInstance,
  type TaskModel,
  UpstreamStates,
  type UpstreamTotals,
  upstreamFacts,
  XCOM_SKIPMIXIN_KEY,
} from "../database/index.ts";
import { type FinishedState, isFinished, isRunnable, isSuccessful } from "../definition/index.ts";
import { type Micros, NEVER } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";
import type { DepContext, Verdict } from "./dep-context.ts";
import { decideBySources } from "./mapped-task-upstreams.ts";
import { areSetupsMet, isTriggerRuleMet, markBySetups, markByTriggerRule } from "./trigger-rules.ts";

/** Evaluates dependencies against one database. */
export class Dependencies {
  readonly #metadata: Metadata;
  /** See `Rules.skipDecisionsAreFound`. */
  readonly #isFoundByAll: boolean;
  /** See `Rules.skipDecisionsOfMappedTasks`. */
  readonly #mapIndexes: Rules["skipDecisionsOfMappedTasks"];
  /** The verdict of the last evaluation: the next one writes into it. */
  readonly #verdict: Verdict = { met: true, mark: null, outright: null, isSilent: false, waitUntil: NEVER };

  constructor(metadata: Metadata) {
    this.#metadata = metadata;
    this.#isFoundByAll = metadata.rules.skipDecisionsAreFound === "by all";
    this.#mapIndexes = metadata.rules.skipDecisionsOfMappedTasks;
  }

  /**
   * The task's own dependencies, all of them: Airflow evaluates each even where another has failed already, because some
   * decide the state. Marks are returned, not made, so that those of one pass do not see each other. The verdict holds until the next
   * evaluation.
   */
  evaluate(instance: TaskInstance, relatives: Relatives, context: DepContext = {}): Verdict {
    const verdict = this.#verdict;
    verdict.met = true;
    verdict.mark = verdict.outright = null;
    verdict.isSilent = false;
    verdict.waitUntil = NEVER;
    if (instance.state === "up_for_retry" && context.ignoreInRetryPeriod !== true) this.#retryPeriod(instance, verdict);
    if (context.ignoreInReschedulePeriod !== true) this.#reschedulePeriod(instance, verdict);
    if (instance.task.dependsOnPast && !this.#isPastMet(instance)) verdict.met = false;
    if ((context.isSerialized !== true || this.#isFoundByAll) && this.#wasSkipped(instance, relatives)) {
      verdict.met = false;
      verdict.outright = "skipped";
      verdict.mark = "skipped";
      verdict.isSilent = true;
    }
    this.#triggerRule(instance, relatives, verdict);
    if (verdict.mark !== "skipped") verdict.isSilent = false;
    if (instance.task.decidingSources.length > 0) {
      const before = verdict.mark;
      decideBySources(instance, verdict, context.decidedSources);
      if (verdict.mark !== before) this.#metadata.observer.waits?.because(instance, { kind: "mappedSource" });
    }
    return verdict;
  }

  /**
   * Tells if an evaluation would find it waiting, and decide nothing: no rule but `always` does before anything upstream has
   * finished. What is mapped over nothing may be done without having finished.
   */
  isFarAhead({ state, task, dagRun, upstreamStates }: TaskInstance): boolean {
    const isWaiting = state === null && upstreamStates.done === 0 && task.upstream.length > 0;
    return isWaiting && task.settings.triggerRule !== "always" && dagRun.mapped === null && !task.dag.hasSetups;
  }

  /** NotInRetryPeriodDep: a retry waits until strictly after its date. */
  #retryPeriod(instance: TaskInstance, verdict: Verdict): void {
    const ready = nextRetryDatetime(instance, this.#metadata.rules, this.#metadata.calendar) + 1;
    this.#metadata.observer.waits?.waitsFor(instance, "retryDelay", ready);
    if (ready > this.#metadata.kernel.now) wait(verdict, ready);
  }

  /** ReadyToRescheduleDep. The scheduler cannot tell whether a mapped task is a sensor: there the rows decide. */
  #reschedulePeriod(instance: TaskInstance, verdict: Verdict): void {
    const { task, state, reschedules } = instance;
    if (task.operator.expandInput === undefined && !task.operator.reschedule) return;
    if (state !== "up_for_reschedule" && state !== null) return;
    const ready = reschedules?.newest(instance.tryNumber);
    if (ready === undefined) return;
    this.#metadata.observer.waits?.waitsFor(instance, "rescheduleInterval", ready);
    if (ready > this.#metadata.kernel.now) wait(verdict, ready);
  }

  /** PrevDagrunDep: `depends_on_past` and `wait_for_downstream`. It counts in the database, which may not have all marks yet. */
  #isPastMet(instance: TaskInstance): boolean {
    const { dagRun, task } = instance;
    const previous = previousRun(dagRun, task.dag.catchup);
    if (previous === undefined) return true;
    const isBeforeTask = task.startDate !== null && isDateBefore(previous.logicalDate, task.startDate);
    if (task.dag.catchup && isBeforeTask) return true;
    const before = previous.instances(task);
    if (before.length === 0) {
      const isFirst = !task.dag.runs.some(
        (run) => isDateBefore(run.logicalDate, dagRun.logicalDate) && run.instances(task).length > 0,
      );
      return task.settings.ignoreFirstDependsOnPast && isFirst;
    }
    const areSuccessful = (instances: readonly TaskInstance[]) =>
      instances.every((other) => isSuccessful(this.#metadata.unwritten.stateOf(other)));
    if (!areSuccessful(before)) return false;
    return !task.settings.waitForDownstream || task.downstream.every((next) => areSuccessful(previous.instances(next)));
  }

  /**
   * NotPreviouslySkippedDep: a branch or short circuit upstream has decided that this task is skipped. The decision of a
   * mapped one is not found where the XCom is pulled over all map indexes: that gives a list, in which neither key is.
   */
  #wasSkipped(instance: TaskInstance, relatives: Relatives): boolean {
    const { dagRun, task } = instance;
    for (const parent of relatives.upstreamFacts.skipping) {
      if (!dagRun.instances(parent).some(({ state }) => isFinished(state))) continue;
      const decision = dagRun.xcoms.get(parent.taskId, this.#mapIndexOf(instance, parent), XCOM_SKIPMIXIN_KEY) as
        | SkipDecision
        | undefined;
      if (decision === undefined) continue;
      if (
        decision.followed !== undefined
          ? !decision.followed.includes(task.taskId)
          : decision.skipped?.includes(task.taskId)
      ) {
        this.#metadata.observer.waits?.because(instance, { kind: "skipDecision", by: parent });
        return true;
      }
    }
    return false;
  }

  /** Where the decision of a branch or short circuit is looked for: see `Rules.skipDecisionsOfMappedTasks`. */
  #mapIndexOf({ mapIndex }: TaskInstance, { operator }: TaskModel): number {
    if (this.#mapIndexes === "are not found") return -1;
    const isUnmapped = this.#mapIndexes === "hold by the branch's own map index" && operator.expandInput === undefined;
    return isUnmapped ? -1 : mapIndex;
  }

  /** TriggerRuleDep. */
  #triggerRule(instance: TaskInstance, relatives: Relatives, verdict: Verdict): void {
    const { task, mapIndex } = instance;
    const { triggerRule } = task.settings;
    if (relatives.upstream.length === 0 || triggerRule === "always") return;
    const setups =
      relatives.relevantSetups.length === 0
        ? relatives.relevantSetups
        : relatives.relevantSetups.filter((setup) => !relatives.upstream.includes(setup));
    if (setups.length > 0) {
      const counts = countStates(instance, setups);
      const mark = markBySetups(counts, mapIndex);
      if (mark !== null) this.#mark(instance, verdict, mark, "setup");
      if (!areSetupsMet(counts, totalsOf(instance, setups, upstreamFacts(setups).totals), mapIndex)) {
        verdict.met = false;
        if (mark !== null && mark !== instance.state) return; // decided: the rule itself is not looked at
      }
    }
    const isCounted = relatives.complete && task.mappedGroups.length === 0;
    const counts = isCounted ? instance.upstreamStates : countStates(instance, relatives.upstream);
    const totals = totalsOf(instance, relatives.upstream, relatives.upstreamFacts.totals);
    const { rules } = this.#metadata;
    const mark = markByTriggerRule(triggerRule, counts, totals, mapIndex, rules);
    if (mark !== null) this.#mark(instance, verdict, mark, "triggerRule");
    const isMet = isTriggerRuleMet(triggerRule, counts, totals, mapIndex, rules);
    if (!isMet || !isScopeDone(instance, relatives.scope)) verdict.met = false;
  }

  #mark(instance: TaskInstance, verdict: Verdict, mark: FinishedState, kind: "setup" | "triggerRule"): void {
    verdict.mark = mark;
    this.#metadata.observer.waits?.because(instance, { kind });
  }

  /** Asks as a worker does before it starts a task, in addition to the task's own: RUNNING_DEPS less REQUEUEABLE_DEPS. */
  mayRun(instance: TaskInstance): boolean {
    const { task, state, mapIndex } = instance;
    return isRunnable(state) && !(task.isMapped && mapIndex < 0) && this.isInTime(instance);
  }

  /** RunnableExecDateDep: its date is not to come, nor after the last one. */
  isInTime({ task, dagRun }: TaskInstance): boolean {
    if (isDateBefore(this.#metadata.kernel.now, dagRun.logicalDate) && !this.allowsFuture(task)) return false;
    return !isOver(dagRun, task.endDate) && !isOver(dagRun, task.dag.endDate);
  }

  /** `allow_future_exec_dates`. */
  allowsFuture({ dag }: TaskModel): boolean {
    return this.#metadata.config.scheduler.allowTriggerInFuture && !dag.timetable.canBeScheduled;
  }

  /** REQUEUEABLE_DEPS: limits as the worker checks them again, counting only what runs. */
  hasRoom({ task, dagRun, state }: TaskInstance): boolean {
    const { settings, dag, pool } = task;
    if (dag.runningTasks >= dag.maxActiveTasks) return false;
    if (settings.maxActiveTisPerDag !== null && task.running >= settings.maxActiveTisPerDag) return false;
    if (settings.maxActiveTisPerDagrun !== null) {
      const running = dagRun.instances(task).filter((other) => other.state === "running").length;
      if (running >= settings.maxActiveTisPerDagrun) return false;
    }
    if (pool === undefined) return false;
    const own =
      state === "queued" || state === "running" || (state === "deferred" && pool.includeDeferred)
        ? settings.poolSlots
        : 0;
    return pool.open + own >= settings.poolSlots;
  }
}

function isOver({ logicalDate }: DagRun, end: Micros | null): boolean {
  return isDateBefore(end, logicalDate);
}

function wait(verdict: Verdict, until: Micros): void {
  verdict.met = false;
  verdict.waitUntil = Math.min(verdict.waitUntil, until);
}

/** As `UpstreamStates` are counted, but from the task instances themselves. */
function countStates(instance: TaskInstance, tasks: readonly TaskModel[]): UpstreamStates {
  const counts = new UpstreamStates();
  for (const task of tasks)
    for (const { state } of relevantInstances(instance, task))
      if (isFinished(state)) counts.add(state, task.operator.isSetup, 1);
  return counts;
}

/** `_evaluate_teardown_scope`: all between its setups and a teardown has finished. */
function isScopeDone(instance: TaskInstance, scope: readonly TaskModel[]): boolean {
  if (scope.length === 0) return true;
  return countStates(instance, scope).done >= totalsOf(instance, scope, upstreamFacts(scope).totals).upstream;
}

/** Where nothing is mapped, tasks are counted, whether they have an instance in this run or not. */
function totalsOf(
  instance: TaskInstance,
  tasks: readonly TaskModel[],
  known: UpstreamTotals | undefined,
): UpstreamTotals {
  if (known !== undefined) return known;
  let [upstream, setups] = [0, 0];
  for (const task of tasks) {
    const count = relevantInstances(instance, task).length;
    upstream += count;
    if (task.operator.isSetup) setups += count;
  }
  return { upstream, setups };
}
