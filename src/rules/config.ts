import type { Seconds } from "../kernel/index.ts";
import { withDefaults } from "../options/index.ts";
import { optionsRead } from "./renamed-options.ts";
import type { Rules } from "./rules.ts";

/** The options of airflow.cfg that matter here, with the defaults of Airflow 2.7.2 (spec/airflow-core.md, section 0). */
export interface AirflowConfig {
  readonly core: {
    /** Task instances that the executor takes at once: queued in it or running. 0 is no limit. Default 32. */
    readonly parallelism: number;
    /** Default of a DAG's `maxActiveTasks`. Default 16. */
    readonly maxActiveTasksPerDag: number;
    /** Default of a DAG's `maxActiveRuns`. Default 16. */
    readonly maxActiveRunsPerDag: number;
    /** Size of `default_pool`. Default 128. */
    readonly defaultPoolTaskSlotCount: number;
    /** Longest list that a task may be mapped over. Default 1024. */
    readonly maxMapLength: number;
    /** The longest time that a task marked as successful may go on, from 2.10 on. Default 20 s. */
    readonly taskSuccessOvertime: Seconds;
    /** True if service level agreements are looked at. Default true. */
    readonly checkSlas: boolean;
    /** True if a run's conf is laid over the parameters of the same names. Default true. */
    readonly dagRunConfOverridesParams: boolean;
    /** Failed runs in a row after which a DAG is paused, where it says nothing itself. 0 is no limit. Default 0. From 2.9 on. */
    readonly maxConsecutiveFailedDagRunsPerDag: number;
    /** From SIGTERM to SIGKILL, where a supervisor ends its task. Default 60 s. */
    readonly killedTaskCleanupTime: Seconds;
  };
  readonly scheduler: {
    /** The sleep of the scheduler after an iteration that queued nothing. Default 1 s. */
    readonly schedulerIdleSleepTime: Seconds;
    /** Heart rate of the scheduler and of each task's process. Default 5 s. */
    readonly jobHeartbeatSec: Seconds;
    /** DAGs that get a new run in one iteration. Default 10. */
    readonly maxDagrunsToCreatePerLoop: number;
    /** Runs that one iteration examines. Default 20. */
    readonly maxDagrunsPerLoopToSchedule: number;
    /** Task instances that one iteration queues. 0 is no limit. Default 16. */
    readonly maxTisPerQuery: number;
    /** True if a task that ends schedules those behind it: the mini-scheduler. Default true. */
    readonly scheduleAfterTaskExecution: boolean;
    /** True if DAGs get runs by their schedule. Default true. */
    readonly useJobSchedule: boolean;
    /** True if runs of unscheduled DAGs may start before their logical date. Default false. */
    readonly allowTriggerInFuture: boolean;
    /** The interval in which the scheduler looks for trigger timeouts. Default 15 s. */
    readonly triggerTimeoutCheckInterval: Seconds;
    /** The interval in which the scheduler looks for tasks of dead schedulers. Default 300 s. */
    readonly orphanedTasksCheckInterval: Seconds;
    /** The interval in which pool metrics are sent. Default 5 s. */
    readonly poolMetricsInterval: Seconds;
    /** The interval in which the scheduler looks for tasks whose process is silent. Default 10 s. */
    readonly zombieDetectionInterval: Seconds;
    /** The name of `zombieDetectionInterval` from 3 on, where that one is not read any more. */
    readonly taskInstanceHeartbeatTimeoutDetectionInterval?: Seconds;
    /** For how long a task may be queued, where the executor can revoke it. Default 600 s. */
    readonly taskQueuedTimeout: Seconds;
    /** The times that a task queued for too long is scheduled again before it fails. Default 2. From 2.10 on. */
    readonly numStuckInQueuedRetries: number;
    /** The interval in which the scheduler looks for tasks queued for too long. Default 120 s. */
    readonly taskQueuedTimeoutCheckInterval: Seconds;
    /** The interval in which the scheduler looks for datasets that nobody uses. Default 60 s. */
    readonly parsingCleanupInterval: Seconds;
    /** True if runs of a cron expression are about the interval before, or else about an instant. Default true; false from 3 on. From 2.9 on. */
    readonly createCronDataIntervals: boolean;
    /** Heart rate of the scheduler, from 2.10 on: `Rules.schedulersBeatBy`. Default 5 s. */
    readonly schedulerHeartbeatSec: Seconds;
    /** A scheduler silent for that long is declared dead, and its tasks go to another. Default 30 s. */
    readonly schedulerHealthCheckThreshold: Seconds;
    /** A task whose supervisor is silent for that long is a zombie. Default 300 s. */
    readonly schedulerZombieTaskThreshold: Seconds;
    /** The name of `schedulerZombieTaskThreshold` from 3 on, where that one is not read any more. */
    readonly taskInstanceHeartbeatTimeout?: Seconds;
    /** A supervisor that could not beat for that long ends its own task. 0 is the threshold for zombies. Default 0. */
    readonly localTaskJobHeartbeatSec: Seconds;
  };
  readonly triggerer: {
    /** Triggers that one triggerer runs. Default 1000. */
    readonly defaultCapacity: number;
    /** The name of `defaultCapacity` from 3 on; that one is read too. */
    readonly capacity?: number;
    /** Heart rate of a triggerer. Default 5 s. */
    readonly jobHeartbeatSec: Seconds;
    /** A triggerer silent for that long counts as dead. Default 30 s. */
    readonly triggererHealthCheckThreshold: Seconds;
  };
  readonly celery: {
    /** Tasks that a worker runs at once, where it does not say. Default 16. */
    readonly workerConcurrency: number;
    /** Messages that a worker holds for each of these. Default 1. */
    readonly workerPrefetchMultiplier: number;
    /** True if workers hear that a message is taken back. Default true; Amazon MWAA has false. */
    readonly workerEnableRemoteControl: boolean;
  };
  readonly celeryBrokerTransportOptions: {
    /** A message that is not acknowledged for that long is given out again. Default 21600 s; 84600 s from 2.10 on. */
    readonly visibilityTimeout: Seconds;
  };
}

