import { DEFAULT_POOL } from "../database/index.ts";
import { type DAG, type Operator, referencesOf } from "../definition/index.ts";
import type { ExecutorOptions } from "../executor/index.ts";
import type { Seconds } from "../kernel/index.ts";
import {
  type AirflowVersion,
  airflowConfig,
  END_FROM_TRIGGER,
  type PartialConfig,
  type Rules,
  rulesOf,
  tooOld,
  versionsOf,
} from "../rules/index.ts";

/** The options that the checkers look at. */
export interface CheckedOptions {
  readonly dags: readonly DAG[];
  readonly airflow?: AirflowVersion;
  readonly config?: PartialConfig;
  readonly pools?: Readonly<Record<string, PoolSetting>>;
  readonly executor?: ExecutorOptions & { readonly class?: string };
  readonly faults?: readonly object[];
}

export interface PoolSetting {
  /** -1 is no limit. */
  readonly slots: number;
  readonly includeDeferred?: boolean;
}

/** A deployment as the checkers know it: definitions and limits, nothing of how it is simulated. */
export interface Setting {
  readonly rules: Rules;
  /** True where a trigger may end its task, so that no worker takes it up again. */
  readonly triggersMayEndTasks: boolean;
  /** Infinity where there is no limit. */
  readonly workerSlots: number;
  /** Infinity too where messages may come twice, or several schedulers each count their own tasks. */
  readonly parallelism: number;
  /** True with CeleryExecutor: workers, processes and messages may be lost. */
  readonly hasCelery: boolean;
  /**
   * From when on a worker slot may be held by what no trace tells of: a message that is given out again after the visibility timeout,
   * or at once a supervisor that stands still; and in Airflow 3 the place of a process that was killed, until its row is found silent.
   */
  readonly slotsAreToldUntil: Seconds;
  /** Start-up and shutdown of a task's process together. */
  readonly overheads: Seconds;
  /** Time for which the process of a task that was changed from outside may go on. */
  readonly untilKilled: Seconds;
  readonly pools: ReadonlyMap<string, PoolSetting>;
  readonly dags: ReadonlyMap<string, DagSetting>;
}

export interface DagSetting {
  readonly maxActiveRuns: number;
  readonly maxActiveTasks: number;
  readonly dagrunTimeout: Seconds;
  readonly failStop: boolean;
  /** The tasks whose states decide how a run ends; undefined where they come to be only as it runs. */
  readonly leaves: ReadonlySet<string> | undefined;
  readonly tasks: ReadonlyMap<string, Operator>;
}

/** An option of 0 that Airflow takes for no limit. */
const orNone = (value: number) => (value === 0 ? Number.POSITIVE_INFINITY : value);

/** Says from when on no trace tells of all worker slots: `Setting.slotsAreToldUntil`. */
function slotsAreToldUntil(
  { faults = [] }: CheckedOptions,
  celery: { readonly visibilityTimeout: Seconds } | undefined,
): Seconds {
  const losesSight = celery === undefined ? "kill" : "freeze";
  if (faults.some((fault) => losesSight in fault)) return 0;
  return celery?.visibilityTimeout ?? Number.POSITIVE_INFINITY;
}

/** A supervisor of Airflow 3 beats every 5 s where nothing wakes it, up to 10 s apart else, and kills 5 s after SIGTERM. */
const SUPERVISOR_KILLS_AFTER: Seconds = 15;

/** A LocalTaskJob ends its process at its second heartbeat that sees the change. */
const HEARTBEATS = 2;

/** Says how long the process of a task may go on whose state was changed from outside. */
function untilKilled(rules: Rules, heartbeat: Seconds, overtime: Seconds): Seconds {
  if (rules.tasksReportTo === "the execution API") return SUPERVISOR_KILLS_AFTER;
  return HEARTBEATS * heartbeat + (rules.markedSuccessHasOvertime ? overtime : 0);
}

/** Reads the setting from the options of a simulation. */
export function settingOf(options: CheckedOptions): Setting {
  const { executor = {}, pools = {} } = options;
  const versions = versionsOf({ airflow: options.airflow });
  const rules = rulesOf(versions);
  const config = airflowConfig(options.config, rules);
  const { core, scheduler } = config;
  const hasCelery = executor.class === "CeleryExecutor";
  const standard = { slots: core.defaultPoolTaskSlotCount, includeDeferred: false };
  return {
    rules,
    triggersMayEndTasks: tooOld(END_FROM_TRIGGER, versions) === undefined,
    workerSlots: executor.workerSlots ?? Number.POSITIVE_INFINITY,
    parallelism: hasCelery ? Number.POSITIVE_INFINITY : orNone(core.parallelism),
    hasCelery,
    slotsAreToldUntil: slotsAreToldUntil(options, hasCelery ? config.celeryBrokerTransportOptions : undefined),
    overheads: (executor.taskStartup ?? 0) + (executor.taskExit ?? 0) + (executor.taskShutdown ?? 0),
    untilKilled: untilKilled(rules, scheduler.jobHeartbeatSec, core.taskSuccessOvertime),
    pools: new Map(Object.entries({ [DEFAULT_POOL]: standard, ...pools })),
    dags: new Map(
      options.dags.map(({ dagId, arguments: given, tasks }) => [
        dagId,
        {
          maxActiveRuns: given.maxActiveRuns ?? core.maxActiveRunsPerDag,
          maxActiveTasks: given.maxActiveTasks ?? core.maxActiveTasksPerDag,
          dagrunTimeout: given.dagrunTimeout ?? Number.POSITIVE_INFINITY,
          failStop: given.failFast ?? given.failStop ?? false,
          leaves: leavesOf([...tasks.values()]),
          tasks,
        },
      ]),
    ),
  };
}

/** Finds the tasks that decide how a run ends (`is_effective_leaf`, models/dagrun.py); without any, all with nothing behind. */
function leavesOf(tasks: readonly Operator[]): ReadonlySet<string> | undefined {
  if (tasks.some(isMappedOverResults)) return undefined;
  const ignored = new Set(tasks.filter((task) => task.isTeardown && !task.onFailureFailDagrun).map(idOf));
  const leaves = tasks.filter(
    ({ taskId, downstreamTaskIds }) => !ignored.has(taskId) && [...downstreamTaskIds].every((id) => ignored.has(id)),
  );
  const ends = leaves.length > 0 ? leaves : tasks.filter(({ downstreamTaskIds }) => downstreamTaskIds.size === 0);
  return new Set(ends.map(idOf));
}

function idOf({ taskId }: Operator): string {
  return taskId;
}

function isMappedOverResults({ expandInput, mappedGroups }: Operator): boolean {
  return [expandInput, ...mappedGroups.map((group) => group.expandInput)].some(
    (input) => input !== undefined && referencesOf(input).length > 0,
  );
}
