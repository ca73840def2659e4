/**
 * Finds the problems of a DAG before anything runs: all that Airflow refuses when it reads the file, in Airflow's words where it
 * has any, and what would make no sense.
 * @module
 */
import { DateTime } from "luxon";
import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { expected, type Given, isObject, misspeltKeys, shown, unknownKeys } from "../options/index.ts";
import type { AirflowConfig } from "../rules/index.ts";
import {
  type Gone,
  goneIn,
  type NewArguments,
  type Rules,
  rulesOf,
  SLA_GONE,
  START_FROM_TRIGGER,
  tooOld,
  type Versions,
} from "../rules/index.ts";
import { groupKeyProblem, keyProblem } from "./airflow-key.ts";
import { type DAG, DAG_ARGUMENT_NAMES, type DagArguments } from "./dag.ts";
import { datasetScheduleProblem, isDatasetCondition, isDatasetSchedule, PartitionedAssetTimetable } from "./dataset.ts";
import type { Operator } from "./operator.ts";
import { keyFormatProblem } from "./partition-mappers.ts";
import {
  CronPartitionTimetable,
  CronTriggerTimetable,
  cronProblem,
  DeltaTriggerTimetable,
  EventsTimetable,
  MultipleCronTriggerTimetable,
} from "./timetables/index.ts";

/** One thing that is wrong with a DAG. */
export interface DagProblem {
  /** The task that it is about; null where it is the DAG itself. */
  readonly taskId: string | null;
  /** The argument that it is about. */
  readonly field: string;
  readonly message: string;
}

/** Everything that is wrong with a DAG. */
export function checkDag(dag: DAG, config: AirflowConfig, versions: Versions): DagProblem[] {
  const duplicates = [...dag.duplicateTaskIds].map(duplicate);
  const shape = checkDagShape(dag.dagId, [...dag.tasks.values()]);
  return [...shape, ...duplicates, ...checkTaskGroups(dag), ...checkDagArguments(dag, config, versions)];
}

function checkTaskGroups({ taskGroups, duplicateGroupIds, tasks }: DAG): DagProblem[] {
  const messages = [...duplicateGroupIds].map((id) => `group_id '${id}' has already been added to the DAG`);
  for (const { groupId, label, prefixGroupId } of taskGroups.values()) {
    const wrongKey = prefixGroupId ? groupKeyProblem(label) : undefined;
    if (wrongKey !== undefined) messages.push(wrongKey);
    if (tasks.has(groupId)) messages.push(`Task id '${groupId}' has already been added to the DAG`);
  }
  const wrong = messages.map((message) => ({ taskId: null, field: "taskGroups", message }));
  const unknown = [...taskGroups.values()].flatMap(({ groupId, unknownArguments }) =>
    unknownArguments.map(({ path, message }) => ({ taskId: null, field: `task group "${groupId}", ${path}`, message })),
  );
  return [...wrong, ...unknown];
}

/** Lists the problems of the arguments of a DAG and its tasks. */
function checkDagArguments(dag: DAG, config: AirflowConfig, versions: Versions): DagProblem[] {
  const problems = checkOwnArguments(dag, config, rulesOf(versions));
  const ofTasks = [...dag.tasks.values()].flatMap((task) => checkTask(dag, task));
  return [
    ...unknownDagArguments(dag),
    ...problems,
    ...ofTasks,
    ...checkNewArguments(dag, versions),
    ...checkGoneArguments(dag, versions),
  ];
}

/** `defaultArgs` may hold what only some tasks take, so any name is welcome there that is none of theirs misspelt. */
function unknownDagArguments({ arguments: given, tasks, taskGroups }: DAG): DagProblem[] {
  const ofDag = unknownKeys("", given, DAG_ARGUMENT_NAMES);
  const taken = new Set([...tasks.values()].flatMap(({ argumentNames }) => argumentNames));
  const ofGroups = [...taskGroups.values()].flatMap(({ groupId, defaultArgs }) =>
    misspeltKeys(`task group "${groupId}", defaultArgs`, defaultArgs, [...taken]),
  );
  return [...ofDag, ...misspeltKeys("defaultArgs", given.defaultArgs, [...taken]), ...ofGroups].map(
    ({ path, message }) => ({ taskId: null, field: path, message }),
  );
}

