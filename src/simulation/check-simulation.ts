/**
 * Finds the problems of a simulation before it begins, all at once.
 * @module
 */
import { DateTime } from "luxon";
import { DEFAULT_POOL } from "../database/index.ts";
import { checkDag } from "../definition/index.ts";
import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { type Problem, shown } from "../options/index.ts";
import { isSeed } from "../random/index.ts";
import {
  AIRFLOW_VERSIONS,
  AMAZON_PROVIDER_VERSIONS,
  airflowConfig,
  checkConfig,
  checkGoneOptions,
  checkNewOptions,
  knownVersionsOf,
  nearestAirflow,
  nearestAmazonProvider,
  rulesOf,
  type Versions,
} from "../rules/index.ts";
import { loopCostProblems } from "./check-failures.ts";
import { checkFaults } from "./check-faults.ts";
import { checkShapes } from "./check-shapes.ts";
import { checkEnvironment, withEnvironment } from "./environment.ts";
import { unknownOptions } from "./known-keys.ts";
import { SimulationError } from "./simulation-error.ts";
import type { PoolOptions, SimulationOptions } from "./simulation-options.ts";

/** Dates of Airflow have a year from 1 to 9999, and what is asked for may lie some thirty years before the start or after. */
const [FIRST_YEAR, LAST_YEAR] = [100, 9900];

type Refuse = (path: string, message: string) => void;

/** Throws a SimulationError where anything is wrong. */
export function checkSimulation(given: SimulationOptions): void {
  const problems = checkShapes(given);
  if (problems.length > 0) throw new SimulationError(problems);
  problems.push(...unknownOptions(given));
  const wrongEnvironment = checkEnvironment(given, knownVersionsOf(given.airflow, given.amazonProvider));
  problems.push(...wrongEnvironment);
  const options = wrongEnvironment.length === 0 ? withEnvironment(given) : given;
  const refuse = (path: string, message: string) => problems.push({ path, message });
  const wrongConfig = checkConfig(options.config ?? {});
  const versions = knownVersionsOf(options.airflow, options.amazonProvider);
  const [tooNew, gone] = [
    checkNewOptions(options.config ?? {}, versions),
    checkGoneOptions(options.config ?? {}, versions),
  ];
  for (const { path, message } of [...wrongConfig, ...tooNew, ...gone]) refuse(`config.${path}`, message);
  const config = airflowConfig(wrongConfig.length === 0 ? options.config : {}, rulesOf(versions));
  const dagIds = new Set<string>();
  for (const dag of options.dags) {
    const named = `DAG "${shown(dag.dagId)}"`;
    if (dagIds.has(dag.dagId)) refuse(named, "expected one DAG of each id, got a second one");
    dagIds.add(dag.dagId);
    for (const { taskId, field, message } of checkDag(dag, config, versions))
      refuse(`${named}${taskId === null ? "" : `, task "${shown(taskId)}"`}, ${field}`, message);
  }
  for (const [name, pool] of Object.entries(options.pools ?? {})) checkPool(name, pool, refuse);
  for (const { path, message } of options.cloud?.problems() ?? []) refuse(`cloud.${path}`, message);
  checkOptions(options, refuse);
  if ((options.executor?.taskExit ?? 0) > 0) problems.push(...exitProblems(options, versions));
  if (wrongEnvironment.length === 0) problems.push(...checkFaults(options, versions));
  if (problems.length > 0) throw new SimulationError(problems);
}

/** Processes that go on after their end are those of Airflow 2, and not simulated where they may die. */
function exitProblems({ executor }: SimulationOptions, versions: Versions): Problem[] {
  const path = "executor.taskExit";
  const instead = "give `taskShutdown`, which holds the slot as long";
  if (rulesOf(versions).tasksReportTo === "the execution API")
    return [
      {
        path,
        message: `expected none from Airflow 3 on, where nothing beats for a task that has reported its end: ${instead}`,
      },
    ];
  return executor?.class === undefined
    ? []
    : [{ path, message: `expected no \`executor.class\` beside it, with which it is not simulated: ${instead}` }];
}

/** Lists options that Airflow accepts and a person may not have meant. */
export function simulationWarnings({ dags, pools = {} }: SimulationOptions): Problem[] {
  const warnings: Problem[] = [];
  for (const dag of dags) {
    for (const { taskId, settings } of dag.tasks.values()) {
      const { pool: name, poolSlots } = settings;
      const warn = (message: string) => warnings.push({ path: `DAG "${dag.dagId}", task "${taskId}", pool`, message });
      const pool = Object.hasOwn(pools, name) ? pools[name] : undefined;
      if (pool === undefined && name !== DEFAULT_POOL)
        warn(`There is no pool "${name}": the task will stay in state scheduled for ever`);
      else if (pool !== undefined && pool.slots !== -1 && poolSlots > pool.slots)
        warn(
          `The task takes ${poolSlots} of ${pool.slots} slots of pool "${name}": it will stay in state scheduled for ever`,
        );
    }
  }
  return warnings;
}

