import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { type Problem, shown, unknownKeys } from "../options/index.ts";
import type { AirflowConfig, PartialConfig } from "./config.ts";
import { rulesOf } from "./rules.ts";
import { type Since, tooOld, type Versions } from "./versions.ts";

type Limits = {
  readonly [Section in keyof AirflowConfig]: { readonly [Option in keyof AirflowConfig[Section]]-?: Kind };
};

/** Seconds have to be above 0: a loop that does not sleep would stop the time. */
type Kind = "flag" | "count" | "count from 1" | "seconds" | "seconds from 0";

const KINDS: Limits = {
  core: {
    parallelism: "count",
    maxActiveTasksPerDag: "count",
    maxActiveRunsPerDag: "count",
    defaultPoolTaskSlotCount: "count",
    maxMapLength: "count",
    taskSuccessOvertime: "count",
    checkSlas: "flag",
    dagRunConfOverridesParams: "flag",
    maxConsecutiveFailedDagRunsPerDag: "count",
    killedTaskCleanupTime: "seconds from 0",
  },
  scheduler: {
    schedulerIdleSleepTime: "seconds",
    jobHeartbeatSec: "seconds",
    maxDagrunsToCreatePerLoop: "count from 1",
    maxDagrunsPerLoopToSchedule: "count from 1",
    maxTisPerQuery: "count",
    scheduleAfterTaskExecution: "flag",
    useJobSchedule: "flag",
    allowTriggerInFuture: "flag",
    triggerTimeoutCheckInterval: "seconds",
    orphanedTasksCheckInterval: "seconds",
    poolMetricsInterval: "seconds",
    zombieDetectionInterval: "seconds",
    taskInstanceHeartbeatTimeoutDetectionInterval: "seconds",
    taskInstanceHeartbeatTimeout: "seconds",
    taskQueuedTimeout: "seconds",
    taskQueuedTimeoutCheckInterval: "seconds",
    numStuckInQueuedRetries: "count",
    parsingCleanupInterval: "seconds",
    createCronDataIntervals: "flag",
    schedulerHeartbeatSec: "seconds",
    schedulerHealthCheckThreshold: "seconds",
    schedulerZombieTaskThreshold: "seconds",
    localTaskJobHeartbeatSec: "seconds from 0",
  },
  triggerer: {
    defaultCapacity: "count from 1",
    capacity: "count from 1",
    jobHeartbeatSec: "seconds",
    triggererHealthCheckThreshold: "seconds",
  },
  celery: {
    workerConcurrency: "count from 1",
    workerPrefetchMultiplier: "count from 1",
    workerEnableRemoteControl: "flag",
  },
  celeryBrokerTransportOptions: { visibilityTimeout: "seconds" },
};

const EXPECTED: Readonly<Record<Kind, string>> = {
  flag: "true or false",
  count: "a whole number from 0 up",
  "count from 1": "a whole number from 1 up",
  seconds: `a number of seconds from 0.000001 to ${MOST_SECONDS}`,
  "seconds from 0": `a number of seconds from 0 to ${MOST_SECONDS}`,
};

function fits(kind: Kind, value: unknown): boolean {
  if (kind === "flag") return typeof value === "boolean";
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (kind === "seconds" || kind === "seconds from 0") return isSeconds(value, kind === "seconds" ? 1e-6 : 0);
  return Number.isSafeInteger(value) && value >= (kind === "count" ? 0 : 1);
}

/** Finds what is wrong with options of airflow.cfg: each problem under its path, for instance `scheduler.jobHeartbeatSec`. */
export function checkConfig(config: PartialConfig): Problem[] {
  const problems = unknownKeys("", config, KINDS);
  for (const section of Object.keys(KINDS) as (keyof Limits)[]) {
    const kinds: Readonly<Record<string, Kind>> = KINDS[section];
    const options: Readonly<Record<string, unknown>> = config[section] ?? {};
    problems.push(...unknownKeys(section, options, kinds));
    for (const [option, kind] of Object.entries(kinds)) {
      const value = options[option];
      if (value !== undefined && !fits(kind, value))
        problems.push({ path: `${section}.${option}`, message: `expected ${EXPECTED[kind]}, got \`${shown(value)}\`` });
    }
  }
  return problems;
}

/** Options that not every version has. */
const NEW_OPTIONS: Readonly<Record<string, Since>> = {
  "core.maxConsecutiveFailedDagRunsPerDag": { airflow: "2.9" },
  "scheduler.numStuckInQueuedRetries": { airflow: "2.10" },
  "scheduler.createCronDataIntervals": { airflow: "2.9" },
  "scheduler.taskInstanceHeartbeatTimeoutDetectionInterval": { airflow: "3.0", before: "zombie_detection_interval" },
  "scheduler.taskInstanceHeartbeatTimeout": { airflow: "3.0", before: "scheduler_zombie_task_threshold" },
  "triggerer.capacity": { airflow: "3.0", before: "default_capacity" },
};

/** Lists the options in use that came with a later version. */
export function checkNewOptions(config: PartialConfig, versions: Versions): Problem[] {
  return Object.entries(NEW_OPTIONS).flatMap(([path, since]) => {
    const [section, option] = path.split(".") as [keyof AirflowConfig, string];
    const isGiven = (config[section] as Readonly<Record<string, unknown>> | undefined)?.[option] !== undefined;
    const message = isGiven ? tooOld(since, versions) : undefined;
    return message === undefined ? [] : [{ path, message }];
  });
}

/** An option that asks for what Airflow 3 has not any more. Its other value says what holds there. */
export function checkGoneOptions({ scheduler }: PartialConfig, versions: Versions): Problem[] {
  if (scheduler?.scheduleAfterTaskExecution !== true || rulesOf(versions).miniSchedulerSees !== "nothing") return [];
  const message = `Airflow ${versions.airflow} has no mini-scheduler: what is behind a task waits for the scheduler's next iteration. Leave the option out`;
  return [{ path: "scheduler.scheduleAfterTaskExecution", message }];
}