/** Arguments of a DAG that not every version has. */
const NEW_DAG_ARGUMENTS: NewArguments = {
  maxConsecutiveFailedDagRuns: { airflow: "2.9" },
  failFast: { airflow: "3.0", before: "fail_stop" },
};

/** Arguments of a DAG that not every version has any more. */
const GONE_DAG_ARGUMENTS: Readonly<Record<string, Gone>> = { slaMissCallback: SLA_GONE };

/** Lists the arguments in use that came with a later version. */
function checkNewArguments(dag: DAG, versions: Versions): DagProblem[] {
  const ofTasks = [...dag.tasks.values()].flatMap((task) => {
    const used = Object.entries(task.newArgumentsUsed);
    if (task.mayStartFromTrigger) used.push(["startFromTrigger", START_FROM_TRIGGER]);
    return used.map(([field, since]) => ({ taskId: task.taskId, field, message: tooOld(since, versions) }));
  });
  const given = dag.arguments as Readonly<Record<string, unknown>>;
  const ofDag = Object.entries(NEW_DAG_ARGUMENTS)
    .filter(([field]) => given[field] !== undefined)
    .map(([field, since]) => ({ taskId: null, field, message: tooOld(since, versions) }));
  return [...ofDag, newSchedule(dag, versions), ...ofTasks].filter(
    (problem): problem is DagProblem => problem.message !== undefined,
  );
}

/** Lists the arguments in use that the version has no more. */
function checkGoneArguments(dag: DAG, versions: Versions): DagProblem[] {
  const given = dag.arguments as Readonly<Record<string, unknown>>;
  const ofDag = Object.entries(GONE_DAG_ARGUMENTS).filter(([field]) => given[field] !== undefined);
  const used = [
    ...ofDag.map(([field, gone]) => ({ taskId: null, field, gone })),
    ...[...dag.tasks.values()].flatMap(({ taskId, goneArgumentsUsed }) =>
      goneArgumentsUsed.map(([field, gone]) => ({ taskId, field, gone })),
    ),
  ];
  return used.flatMap(({ taskId, field, gone }) => {
    const message = goneIn(gone, versions);
    return message === undefined ? [] : [{ taskId, field, message }];
  });
}

/** Schedules that not every version has. */
function newSchedule({ arguments: { schedule } }: DAG, versions: Versions) {
  const since = sinceOf(schedule);
  const message = since === undefined ? undefined : tooOld({ airflow: since }, versions);
  return { taskId: null, field: "schedule", message };
}

function sinceOf(schedule: unknown): string | undefined {
  if (schedule instanceof CronPartitionTimetable) return "3.2";
  if (schedule instanceof PartitionedAssetTimetable) return schedule.since;
  if (schedule instanceof MultipleCronTriggerTimetable) return "3.0";
  if (schedule instanceof DeltaTriggerTimetable) return "2.11";
  return isDatasetCondition(schedule) ? "2.9" : undefined;
}

/** A task, as far as it has a place in a DAG. */
interface TaskShape {
  readonly taskId: string;
  readonly upstreamTaskIds: Iterable<string>;
}

/** Lists the problems of ids and dependencies alone. */
export function checkDagShape(dagId: string | undefined, tasks: readonly TaskShape[]): DagProblem[] {
  const problems: DagProblem[] = [];
  const wrongId = dagId === undefined ? undefined : keyProblem(dagId);
  if (wrongId !== undefined) problems.push({ taskId: null, field: "dagId", message: wrongId });
  const seen = new Set<string>();
  for (const { taskId } of tasks) {
    const wrongKey = keyProblem(taskId);
    if (wrongKey !== undefined) problems.push({ taskId, field: "taskId", message: wrongKey });
    if (seen.has(taskId)) problems.push(duplicate(taskId));
    seen.add(taskId);
  }
  const faulty = findCycle(tasks);
  if (faulty !== undefined)
    problems.push({
      taskId: faulty[0] ?? null,
      field: "upstream",
      message: `Cycle detected in DAG: ${dagId}. Faulty tasks: ${cycleText(faulty)}`,
    });
  return problems;
}

function duplicate(taskId: string): DagProblem {
  return { taskId, field: "taskId", message: `Task id '${taskId}' has already been added to the DAG` };
}