function checkPool(name: string, { slots }: PoolOptions, refuse: Refuse): void {
  if (!Number.isSafeInteger(slots) || slots < -1)
    refuse(`pools.${name}.slots`, `expected a whole number from 0 up, or -1 for no limit, got \`${shown(slots)}\``);
}

function checkOptions(options: SimulationOptions, refuse: Refuse): void {
  const { start, until, keep = "everything", executor = {}, phases = {}, triggerers = [], seed = 0 } = options;
  checkVersion("airflow", options.airflow, AIRFLOW_VERSIONS, nearestAirflow, refuse);
  checkVersion("amazonProvider", options.amazonProvider, AMAZON_PROVIDER_VERSIONS, nearestAmazonProvider, refuse);
  if (!isSeed(seed)) refuse("seed", `expected a whole number from 0 up, got \`${shown(seed)}\``);
  if (keep !== "everything" && keep !== "aggregates")
    refuse("keep", `expected "everything" or "aggregates", got \`${shown(keep)}\``);
  if (options.check === true && keep !== "everything")
    refuse("check", 'expected `keep: "everything"` beside it, as a trace is checked');
  if (start !== undefined && !(DateTime.isDateTime(start) && start.isValid))
    refuse("start", `expected a valid DateTime of luxon, got \`${shown(start)}\``);
  else if (start !== undefined && !(start.year >= FIRST_YEAR && start.year <= LAST_YEAR))
    refuse("start", `expected a year from ${FIRST_YEAR} to ${LAST_YEAR}, got ${start.year}`);
  if (until !== undefined && !isSeconds(until, 1e-6))
    refuse("until", `expected a number of seconds from 0.000001 to ${MOST_SECONDS}, got \`${shown(until)}\``);
  if (executor.workerSlots !== undefined) checkCount("executor.workerSlots", executor.workerSlots, refuse);
  for (const [index, { at, slots }] of (executor.workerSlotsFrom ?? []).entries()) {
    checkSeconds(`executor.workerSlotsFrom[${index}].at`, at, refuse);
    checkCount(`executor.workerSlotsFrom[${index}].slots`, slots, refuse);
  }
  checkSeconds("executor.taskStartup", executor.taskStartup, refuse);
  checkSeconds("executor.taskSetup", executor.taskSetup, refuse);
  checkSeconds("executor.taskExit", executor.taskExit, refuse);
  checkSeconds("executor.taskShutdown", executor.taskShutdown, refuse);
  for (const { path, message } of loopCostProblems(options.schedulerLoop)) refuse(path, message);
  for (const name of ["scheduler", "triggerer", "triggerRunner"] as const)
    checkSeconds(`phases.${name}`, phases[name], refuse);
  for (const [index, { capacity, startAt, stopAt, shutdown = "kill" }] of triggerers.entries()) {
    const path = `triggerers[${index}]`;
    if (capacity !== undefined) checkCount(`${path}.capacity`, capacity, refuse);
    checkSeconds(`${path}.startAt`, startAt, refuse);
    checkSeconds(`${path}.stopAt`, stopAt, refuse);
    if (shutdown !== "kill" && shutdown !== "terminate")
      refuse(`${path}.shutdown`, `expected "kill" or "terminate", got \`${shown(shutdown)}\``);
    if (stopAt !== undefined && stopAt < (startAt ?? 0))
      refuse(`${path}.stopAt`, `expected it to stop after it has started at ${startAt ?? 0} s, got ${stopAt} s`);
  }
}

function checkVersion(
  path: string,
  value: string | undefined,
  known: readonly string[],
  nearest: (given: string) => string,
  refuse: Refuse,
): void {
  if (value !== undefined && !known.includes(value))
    refuse(path, `expected one of ${known.join(", ")}, got \`${shown(value)}\`${nearest(value)}`);
}

function checkCount(path: string, value: number, refuse: Refuse): void {
  if (!Number.isSafeInteger(value) || value < 1)
    refuse(path, `expected a whole number from 1 up, got \`${shown(value)}\``);
}

function checkSeconds(path: string, value: number | undefined, refuse: Refuse): void {
  if (value !== undefined && !isSeconds(value))
    refuse(path, `expected a number of seconds from 0 to ${MOST_SECONDS}, got \`${shown(value)}\``);
}
