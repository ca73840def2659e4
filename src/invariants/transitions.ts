/**
 * The state machine of task instances and runs, as spec/airflow-core.md, 2.2, has it, with what else real Airflow does when
 * its state is changed from outside, and what rules of its versions add. A history is a path in it.
 * @module
 */
import { isMadeForDate } from "../definition/index.ts";
import type { Trace } from "../observe/index.ts";
import { Replay } from "./replay.ts";
import type { Setting } from "./setting.ts";

type Transition = readonly [from: string | null, to: string | null, by: string, why: string];

/** The transitions of the scheduler, workers and triggerers. */
const REGULAR: readonly Transition[] = [
  [null, "scheduled", "scheduler", "its dependencies are met"],
  [null, "success", "scheduler", "an EmptyOperator needs no worker"],
  [null, "skipped", "scheduler", "a trigger rule, or what a branch has decided"],
  [null, "skipped", "worker", "a branch, a short circuit, fail_stop"],
  [null, "upstream_failed", "scheduler", "a trigger rule"],
  [null, "removed", "scheduler", "a mapped instance without a counterpart"],
  ["scheduled", "queued", "scheduler", "the critical section"],
  ["queued", "running", "worker", "its process has begun"],
  ["queued", null, "worker", "limits were reached when its process began: it starts again"],
  ["queued", null, "scheduler", "its run has finished meanwhile"],
  ["queued", "failed", "scheduler", "its process is over and it is still queued: taken for killed"],
  ["queued", "up_for_retry", "scheduler", "the same, with retries left"],
  ["queued", "skipped", "worker", "NotPreviouslySkipped, when its process looked at its dependencies; fail_stop"],
  ["running", "success", "worker", "it has ended"],
  ["running", "failed", "worker", "it has failed, or fail_stop"],
  ["running", "skipped", "worker", "it skips itself, or a short circuit or fail_stop does"],
  ["running", "up_for_retry", "worker", "it has failed, with retries left"],
  ["running", "up_for_reschedule", "worker", "a sensor in reschedule mode"],
  ["running", "deferred", "worker", "it defers"],
  ["deferred", "scheduled", "triggerer", "its trigger has fired or failed"],
  ["deferred", "scheduled", "scheduler", "its trigger has timed out"],
  ["up_for_retry", "scheduled", "scheduler", "the delay is over"],
  ["up_for_reschedule", "scheduled", "scheduler", "the date has come"],
  ...["up_for_retry", "up_for_reschedule"].flatMap((from) =>
    ["skipped", "upstream_failed"].map(
      (to) => [from, to, "scheduler", "a trigger rule, where a task before it was cleared"] as const,
    ),
  ),
];

/** The transitions that a task's process writes of the tasks behind it (`miniSchedulerSees`). */
const MINI_SCHEDULER: readonly Transition[] = [null, "up_for_retry", "up_for_reschedule"].flatMap((from) =>
  [...(from === null ? ["removed"] : []), "scheduled", "skipped", "upstream_failed"].map(
    (to) => [from, to, "worker", "the mini-scheduler of a task before it"] as const,
  ),
);

/** The transitions of tasks that start from their trigger (`mayStartFromTrigger`). */
const FROM_TRIGGER: readonly Transition[] = [null, "up_for_retry", "up_for_reschedule"].flatMap((from) =>
  ["scheduler", "worker"].map((by) => [from, "deferred", by, "it starts from its trigger"] as const),
);

const UNFINISHED = ["scheduled", "queued", "running", "restarting", "up_for_retry", "up_for_reschedule", "deferred"];
const FINISHED = ["success", "failed", "skipped", "upstream_failed", "removed"];
const ALL = [null, ...UNFINISHED, ...FINISHED];

/** Where nothing of a run can go on, the test for a deadlock looks at all that is unfinished, and trigger rules mark that too. */
const DEADLOCK: readonly Transition[] = ["scheduled", "queued", "running", "restarting"].flatMap((from) =>
  ["skipped", "upstream_failed"].map((to) => [from, to, "scheduler", "the test for a deadlock"] as const),
);

/** The transitions that a person causes. */
const OUTSIDE: readonly Transition[] = [
  ...UNFINISHED.map((from) => [from, "skipped", "scheduler", "dagrun_timeout"] as const),
  ...ALL.map((from) => [from, "skipped", "worker", "fail_stop; a short circuit looks at no state"] as const),
  ...ALL.filter((from) => from !== "running").map((from) => [from, null, "user", "cleared"] as const),
  ["running", "restarting", "user", "cleared while it runs"],
  ...ALL.flatMap((from) => ["success", "failed", "skipped"].map((to) => [from, to, "user", "marked"] as const)),
];