function checkTask(dag: DAG, task: Operator): DagProblem[] {
  const { taskId } = task;
  const problems: DagProblem[] = [];
  const refuse = (field: string, message: string) => problems.push({ taskId, field, message });
  for (const { path, message } of [...task.unknownArguments, ...task.problems()]) refuse(path, message);
  const strangers = [...task.upstreamTaskIds, ...task.downstreamTaskIds].filter((id) => !dag.tasks.has(id));
  if (strangers.length > 0)
    refuse(
      "upstream",
      `Tries to set relationships with ${strangers.join(", ")}: expected tasks of the DAG ${dag.dagId}, got ones of another DAG or of none`,
    );
  const { triggerRule } = task.settings;
  const stopsAtFailure = dag.arguments.failStop === true || dag.arguments.failFast === true;
  if (stopsAtFailure && triggerRule !== "all_success" && triggerRule !== "all_done_setup_success")
    refuse(
      "triggerRule",
      `A 'fail-stop' dag can only have tasks with trigger rule all_success, got ${triggerRule}: leave one of the two`,
    );
  if (task.isSetup && task.isTeardown)
    refuse("setup", `Cannot mark task '${taskId}' as setup; task is already a teardown.`);
  return problems;
}

function checkOwnArguments({ arguments: given }: DAG, config: AirflowConfig, rules: Rules): DagProblem[] {
  const problems: DagProblem[] = [];
  const refuse = (field: string, message: string) => problems.push({ taskId: null, field, message });
  for (const field of ["maxActiveRuns", "maxActiveTasks", "maxConsecutiveFailedDagRuns"] as const) {
    const value = given[field];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
      refuse(field, `expected a whole number from 0 up, got \`${shown(value)}\``);
  }
  const timeout = given.dagrunTimeout;
  if (timeout !== undefined && !isSeconds(timeout))
    refuse("dagrunTimeout", `expected a number of seconds from 0 to ${MOST_SECONDS}, got \`${shown(timeout)}\``);
  for (const field of ["startDate", "endDate"] as const) {
    const date = given[field];
    if (date !== undefined && !(DateTime.isDateTime(date) && date.isValid))
      refuse(field, `expected a valid DateTime of luxon, got \`${shown(date)}\``);
  }
  problems.push(...checkSchedule(given, config, rules));
  return problems;
}

/** The names of schedules. */
const PRESET_NAMES = [
  "@once",
  "@continuous",
  "@hourly",
  "@daily",
  "@midnight",
  "@weekly",
  "@monthly",
  "@quarterly",
  "@yearly",
  "@annually",
];

function checkSchedule(given: DagArguments, config: AirflowConfig, rules: Rules): DagProblem[] {
  const { schedule = null, startDate } = given;
  if (schedule === null) return [];
  const problems: DagProblem[] = [];
  const refuse = (message: string) => problems.push({ taskId: null, field: "schedule", message });
  if (isDatasetSchedule(schedule)) {
    const wrong = datasetScheduleProblem(schedule);
    if (wrong !== undefined) refuse(wrong);
    return problems;
  }
  if (startDate === undefined)
    refuse("DAG is missing the start_date parameter: give a `startDate`, from which it runs");
  const maxActiveRuns = given.maxActiveRuns ?? config.core.maxActiveRunsPerDag;
  if (schedule === "@continuous" && maxActiveRuns > 1)
    refuse(
      `Invalid max_active_runs: ContinuousTimetable requires max_active_runs <= 1, got ${maxActiveRuns}: give \`maxActiveRuns: 1\``,
    );
  for (const cron of cronsOf(schedule)) {
    const wrong = cronProblem(cron, rules);
    if (wrong !== undefined)
      refuse(`expected a cron expression or one of ${PRESET_NAMES.join(", ")}, got \`${shown(cron)}\`: ${wrong}`);
  }
  if (schedule instanceof MultipleCronTriggerTimetable && schedule.crons.length === 0)
    refuse("cron expression required: give one or several");
  problems.push(...checkScheduleShape(schedule));
  const ofEvents = schedule instanceof EventsTimetable ? schedule.problem(rules) : undefined;
  if (ofEvents !== undefined) refuse(ofEvents);
  if (schedule instanceof CronPartitionTimetable) {
    const wrong = keyFormatProblem(schedule.keyFormat);
    if (wrong !== undefined) refuse(wrong);
    if (!Number.isSafeInteger(schedule.runOffset))
      refuse(`expected a whole number as runOffset, got \`${shown(schedule.runOffset)}\``);
  }
  const period =
    schedule instanceof DeltaTriggerTimetable
      ? schedule.delta
      : typeof schedule === "object" && "every" in schedule
        ? schedule.every
        : undefined;
  if (period !== undefined && !isSeconds(period, 1e-6))
    refuse(`expected a number of seconds from 0.000001 to ${MOST_SECONDS}, got \`${shown(period)}\``);
  if (isTrigger(schedule) && !(schedule instanceof CronPartitionTimetable) && !isSeconds(schedule.interval))
    refuse(`expected an interval of seconds from 0 to ${MOST_SECONDS}, got \`${shown(schedule.interval)}\``);
  return problems;
}

