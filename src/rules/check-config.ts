import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import type { Problem } from "../options/index.ts";
import { shown } from "../options/index.ts";
import type { AirflowConfig, PartialConfig } from "./config.ts";
import { type Since, tooOld, type Versions } from "./versions.ts";

type Limits = {
  readonly [Section in keyof AirflowConfig]: { readonly [Option in keyof AirflowConfig[Section]]: Kind };
};

/** Seconds have to be above 0: a loop that does not sleep would stop the time. */
type Kind = "flag" | "count" | "count from 1" | "seconds";

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
    taskQueuedTimeout: "seconds",
    taskQueuedTimeoutCheckInterval: "seconds",
    numStuckInQueuedRetries: "count",
    parsingCleanupInterval: "seconds",
    createCronDataIntervals: "flag",
  },
  triggerer: { defaultCapacity: "count from 1", jobHeartbeatSec: "seconds", triggererHealthCheckThreshold: "seconds" },
};

const EXPECTED: Readonly<Record<Kind, string>> = {
  flag: "true or false",
  count: "a whole number from 0 up",
  "count from 1": "a whole number from 1 up",
  seconds: `a number of seconds from 0.000001 to ${MOST_SECONDS}`,
};

function fits(kind: Kind, value: unknown): boolean {
  if (kind === "flag") return typeof value === "boolean";
  if (typeof value !== "number" || !Number.isFinite(value)) return false;
  if (kind === "seconds") return isSeconds(value, 1e-6);
  return Number.isSafeInteger(value) && value >= (kind === "count" ? 0 : 1);
}

/** What is wrong with options of airflow.cfg: each under its path, `scheduler.jobHeartbeatSec` say. */
export function checkConfig(config: PartialConfig): Problem[] {
  const problems: Problem[] = [];
  for (const [section, options] of Object.entries(config)) {
    const kinds = (KINDS as unknown as Readonly<Record<string, Readonly<Record<string, Kind>>>>)[section];
    for (const [option, value] of Object.entries(options ?? {})) {
      const kind = kinds !== undefined && Object.hasOwn(kinds, option) ? kinds[option] : undefined;
      const path = `${section}.${option}`;
      if (kind === undefined) problems.push({ path, message: `expected an option that is simulated, got \`${path}\`` });
      else if (value !== undefined && !fits(kind, value))
        problems.push({ path, message: `expected ${EXPECTED[kind]}, got \`${shown(value)}\`` });
    }
  }
  return problems;
}

/** Options that not every version has. */
const NEW_OPTIONS: Readonly<Record<string, Since>> = {
  "core.maxConsecutiveFailedDagRunsPerDag": { airflow: "2.9" },
  "scheduler.numStuckInQueuedRetries": { airflow: "2.10" },
  "scheduler.createCronDataIntervals": { airflow: "2.9" },
};

/** What is used that came with a later version. */
export function checkNewOptions(config: PartialConfig, versions: Versions): Problem[] {
  return Object.entries(NEW_OPTIONS).flatMap(([path, since]) => {
    const [section, option] = path.split(".") as [keyof AirflowConfig, string];
    const isGiven = (config[section] as Readonly<Record<string, unknown>> | undefined)?.[option] !== undefined;
    const message = isGiven ? tooOld(since, versions) : undefined;
    return message === undefined ? [] : [{ path, message }];
  });
}
