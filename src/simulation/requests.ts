/**
 * Requests of a person while a simulation runs. A wrong one is refused where it is made.
 * @module
 */

import type { DagModel, TriggerArguments } from "../database/index.ts";
import { TaskInstanceState } from "../definition/index.ts";
import { isSeconds, MOST_SECONDS, type Seconds } from "../kernel/index.ts";
import { expected, type Problem, shown, suggestion } from "../options/index.ts";
import { PARTITIONS, RUN_AFTER, type Since, tooOld, type Versions } from "../rules/index.ts";
import { unknownActionOptions, unknownDagActionOptions, unknownTriggerOptions } from "./known-keys.ts";
import type {
  ActionOptions,
  ClearRunOptions,
  DagActionOptions,
  RunActionOptions,
  TriggerOptions,
} from "./request-options.ts";
import { SimulationError } from "./simulation-error.ts";

const runName = (dagId: string, { runId }: TriggerOptions) =>
  `DAG "${shown(dagId)}", ${runId === undefined ? "manual run" : `run "${shown(runId)}"`}`;

const taskName = ({ dagId, runId, taskId }: ActionOptions) =>
  `DAG "${shown(dagId)}", run "${shown(runId)}", task "${shown(taskId)}"`;

/** Checks the options of a manual run, and makes of them what the database takes. */
export function triggerArguments(dag: DagModel, options: TriggerOptions, versions: Versions): TriggerArguments {
  const { dagId } = dag;
  const { logicalAt, runAfter, runId, conf, partitionKey } = options;
  if (!isFlawless(options)) refuseAny(triggerProblems(runName(dagId, options), options, versions));
  if (partitionKey !== undefined && !mayHavePartitions(dag))
    refuseAny([
      {
        path: `${runName(dagId, options)}, partitionKey`,
        message: "from Airflow 3.3 on only DAGs take one whose schedule is about partitions: leave it out",
      },
    ]);
  return { runId, conf, logicalDate: micros(logicalAt), runAfter: micros(runAfter), partitionKey };
}

/** See `Rules.partitionKeysAreTakenBy`. */
function mayHavePartitions({ rules, timetable, mapperOf }: DagModel): boolean {
  return rules.partitionKeysAreTakenBy === "any DAG" || timetable.partitionKey !== undefined || mapperOf !== null;
}

/** True if nothing is to be said about the options of a manual run. A million of them are checked, and no text is made for these. */
function isFlawless(options: TriggerOptions): boolean {
  const { at = 0, logicalAt = 0, runAfter, partitionKey } = options;
  const areTimes = isSeconds(at, 0) && isSeconds(logicalAt, -MOST_SECONDS);
  const isOf2 = runAfter === undefined && partitionKey === undefined;
  return areTimes && isOf2 && unknownTriggerOptions("", options).length === 0;
}

function triggerProblems(path: string, options: TriggerOptions, versions: Versions): Problem[] {
  const { at = 0, logicalAt, runAfter, partitionKey: key } = options;
  return [
    ...unknownTriggerOptions(path, options),
    ...secondsProblems(`${path}, at`, at, 0),
    ...(logicalAt === undefined ? [] : secondsProblems(`${path}, logicalAt`, logicalAt, -MOST_SECONDS)),
    ...(runAfter === undefined ? [] : secondsProblems(`${path}, runAfter`, runAfter, -MOST_SECONDS)),
    ...(runAfter === undefined ? [] : newProblems(`${path}, runAfter`, RUN_AFTER, versions)),
    ...(key === undefined ? [] : newProblems(`${path}, partitionKey`, PARTITIONS, versions)),
    ...(key === undefined || (typeof key === "string" && key !== "")
      ? []
      : [expected(`${path}, partitionKey`, "a text", key)]),
  ];
}

const micros = (seconds: Seconds | undefined) => (seconds === undefined ? undefined : Math.round(seconds * 1e6));

function newProblems(path: string, since: Since, versions: Versions): Problem[] {
  const message = tooOld(since, versions);
  return message === undefined ? [] : [{ path, message }];
}

/** Checks which task instances a person marks or clears, and when. */
export function checkAction(which: ActionOptions): void {
  const path = taskName(which);
  refuseAny([...unknownActionOptions(path, which), ...secondsProblems(`${path}, at`, which.at, 0)]);
}

/** Checks which DAG or run a person acts on, and when. */
export function checkDagAction(which: DagActionOptions | ClearRunOptions): void {
  const path = "runId" in which ? runName(which.dagId, which) : `DAG "${shown(which.dagId)}"`;
  refuseAny([...unknownDagActionOptions(path, which), ...secondsProblems(`${path}, at`, which.at, 0)]);
}

/** Checks the state that a run is marked with. */
export function checkRunState(which: RunActionOptions, state: string): void {
  if (state !== "success" && state !== "failed")
    refuseAny([expected(`${runName(which.dagId, which)}, state`, "one of success, failed", state)]);
}

const STATES: readonly string[] = Object.values(TaskInstanceState);

/** Checks the state that task instances are marked with. */
export function checkState(which: ActionOptions, state: string): void {
  if (!STATES.includes(state)) refuseAny([expected(`${taskName(which)}, state`, `one of ${STATES.join(", ")}`, state)]);
}

/** A DAG is asked for that the simulation does not have. */
export function unknownDag(dagId: string, dagIds: readonly string[]): SimulationError {
  return new SimulationError([unknownName(`DAG "${shown(dagId)}"`, "a DAG of the simulation", dagId, dagIds)]);
}

/** A task is asked for that its DAG does not have. */
export function unknownTask(which: ActionOptions, taskIds: readonly string[]): SimulationError {
  return new SimulationError([unknownName(taskName(which), "a task of the DAG", which.taskId, taskIds)]);
}

/** A manual run comes before the last one in a list of them. */
export function outOfOrder(dagId: string, options: TriggerOptions, last: Seconds): SimulationError {
  const message = `expected runs in the order of their instants, got \`at: ${options.at ?? 0}\` after ${last}`;
  return new SimulationError([{ path: `${runName(dagId, options)}, at`, message }]);
}

function unknownName(path: string, what: string, name: unknown, names: readonly string[]): Problem {
  const meant = suggestion(name, names) || `: there are ${names.join(", ")}`;
  return { path, message: `expected ${what}, got \`${shown(name)}\`${meant}` };
}

function secondsProblems(path: string, value: unknown, least: Seconds): Problem[] {
  return isSeconds(value, least) ? [] : [expected(path, `a number of seconds from ${least} to ${MOST_SECONDS}`, value)];
}

function refuseAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new SimulationError(problems);
}
