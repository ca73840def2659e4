/**
 * The variables that templates see, named as in Airflow's templates reference (get_template_context, models/taskinstance.py).
 * @module
 */

import type { TaskContext } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import { MACROS, templateDate } from "./template-dates.ts";
import { STR, type TemplateCall, TYPE, templateFunction } from "./template-values.ts";

const DAY = 86_400_000_000;

type Variable = (context: TaskContext) => unknown;

const date =
  (at: (context: TaskContext) => Micros): Variable =>
  (context) =>
    templateDate(context, at(context));
const ds =
  (at: (context: TaskContext) => Micros): Variable =>
  (context) =>
    context.calendar.isoformat(at(context)).slice(0, 10);
const without =
  (variable: Variable, characters: RegExp): Variable =>
  (context) =>
    String(variable(context)).replaceAll(characters, "");

const logicalDate = ({ dagRun }: TaskContext) => dagRun.logicalDate;
const logicalDs = ds(logicalDate);
const ts: Variable = (context) => context.calendar.isoformat(logicalDate(context));

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

const VARIABLES: Readonly<Record<string, Variable>> = {
  ds: logicalDs,
  ds_nodash: without(logicalDs, /-/g),
  ts,
  ts_nodash: (context) => String(ts(context)).slice(0, 19).replaceAll(/[-:]/g, ""),
  ts_nodash_with_tz: without(ts, /[-:]/g),
  yesterday_ds: ds((context) => logicalDate(context) - DAY),
  yesterday_ds_nodash: without(
    ds((context) => logicalDate(context) - DAY),
    /-/g,
  ),
  tomorrow_ds: ds((context) => logicalDate(context) + DAY),
  tomorrow_ds_nodash: without(
    ds((context) => logicalDate(context) + DAY),
    /-/g,
  ),
  prev_ds: ofAskedRun(logicalDs),
  prev_ds_nodash: ofAskedRun(without(logicalDs, /-/g)),
  next_ds: ofAskedRun(logicalDs),
  next_ds_nodash: ofAskedRun(without(logicalDs, /-/g)),
  prev_execution_date: ofAskedRun(date(logicalDate)),
  next_execution_date: ofAskedRun(date(logicalDate)),
  run_id: ({ runId }) => runId,
  params: ({ params }) => params,
  logical_date: date(logicalDate),
  execution_date: date(logicalDate),
  data_interval_start: date(({ dagRun }) => dagRun.dataIntervalStart),
  data_interval_end: date(({ dagRun }) => dagRun.dataIntervalEnd),
  dag_run: ({ calendar, rules, dagRun, runId }) => ({
    [TYPE]: "airflow.models.dagrun.DagRun",
    conf: dagRun.conf,
    dag_id: dagRun.dagId,
    run_id: runId,
    run_type: dagRun.runType,
    external_trigger: dagRun.externalTrigger,
    data_interval_start: templateDate({ calendar, rules }, dagRun.dataIntervalStart),
    data_interval_end: templateDate({ calendar, rules }, dagRun.dataIntervalEnd),
    logical_date: templateDate({ calendar, rules }, dagRun.logicalDate),
    execution_date: templateDate({ calendar, rules }, dagRun.logicalDate),
  }),
  dag: ({ dagRun }) => ({ [TYPE]: "DAG", dag_id: dagRun.dagId, [STR]: `<DAG: ${dagRun.dagId}>` }),
  task: ({ task }) => ({
    [TYPE]: task.taskType,
    task_id: task.taskId,
    task_type: task.taskType,
    [STR]: `<Task(${task.taskType}): ${task.taskId}>`,
  }),
  ti: taskInstance,
  task_instance: taskInstance,
  task_instance_key_str: (context) =>
    `${context.ti.dagId}__${context.ti.taskId}__${without(logicalDs, /-/g)(context) as string}`,
  map_index: ({ ti }) => ti.mapIndex,
  macros: () => MACROS,
  inlets: () => [],
  outlets: ({ task }) => task.settings.outlets,
  test_mode: () => false,
};

/** The value of a variable, undefined where Airflow has none of that name or it is not modelled. */
export function templateVariable(name: string, context: TaskContext): unknown {
  return Object.hasOwn(VARIABLES, name) ? VARIABLES[name]?.(context) : undefined;
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
