/**
 * The variables that templates see, named as in Airflow's templates reference (get_template_context, models/taskinstance.py).
 * @module
 */

import type { TaskContext } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import { MACROS, templateDate, templateZone } from "./template-dates.ts";
import { GONE_NAMES } from "./template-names-of-2.ts";
import { enumMember, lazyObject, STR, type TemplateCall, TYPE, templateFunction } from "./template-values.ts";

const DAY = 86_400_000_000;

type Variable = (context: TaskContext) => unknown;

/** The part of a context that the variables about a date are made from. */
export interface DatedContext extends Pick<TaskContext, "calendar" | "rules"> {
  readonly dagRun: Pick<TaskContext["dagRun"], "logicalDate" | "runAfter">;
}

type DatedVariable = (context: DatedContext) => unknown;

const date =
  <Context extends DatedContext>(at: (context: Context) => Micros) =>
  (context: Context): unknown =>
    templateDate(context, at(context));
const ds =
  (at: (context: DatedContext) => Micros): DatedVariable =>
  (context) =>
    context.calendar.isoformat(at(context)).slice(0, 10);
const without =
  (variable: DatedVariable, characters: RegExp): DatedVariable =>
  (context) => {
    const value = variable(context);
    return value === undefined ? undefined : String(value).replaceAll(characters, "");
  };

/** A run that is about no date has none of the variables that are made of its date. */
const ofDatedRun =
  <Context extends DatedContext>(variable: (context: Context) => unknown) =>
  (context: Context): unknown =>
    context.dagRun.logicalDate === null ? undefined : variable(context);

const logicalDate = ({ dagRun }: DatedContext) => dagRun.logicalDate ?? dagRun.runAfter;
const logicalDs = ofDatedRun(ds(logicalDate));
const ts = ofDatedRun((context) => context.calendar.isoformat(logicalDate(context)));

const yesterday = ofDatedRun(ds((context) => logicalDate(context) - DAY));
const tomorrow = ofDatedRun(ds((context) => logicalDate(context) + DAY));

/** Of a run that was asked for, what came before and comes after means nothing: it is the run itself. */
const ofAskedRun =
  (variable: Variable): Variable =>
  (context) =>
    context.dagRun.externalTrigger ? variable(context) : undefined;

const taskInstance: Variable = (context) => {
  const { ti } = context;
  return {
    [TYPE]: "airflow.models.taskinstance.TaskInstance",
    dag_id: ti.dagId,
    task_id: ti.taskId,
    run_id: ti.runId,
    map_index: ti.mapIndex,
    try_number: ti.tryNumber,
    max_tries: ti.maxTries,
    xcom_pull: templateFunction((call) => xcomPull(context, call)),
  };
};

function dateOrNone(context: Pick<TaskContext, "calendar" | "rules">, at: Micros | null): unknown {
  return at === null ? null : templateDate(context, at);
}

/** The variables that a date alone gives. */
const DATED: Readonly<Record<string, DatedVariable>> = {
  ds: logicalDs,
  ds_nodash: without(logicalDs, /-/g),
  ts,
  ts_nodash: ofDatedRun((context) => String(ts(context)).slice(0, 19).replaceAll(/[-:]/g, "")),
  ts_nodash_with_tz: without(ts, /[-:]/g),
  yesterday_ds: yesterday,
  yesterday_ds_nodash: without(yesterday, /-/g),
  tomorrow_ds: tomorrow,
  tomorrow_ds_nodash: without(tomorrow, /-/g),
  logical_date: ofDatedRun(date(logicalDate)),
  macros: () => MACROS,
};

