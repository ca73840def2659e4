/**
 * The DAGs of a replay: those of the history, their tasks as recorded ones.
 * @module
 */
import { DateTime } from "luxon";
import { invariant } from "../containers/index.ts";
import {
  CronTriggerTimetable,
  DAG,
  Dataset,
  DatasetAll,
  DatasetAny,
  type DatasetExpression,
  DeltaTriggerTimetable,
  type Schedule,
  TriggerRule,
  WeightRule,
  XComArg,
} from "../definition/index.ts";
import type {
  DagRecord,
  DatasetConditionRecord,
  Instant,
  MappingRecord,
  RecordedSchedule,
  TaskRecord,
} from "../history/index.ts";
import {
  BaseOperator,
  chain,
  EmptyOperator,
  ExternalTaskSensor,
  LatestOnlyOperator,
  type LinkableTask,
  type MappedOperator,
  partial,
  TaskGroup,
} from "../operators/index.ts";
import type { Rules } from "../rules/index.ts";
import { answersOf } from "./answers.ts";
import type { Changes } from "./changes.ts";
import { jobTriggerInterval } from "./classes.ts";
import { modeOf } from "./modes.ts";
import {
  type Recorded,
  RecordedBranch,
  RecordedJob,
  RecordedSensor,
  RecordedShortCircuit,
  RecordedTriggerRun,
  RecordedWork,
} from "./operators.ts";
import { RecordedTimetable } from "./recorded-timetable.ts";
import type { Recording } from "./recording.ts";
import { factsKey, type TaskFacts } from "./task-facts.ts";

/** The wall clock of an instant, to the millisecond. */
export function dateOf(instant: Instant): DateTime {
  return DateTime.fromMillis(Math.floor(instant / 1000), { zone: "utc", locale: "en-US" });
}

/** Builds a DAG for replay. */
export function replayDag(recording: Recording, record: DagRecord, changes: Changes, rules: Rules): DAG {
  const change = changes.dags?.[record.dagId] ?? {};
  const maxActiveRuns = change.maxActiveRuns ?? record.maxActiveRuns;
  const maxActiveTasks = change.maxActiveTasks ?? record.maxActiveTasks;
  const { schedule, timezone } = scheduleOf(recording, record);
  const dag = new DAG(record.dagId, {
    schedule,
    startDate: dateOf(firstDate(recording, record)).setZone(timezone),
    ...(record.endDate === null ? {} : { endDate: dateOf(record.endDate) }),
    catchup: record.catchup,
    ...(maxActiveRuns === null ? {} : { maxActiveRuns }),
    ...(maxActiveTasks === null ? {} : { maxActiveTasks }),
    ...(record.dagrunTimeout === null ? {} : { dagrunTimeout: record.dagrunTimeout }),
    ...(record.failStop ? { failStop: true } : {}),
  });
  const groups = groupsOf(dag, record);
  const built = new Map<string, LinkableTask>();
  const surroundings = { recording, recorded: answersOf(recording, record), changes, rules };
  for (const task of record.tasks) {
    const facts = recording.facts.get(factsKey(record.dagId, task.taskId));
    invariant(facts !== undefined, `Expected task "${task.taskId}" to have been looked at, it was not`);
    const group = groups.get(task.groupId ?? "");
    const taskId =
      task.groupId !== null && group?.prefixGroupId === true
        ? task.taskId.slice(group.groupId.length + 1)
        : task.taskId;
    const given = { ...settingsOf(facts, changes), taskId, ...(group === undefined ? { dag } : { taskGroup: group }) };
    built.set(task.taskId, buildTask(facts, given, surroundings));
  }
  linkTasks(record, built);
  return dag;
}

/** The date from which on runs are made: that of the first recorded one; without any, the window's start. */
function firstDate(recording: Recording, { dagId, startDate }: DagRecord): Instant {
  let first = Number.POSITIVE_INFINITY;
  for (const run of recording.runs.of(dagId))
    if (run.kind === "scheduled" && run.logicalDate !== null) first = Math.min(first, run.logicalDate);
  if (Number.isFinite(first)) return first;
  return Math.max(startDate ?? recording.history.window.from, recording.history.window.from);
}