/** The cron expressions of a schedule. */
function cronsOf(schedule: unknown): readonly string[] {
  if (schedule instanceof MultipleCronTriggerTimetable) return schedule.crons;
  const cron =
    schedule instanceof CronTriggerTimetable || schedule instanceof CronPartitionTimetable ? schedule.cron : schedule;
  return typeof cron !== "string" || cron === "@once" || cron === "@continuous" ? [] : [cron];
}

function isTrigger(
  schedule: unknown,
): schedule is CronPartitionTimetable | CronTriggerTimetable | DeltaTriggerTimetable | MultipleCronTriggerTimetable {
  return [CronPartitionTimetable, CronTriggerTimetable, DeltaTriggerTimetable, MultipleCronTriggerTimetable].some(
    (one) => schedule instanceof one,
  );
}

/** Refuses keys that a schedule does not have, and what is no schedule at all. */
function checkScheduleShape(schedule: unknown): DagProblem[] {
  const hasOptions = isTrigger(schedule) || schedule instanceof EventsTimetable;
  if (typeof schedule === "string" || (isObject(schedule) && !hasOptions && isTimetable(schedule))) return [];
  const unknown = hasOptions ? schedule.unknownOptions : unknownKeys("schedule", schedule, ["every"]);
  const isKnown = hasOptions || unknown.length > 0 || (isObject(schedule) && "every" in schedule);
  const what = "null, a cron expression, `{ every: seconds }`, datasets or a timetable";
  const problems = isKnown ? unknown : [expected("schedule", what, schedule)];
  return problems.map(({ path, message }) => ({ taskId: null, field: path, message }));
}

function isTimetable(schedule: Given): boolean {
  return typeof schedule["nextDagrunInfo"] === "function" && typeof schedule["inferManualDataInterval"] === "function";
}

/** The most tasks of a cycle that an error names. */
const MOST_NAMED = 20;

function cycleText(faulty: readonly string[]): string {
  if (faulty.length <= MOST_NAMED) return faulty.join(" -> ");
  return `${faulty.slice(0, MOST_NAMED - 1).join(" -> ")} -> (${faulty.length - MOST_NAMED} more) -> ${faulty.at(-1)}`;
}

/** The tasks of a cycle, the first one repeated at the end. Without recursion: a chain may have ten thousand tasks. */
function findCycle(tasks: readonly TaskShape[]): string[] | undefined {
  const upstream = new Map<string, readonly string[]>();
  for (const { taskId, upstreamTaskIds } of tasks)
    upstream.set(taskId, [...(upstream.get(taskId) ?? []), ...upstreamTaskIds]);
  const done = new Set<string>();
  for (const { taskId: start } of tasks) {
    const path: string[] = [];
    const onPath = new Set<string>();
    const stack: { readonly id: string; readonly leaves: boolean }[] = [{ id: start, leaves: false }];
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      if (step.leaves) {
        path.pop();
        onPath.delete(step.id);
        done.add(step.id);
      } else if (onPath.has(step.id)) return [...path.slice(path.indexOf(step.id)), step.id].reverse();
      else if (!done.has(step.id)) {
        path.push(step.id);
        onPath.add(step.id);
        stack.push({ id: step.id, leaves: true });
        for (const id of upstream.get(step.id) ?? []) if (upstream.has(id)) stack.push({ id, leaves: false });
      }
    }
  }
  return undefined;
}