function dagRunVariable({ calendar, rules, dagRun, runId }: TaskContext): Record<string, unknown> {
  const dates = { calendar, rules };
  const logicalDate = () => dateOrNone(dates, dagRun.logicalDate);
  return lazyObject({
    [TYPE]: () => "airflow.models.dagrun.DagRun",
    conf: () => dagRun.conf,
    dag_id: () => dagRun.dagId,
    run_id: () => runId,
    run_type: () => runTypeOf(dagRun.runType, rules),
    ...(rules.templatesKnow === "the names of 2"
      ? { external_trigger: () => dagRun.externalTrigger, execution_date: logicalDate }
      : {}),
    data_interval_start: () => dateOrNone(dates, dagRun.dataIntervalStart),
    data_interval_end: () => dateOrNone(dates, dagRun.dataIntervalEnd),
    logical_date: logicalDate,
    run_after: () => templateDate(dates, dagRun.runAfter),
    ...(rules.templatesKnow === "the names of 3" ? { partition_key: () => dagRun.partitionKey } : {}),
  });
}

/** See `Rules.runTypesArePrinted`. What Airflow 2 calls datasets 3 calls assets. */
function runTypeOf(type: TaskContext["dagRun"]["runType"], { runTypesArePrinted }: TaskContext["rules"]): unknown {
  if (runTypesArePrinted === "by value") return type;
  const value = type === "dataset_triggered" ? "asset_triggered" : type;
  return enumMember("DagRunType", value.toUpperCase(), value);
}

const VARIABLES: Readonly<Record<string, Variable>> = {
  ...DATED,
  prev_ds: ofAskedRun(logicalDs),
  prev_ds_nodash: ofAskedRun(without(logicalDs, /-/g)),
  next_ds: ofAskedRun(logicalDs),
  next_ds_nodash: ofAskedRun(without(logicalDs, /-/g)),
  prev_execution_date: ofAskedRun(date(logicalDate)),
  next_execution_date: ofAskedRun(date(logicalDate)),
  run_id: ({ runId }) => runId,
  params: ({ params }) => params,
  execution_date: ofDatedRun(date(logicalDate)),
  data_interval_start: ofDatedRun(date(({ dagRun }: TaskContext) => dagRun.dataIntervalStart ?? dagRun.runAfter)),
  data_interval_end: ofDatedRun(date(({ dagRun }: TaskContext) => dagRun.dataIntervalEnd ?? dagRun.runAfter)),
  dag_run: dagRunVariable,
  dag: ({ dagRun }) => ({
    [TYPE]: "DAG",
    dag_id: dagRun.dagId,
    timezone: templateZone(dagRun.timezone),
    [STR]: `<DAG: ${dagRun.dagId}>`,
  }),
  task: ({ task }) => ({
    [TYPE]: task.taskType,
    task_id: task.taskId,
    task_type: task.taskType,
    [STR]: `<Task(${task.taskType}): ${task.taskId}>`,
  }),
  ti: taskInstance,
  task_instance: taskInstance,
  task_instance_key_str: (context) =>
    `${context.ti.dagId}__${context.ti.taskId}__${(without(logicalDs, /-/g)(context) ?? context.runId) as string}`,
  map_index: ({ ti }) => ti.mapIndex,
  inlets: () => [],
  outlets: ({ task }) => task.settings.outlets,
  test_mode: () => false,
};

/** The value of a variable, undefined where Airflow has none of that name or it is not modelled. */
export function templateVariable(name: string, context: TaskContext): unknown {
  if (context.rules.templatesKnow === "the names of 3" && Object.hasOwn(GONE_NAMES, name)) return undefined;
  return Object.hasOwn(VARIABLES, name) ? VARIABLES[name]?.(context) : undefined;
}

/** The value of a variable where there is a date and no task; undefined where there is none of that name. */
export function datedVariable(name: string, context: DatedContext): unknown {
  return Object.hasOwn(DATED, name) ? DATED[name]?.(context) : undefined;
}

function xcomPull({ ti }: TaskContext, { args, kwargs }: TemplateCall): unknown {
  const [taskIds = kwargs["task_ids"], , key = kwargs["key"]] = args;
  const mapIndexes = kwargs["map_indexes"];
  return ti.xcomPull({
    ...(taskIds === undefined || taskIds === null ? {} : { taskIds: taskIds as string | string[] }),
    ...(key === undefined ? {} : { key: String(key) }),
    ...(mapIndexes === undefined ? {} : { mapIndexes: mapIndexes as number | number[] }),
  });
}
