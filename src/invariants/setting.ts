import { DEFAULT_POOL } from "../database/index.ts";
import { type DAG, type Operator, referencesOf } from "../definition/index.ts";
import type { ExecutorOptions } from "../executor/index.ts";
import type { Seconds } from "../kernel/index.ts";
import {
  type AirflowVersion,
  airflowConfig,
  DEFAULT_AIRFLOW,
  type PartialConfig,
  type Rules,
  rulesOf,
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
  readonly airflow: AirflowVersion;
  readonly maxActiveTasksLimits: Rules["maxActiveTasksLimits"];
  /** Infinity where there is no limit. */
  readonly workerSlots: number;
  /** Infinity too where messages may come twice, or several schedulers each count their own tasks. */
  readonly parallelism: number;
  /** True with CeleryExecutor: workers, processes and messages may be lost. */
  readonly hasCelery: boolean;
  /**
   * From when on a worker slot may be held by what no trace tells of: a message that is given out again after the visibility timeout,
   * or at once a supervisor that stands still.
   */
  readonly slotsAreToldUntil: Seconds;
  /** Start-up and shutdown of a task's process together. */
  readonly overheads: Seconds;
  readonly heartbeat: Seconds;
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

/** Reads the setting from the options of a simulation. */
export function settingOf(options: CheckedOptions): Setting {
  const { airflow = DEFAULT_AIRFLOW, executor = {}, pools = {} } = options;
  const rules = rulesOf(versionsOf({ airflow }));
  const { core, scheduler, celeryBrokerTransportOptions } = airflowConfig(options.config, rules);
  const hasCelery = executor.class === "CeleryExecutor";
  const standard = { slots: core.defaultPoolTaskSlotCount, includeDeferred: false };
  return {
    airflow,
    maxActiveTasksLimits: rules.maxActiveTasksLimits,
    workerSlots: executor.workerSlots ?? Number.POSITIVE_INFINITY,
    parallelism: hasCelery ? Number.POSITIVE_INFINITY : orNone(core.parallelism),
    hasCelery,
    slotsAreToldUntil: !hasCelery
      ? Number.POSITIVE_INFINITY
      : options.faults?.some((fault) => "freeze" in fault) === true
        ? 0
        : celeryBrokerTransportOptions.visibilityTimeout,
    overheads: (executor.taskStartup ?? 0) + (executor.taskShutdown ?? 0),
    heartbeat: scheduler.jobHeartbeatSec,
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

/** Finds the tasks with nothing behind them but teardowns, and no teardowns themselves; without any, all with nothing behind. */
function leavesOf(tasks: readonly Operator[]): ReadonlySet<string> | undefined {
  if (tasks.some(isMappedOverResults)) return undefined;
  const teardowns = new Set(tasks.filter(({ isTeardown }) => isTeardown).map(({ taskId }) => taskId));
  const leaves = tasks.filter(
    ({ isTeardown, downstreamTaskIds }) => !isTeardown && [...downstreamTaskIds].every((id) => teardowns.has(id)),
  );
  const ends = leaves.length > 0 ? leaves : tasks.filter(({ downstreamTaskIds }) => downstreamTaskIds.size === 0);
  return new Set(ends.map(({ taskId }) => taskId));
}

function isMappedOverResults({ expandInput, mappedGroups }: Operator): boolean {
  return [expandInput, ...mappedGroups.map((group) => group.expandInput)].some(
    (input) => input !== undefined && referencesOf(input).length > 0,
  );
}