/** The transitions of triggers that end their task: its failure handler may retry it then, or stop the others (fail_stop). */
const BY_TRIGGER: readonly Transition[] = [
  ...["success", "failed", "skipped"].map((to) => ["deferred", to, "triggerer", "its trigger ends it"] as const),
  ["failed", "up_for_retry", "triggerer", "the same, with retries left"],
  ["deferred", "up_for_retry", "triggerer", "it fails it, with retries left (3.3)"],
  ["running", "failed", "triggerer", "fail_stop"],
  ...ALL.map((from) => [from, "skipped", "triggerer", "fail_stop"] as const),
];

/** The transitions where the executor reports the end of a process whose task goes on (`killedExternallyIn`). */
const KILLED: readonly Transition[] = ["scheduled", "running", "restarting"].flatMap((from) =>
  ["failed", "up_for_retry"].map((to) => [from, to, "scheduler", "taken for killed from outside"] as const),
);

/** The transition of a task that is cleared while it runs, where the execution API has refused its process (`tasksReportTo`). */
const REFUSED: readonly Transition[] = [["restarting", null, "scheduler", "the executor says that it has ended"]];

/** The transitions of a row that was decided as its task was expanded, and is left beside the rows of all map indexes (`marksAreWritten`). */
const LEFT_OVER: readonly Transition[] = ["skipped", "upstream_failed"].map(
  (from) => [from, "removed", "scheduler", "no map index is its own"] as const,
);

/** The transition of a task that is stuck in queued (`stuckInQueued`). */
const STUCK: readonly Transition[] = [["queued", "scheduled", "scheduler", "stuck in queued"]];

/**
 * The transitions that a task's process writes into the database when its task instance was changed while it ran, or before it
 * began: it is not asked (`tasksReportTo`).
 */
const LATE: readonly Transition[] = [
  ...["up_for_retry", "failed", "success", "skipped", "deferred", "up_for_reschedule"].map(
    (to) => ["restarting", to, "worker", "cleared while it ran: its end"] as const,
  ),
  ...[null, "scheduled", "queued", "deferred", "success", "failed", "skipped", "upstream_failed"].flatMap((from) =>
    ["success", "failed", "skipped", "up_for_retry", "deferred", "up_for_reschedule"].map(
      (to) => [from, to, "worker", "changed while it ran: its own end is written over that"] as const,
    ),
  ),
];

/** A process that was on its way when its task instance was cleared starts it all the same. */
const ON_ITS_WAY: readonly Transition[] = [null, "up_for_retry", "up_for_reschedule"].map(
  (from) => [from, "running", "worker", "cleared while it was queued: its process begins"] as const,
);

/** The transitions of runs. */
const RUNS: readonly Transition[] = [
  ...["queued", "running", "success", "failed"].flatMap((from) =>
    ["success", "failed"].map((to) => [from, to, "user", "marked"] as const),
  ),
  [null, "queued", "user", "asked for"],
  [null, "queued", "scheduler", "its schedule"],
  [null, "queued", "worker", "TriggerDagRunOperator"],
  ["queued", "running", "scheduler", "max_active_runs has room"],
  ["running", "success", "scheduler", "all is done"],
  ["running", "failed", "scheduler", "all is done and a leaf has failed; deadlock; dagrun_timeout"],
  ["running", "queued", "user", "a task of it was cleared"],
  ["success", "queued", "user", "a task of it was cleared"],
  ["failed", "queued", "user", "a task of it was cleared"],
  ["running", "queued", "worker", "TriggerDagRunOperator with reset_dag_run"],
  ["success", "queued", "worker", "TriggerDagRunOperator with reset_dag_run"],
  ["failed", "queued", "worker", "TriggerDagRunOperator with reset_dag_run"],
];

/**
 * The transitions of runs that a task's process writes, which was changed from outside: its old copy (spec, 11; `tasksReportTo`). A
 * run that a person has deleted is made anew by that, which nothing tells of.
 */
const OLD_COPIES: readonly Transition[] = ["success", "failed", "queued", "running"].map((from) => [
  from,
  "running",
  "worker",
  "its old copy of the run",
]);

/** The transitions of runs and task instances of a backfill whose command runs beside the scheduler (`backfillsAreRunBy`). */
const BY_COMMAND: readonly Transition[] = [
  [null, "running", "scheduler", "a run that it makes"],
  ...["success", "failed"].flatMap((from) =>
    ["running", "success", "failed"].map(
      (to) => [from, to, "scheduler", "it runs one again, or writes its end over a mark"] as const,
    ),
  ),
  ["failed", "queued", "scheduler", "a task that has failed is run again"],
  ["upstream_failed", "scheduled", "scheduler", "so is what is behind it"],
  ...[null, "up_for_retry", "up_for_reschedule"].map(
    (from) => [from, "queued", "scheduler", "the command itself queues it"] as const,
  ),
];