function scheduleOf(recording: Recording, { dagId, schedule }: DagRecord): { schedule: Schedule; timezone: string } {
  const given = (value: Schedule, timezone = "utc") => ({ schedule: value, timezone });
  switch (schedule.kind) {
    case "none":
      return given(null);
    case "cron":
      return given(schedule.expression, schedule.timezone);
    case "cronTrigger":
      return given(new CronTriggerTimetable(schedule.expression, { interval: schedule.interval }), schedule.timezone);
    case "every":
      return given({ every: schedule.seconds });
    case "deltaTrigger":
      return given(new DeltaTriggerTimetable(schedule.seconds, { interval: schedule.interval }));
    case "datasets":
      return given(datasetsOf(schedule));
    case "unknown":
      return given(new RecordedTimetable(recording.runs.of(dagId), recording.start));
  }
}

function datasetsOf({ condition }: Extract<RecordedSchedule, { kind: "datasets" }>): Schedule {
  const of = (one: DatasetConditionRecord): DatasetExpression => {
    if (typeof one === "string") return new Dataset(one);
    return "any" in one ? new DatasetAny(...one.any.map(of)) : new DatasetAll(...one.all.map(of));
  };
  const expression = of(condition);
  return expression instanceof Dataset ? [expression] : (expression as DatasetAll);
}

function groupsOf(dag: DAG, { groups, tasks }: DagRecord): Map<string, TaskGroup> {
  const built = new Map<string, TaskGroup>();
  for (const { groupId, parentId, mapping } of groups) {
    const parentGroup = built.get(parentId ?? "");
    const prefix = parentGroup?.prefixGroupId === true ? `${parentGroup.groupId}.` : "";
    const isNamed = groupId.startsWith(prefix);
    const prefixGroupId = tasks.every((task) => task.groupId !== groupId || task.taskId.startsWith(`${groupId}.`));
    const own = { groupId: isNamed ? groupId.slice(prefix.length) : groupId, prefixGroupId };
    const values = mapping === null ? undefined : { over: mappedOver(mapping) };
    built.set(groupId, new TaskGroup({ dag, ...own, ...(parentGroup === undefined ? {} : { parentGroup }) }, values));
  }
  return built;
}

/** Gives what stands for the values: the first task that a result comes from, else a list of as many as there are. */
function mappedOver({ sources, lengths }: MappingRecord): XComArg | readonly null[] {
  const [source] = sources;
  if (source !== undefined) return new XComArg(source);
  return Array.from({ length: lengths.reduce((product, length) => product * length, 1) }, () => null);
}

function settingsOf({ dagId, task }: TaskFacts, changes: Changes) {
  const change = changes.tasks?.[`${dagId}.${task.taskId}`] ?? {};
  const oneOf = <Value extends string>(known: Readonly<Record<string, Value>>, value: string) =>
    Object.values(known).find((one) => one === value);
  const weightRule = oneOf(WeightRule, task.weightRule);
  const triggerRule = oneOf(TriggerRule, task.triggerRule);
  return {
    retries: task.retries,
    retryDelay: task.retryDelay,
    retryExponentialBackoff: task.retryExponentialBackoff,
    maxRetryDelay: task.maxRetryDelay,
    pool: change.pool ?? task.pool,
    poolSlots: change.poolSlots ?? task.poolSlots,
    queue: task.queue,
    priorityWeight: change.priorityWeight ?? task.priorityWeight,
    dependsOnPast: task.dependsOnPast,
    waitForDownstream: task.waitForDownstream,
    maxActiveTisPerDag: change.maxActiveTisPerDag ?? task.maxActiveTisPerDag,
    maxActiveTisPerDagrun: change.maxActiveTisPerDagrun ?? task.maxActiveTisPerDagrun,
    outlets: task.outlets.map((uri) => new Dataset(uri)),
    ...(weightRule === undefined ? {} : { weightRule }),
    ...(triggerRule === undefined ? {} : { triggerRule }),
  };
}

type Given = ReturnType<typeof settingsOf> & {
  readonly taskId: string;
  readonly dag?: DAG;
  readonly taskGroup?: TaskGroup;
};

interface Surroundings {
  readonly recording: Recording;
  readonly recorded: Recorded;
  readonly changes: Changes;
  readonly rules: Rules;
}