export const DEFAULT_CONFIG: AirflowConfig = {
  core: {
    parallelism: 32,
    maxActiveTasksPerDag: 16,
    maxActiveRunsPerDag: 16,
    defaultPoolTaskSlotCount: 128,
    maxMapLength: 1024,
    taskSuccessOvertime: 20,
    checkSlas: true,
    dagRunConfOverridesParams: true,
    maxConsecutiveFailedDagRunsPerDag: 0,
    killedTaskCleanupTime: 60,
  },
  scheduler: {
    schedulerIdleSleepTime: 1,
    jobHeartbeatSec: 5,
    maxDagrunsToCreatePerLoop: 10,
    maxDagrunsPerLoopToSchedule: 20,
    maxTisPerQuery: 16,
    scheduleAfterTaskExecution: true,
    useJobSchedule: true,
    allowTriggerInFuture: false,
    triggerTimeoutCheckInterval: 15,
    orphanedTasksCheckInterval: 300,
    poolMetricsInterval: 5,
    zombieDetectionInterval: 10,
    taskQueuedTimeout: 600,
    numStuckInQueuedRetries: 2,
    taskQueuedTimeoutCheckInterval: 120,
    parsingCleanupInterval: 60,
    createCronDataIntervals: true,
    schedulerHeartbeatSec: 5,
    schedulerHealthCheckThreshold: 30,
    schedulerZombieTaskThreshold: 300,
    localTaskJobHeartbeatSec: 0,
  },
  triggerer: { defaultCapacity: 1000, jobHeartbeatSec: 5, triggererHealthCheckThreshold: 30 },
  celery: { workerConcurrency: 16, workerPrefetchMultiplier: 1, workerEnableRemoteControl: true },
  celeryBrokerTransportOptions: { visibilityTimeout: 21_600 },
};

/** Some of the options, in the same sections. */
export type PartialConfig = { readonly [Section in keyof AirflowConfig]?: Partial<AirflowConfig[Section]> };

/** The rules that say names and defaults of options. */
type ConfigRules = Pick<Rules, "schedulesMakeDataIntervals" | "optionsHaveNamesOf" | "visibilityTimeout">;

const FIRST_RULES: ConfigRules = {
  schedulesMakeDataIntervals: true,
  optionsHaveNamesOf: "Airflow 2",
  visibilityTimeout: DEFAULT_CONFIG.celeryBrokerTransportOptions.visibilityTimeout,
};

/** The defaults of a version, with the given options in their place. */
export function airflowConfig(
  given: PartialConfig = {},
  { schedulesMakeDataIntervals, optionsHaveNamesOf, visibilityTimeout }: ConfigRules = FIRST_RULES,
): AirflowConfig {
  const read = optionsRead(given, optionsHaveNamesOf);
  const scheduler = { ...DEFAULT_CONFIG.scheduler, createCronDataIntervals: schedulesMakeDataIntervals };
  return {
    core: withDefaults(DEFAULT_CONFIG.core, read.core),
    scheduler: withDefaults(scheduler, read.scheduler),
    triggerer: withDefaults(DEFAULT_CONFIG.triggerer, read.triggerer),
    celery: withDefaults(DEFAULT_CONFIG.celery, read.celery),
    celeryBrokerTransportOptions: withDefaults({ visibilityTimeout }, read.celeryBrokerTransportOptions),
  };
}