/** The transitions behind a worker, a process or a message that was lost: real Airflow makes them (spec/faults.md). */
const LOST: readonly Transition[] = [
  ...ALL.flatMap((from) =>
    ["up_for_retry", "failed"].map(
      (to) => [from, to, "dag_processor", "the callback of a zombie, whatever has become of it meanwhile"] as const,
    ),
  ),
  ...ALL.map((from) => [from, "skipped", "dag_processor", "fail_stop, where a zombie fails"] as const),
  ...["success", "failed", "skipped", "up_for_retry", "deferred", "up_for_reschedule"].map(
    (to) => ["up_for_retry", to, "worker", "its process has outlived its supervisor"] as const,
  ),
];

/** TriggerDagRunOperator with reset_dag_run clears as a person does. */
const RESET: readonly Transition[] = OUTSIDE.filter(([, , , why]) => why.startsWith("cleared")).map(([from, to]) => [
  from,
  to,
  "worker",
  "reset",
]);

/** Transitions of one state machine, each as `from to by`. */
interface Machine {
  readonly always: ReadonlySet<string>;
  /** Of task instances that have run. */
  readonly byItsProcess: ReadonlySet<string>;
  readonly ofRuns: ReadonlySet<string>;
  /** Of runs of a backfill, and their task instances. It takes over what the schedule has made. */
  readonly ofBackfills: ReadonlySet<string>;
}

/** Puts the state machine together that holds by the rules of a version. */
function machineOf({ rules, hasCelery, triggersMayEndTasks }: Setting, resets: boolean): Machine {
  const processesWriteRows = rules.tasksReportTo === "the database";
  return {
    always: table(
      [...REGULAR, ...OUTSIDE, ...DEADLOCK],
      rules.miniSchedulerSees !== "nothing" && MINI_SCHEDULER,
      rules.mayStartFromTrigger && FROM_TRIGGER,
      triggersMayEndTasks && BY_TRIGGER,
      rules.killedExternallyIn === "any active state" && KILLED,
      rules.stuckInQueued === "is scheduled again" && STUCK,
      processesWriteRows ? ON_ITS_WAY : REFUSED,
      rules.marksAreWritten === "at once" && LEFT_OVER,
      hasCelery && LOST,
      resets && RESET,
    ),
    byItsProcess: table(processesWriteRows && LATE),
    ofRuns: table(RUNS, processesWriteRows && OLD_COPIES),
    ofBackfills: table(rules.backfillsAreRunBy === "their command" && BY_COMMAND),
  };
}

function table(...parts: readonly (readonly Transition[] | false)[]): ReadonlySet<string> {
  const transitions = parts.flatMap((part) => (part === false ? [] : part));
  return new Set(transitions.map(([from, to, by]) => `${from} ${to} ${by}`));
}

/** Each history is a path in the state machine, and each event begins where the one before it has ended. */
export function followStateMachine(setting: Setting, trace: Trace): string[] {
  const problems: string[] = [];
  const tasks = [...setting.dags.values()].flatMap((dag) => [...dag.tasks.values()]);
  const machine = machineOf(
    setting,
    tasks.some(({ looksAtRuns }) => looksAtRuns),
  );
  const madeAnew = new Set<string>();
  const isOfBackfill = (runId: string, step: string) => isMadeForDate(runId) && machine.ofBackfills.has(step);
  new Replay().through(trace, {
    instance: ({ key, t, by, from, state, ti: [dagId, runId] }, _, before) => {
      const step = `${from} ${state} ${by}`;
      if (before === undefined) {
        if (from !== null) problems.push(`${key} at ${t}: begins from ${from}`);
        if (state === null) return;
      }
      const isNew = from === null && madeAnew.has(`${dagId}/${runId}`);
      if (before !== undefined && before.state !== from && !isNew)
        problems.push(`${key} at ${t}: goes on from ${from}, was ${before.state}`);
      const isAllowed =
        machine.always.has(step) ||
        isOfBackfill(runId, step) ||
        (before?.hasRun === true && machine.byItsProcess.has(step));
      if (!isAllowed) problems.push(`${key} at ${t}: from ${from} to ${state} by ${by} is no transition`);
    },
    run: ({ key, t, by, from, state, run: [, runId] }) => {
      if (from === "running" && state === "running") madeAnew.add(key);
      const step = `${from} ${state} ${by}`;
      if (!machine.ofRuns.has(step) && !isOfBackfill(runId, step))
        problems.push(`run ${key} at ${t}: from ${from} to ${state} by ${by} is no transition`);
    },
  });
  return problems;
}