function buildTask(
  facts: TaskFacts,
  given: Given,
  { recording, recorded, changes, rules }: Surroundings,
): LinkableTask {
  const { task, kind, interval } = facts;
  const change = changes.tasks?.[`${facts.dagId}.${task.taskId}`] ?? {};
  const mode = modeOf(facts, changes);
  const deferrable = mode === "deferrable";
  const pokeInterval = change.pokeInterval ?? interval.seconds;
  const sensor = { pokeInterval, mode: mode === "reschedule" ? ("reschedule" as const) : ("poke" as const) };
  const over = task.mapping === null ? undefined : mappedOver(task.mapping);
  const make = <A extends Given>(operator: new (args: A) => BaseOperator, args: A): LinkableTask =>
    over === undefined
      ? new operator(args)
      : (partial(operator as never, args as never).expand({ over } as never) as unknown as MappedOperator<never>);
  switch (kind) {
    case "empty":
      return over === undefined ? new EmptyOperator(given) : make(RecordedWork, { ...given, recorded });
    case "latestOnly":
      return new LatestOnlyOperator(given);
    case "branch":
      return make(RecordedBranch, { ...given, recorded });
    case "shortCircuit": {
      const ignores = task.fields["ignore_downstream_trigger_rules"] !== false;
      return new RecordedShortCircuit({ ...given, recorded, ignoreDownstreamTriggerRules: ignores });
    }
    case "job":
      return make(RecordedJob, {
        ...given,
        recorded,
        deferrable,
        lookInterval: interval.seconds,
        triggerInterval: jobTriggerInterval(task.operator, rules),
      });
    case "sensor":
      return make(RecordedSensor, { ...given, ...sensor, recorded, deferrable });
    case "external":
      return externalSensor(facts, { ...given, ...sensor }, deferrable);
    case "triggerRun": {
      const target = task.fields["trigger_dag_id"];
      const isThere = typeof target === "string" && recording.history.dags.has(target);
      if (!isThere || over !== undefined) return make(RecordedWork, { ...given, recorded });
      const waitForCompletion = task.fields["wait_for_completion"] === true;
      return new RecordedTriggerRun({ ...given, recorded, triggerDagId: target, waitForCompletion });
    }
    case "work":
      return make(RecordedWork, { ...given, recorded });
  }
}

/** Waits for the simulated task, so that what changes elsewhere is felt. */
function externalSensor(
  facts: TaskFacts,
  given: Given & { readonly pokeInterval: number },
  deferrable: boolean,
): LinkableTask {
  const { waitsFor, timeout } = facts;
  invariant(waitsFor !== undefined, "Expected a sensor that waits for a simulated task");
  const { dagId: externalDagId, taskIds, delta } = waitsFor;
  return new ExternalTaskSensor({
    ...given,
    externalDagId,
    ...(taskIds.length === 0 ? {} : { externalTaskIds: taskIds }),
    ...(delta === 0 ? {} : { executionDelta: delta }),
    ...(timeout === undefined ? {} : { timeout }),
    ...(deferrable ? { deferrable, pollInterval: given.pokeInterval } : {}),
  });
}

function linkTasks({ tasks }: DagRecord, built: ReadonlyMap<string, LinkableTask>): void {
  for (const task of tasks)
    for (const id of task.downstream) {
      const [before, after] = [built.get(task.taskId), built.get(id)];
      if (before !== undefined && after !== undefined) chain(before, after);
    }
  for (const task of tasks) {
    const one = built.get(task.taskId);
    if (!(one instanceof BaseOperator)) continue;
    if (task.isSetup) one.asSetup();
    if (task.isTeardown)
      one.asTeardown({ setups: setupsOf(tasks, task, built), onFailureFailDagrun: task.onFailureFailDagrun });
  }
}

function setupsOf(
  tasks: readonly TaskRecord[],
  { taskId }: TaskRecord,
  built: ReadonlyMap<string, LinkableTask>,
): BaseOperator[] {
  return tasks
    .filter(({ isSetup, downstream }) => isSetup && downstream.includes(taskId))
    .map((setup) => built.get(setup.taskId))
    .filter((task) => task instanceof BaseOperator);
}
