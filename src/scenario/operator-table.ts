/**
 * The operators of scenario files: what each takes, and the class that it becomes. The names are Airflow's own, in
 * snake_case; `camel` turns them into this library's.
 * @module
 */
import type { DateTime } from "luxon";
import { z } from "zod";
import { DagRunState, DEPRECATED_TRIGGER_RULES, TriggerRule, WeightRule } from "../definition/index.ts";
import {
  DateTimeSensor,
  DateTimeSensorAsync,
  EmptyOperator,
  ExternalTaskMarker,
  ExternalTaskSensor,
  LatestOnlyOperator,
  ShortCircuitOperator,
  TimeDeltaSensor,
  TimeDeltaSensorAsync,
  TimeSensor,
  TimeSensorAsync,
  TriggerDagRunOperator,
} from "../operators/index.ts";
import type { OperatorSpec, Shape } from "./operator-spec.ts";
import { SCENARIO_OPERATORS } from "./scenario-operators.ts";
import {
  bool,
  instant,
  integer,
  json,
  listOf,
  mustBe,
  name,
  oneOf,
  record,
  seconds,
  text,
  whole,
} from "./schema-parts.ts";
import { sensorFields } from "./sensor-fields.ts";

export type { OperatorSpec, Shape } from "./operator-spec.ts";

const TRIGGER_RULES = [...Object.values(TriggerRule), ...Object.keys(DEPRECATED_TRIGGER_RULES)] as [
  string,
  ...string[],
];
const RUN_STATES = Object.values(DagRunState) as [DagRunState, ...DagRunState[]];
const WEIGHT_RULES = Object.values(WeightRule) as [WeightRule, ...WeightRule[]];

/** BaseOperator's arguments. Those that change nothing in a simulation are taken and left alone. */
export const baseFields = (): Shape => ({
  retries: whole(0),
  retry_delay: seconds(),
  retry_exponential_backoff: z.union([z.boolean(), z.number().min(0)], {
    error: mustBe("true, false or a number from 0 up"),
  }),
  max_retry_delay: seconds().nullable(),
  execution_timeout: seconds().nullable(),
  trigger_rule: oneOf(TRIGGER_RULES),
  pool: name(),
  pool_slots: whole(1),
  priority_weight: integer(),
  weight_rule: oneOf(WEIGHT_RULES),
  depends_on_past: bool(),
  ignore_first_depends_on_past: bool(),
  wait_for_past_depends_before_skipping: bool(),
  wait_for_downstream: bool(),
  max_active_tis_per_dag: whole(1).nullable(),
  max_active_tis_per_dagrun: whole(1).nullable(),
  do_xcom_push: bool(),
  sla: seconds().nullable(),
  outlets: listOf(name()),
  callbacks: listOf(oneOf(["on_execute", "on_success", "on_failure", "on_retry", "on_skipped"])),
  params: json(),
  queue: text(),
  owner: text(),
  email: z.union([z.string(), z.array(z.string())]),
  email_on_failure: bool(),
  email_on_retry: bool(),
  doc: text(),
  doc_md: text(),
  run_as_user: text(),
  executor_config: json(),
});

/** The fields of sensors that wait for a time and that a trigger may start or end. */
const momentTrigger = (): Shape => ({
  start_from_trigger: bool(),
  end_from_trigger: bool(),
  trigger_kwargs: record({
    moment: instant().describe("The moment at which it fires, in seconds after the start."),
    end_from_trigger: bool().describe("True if it ends the task. Default false.").optional(),
  }),
});

/** Seconds after the start, or a date as a text. */
function moment() {
  return z.union([instant(), name()], { error: mustBe("a number of seconds, or a date as a text") });
}

/** `06:30`, with seconds and a fraction of them where they are meant. */
const TIME_OF_DAY = /^([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,6}))?)?$/;

function timeOfDay() {
  return z.string().regex(TIME_OF_DAY, { error: mustBe("a time of the day, such as 06:30") });
}

export const CORE_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  ...SCENARIO_OPERATORS,
  EmptyOperator: { about: "Does nothing.", fields: () => ({}), required: [], operatorClass: EmptyOperator },
  LatestOnlyOperator: {
    about: "Skips what is behind it in any run but the latest.",
    fields: () => ({}),
    required: [],
    operatorClass: LatestOnlyOperator,
  },
  ShortCircuitOperator: {
    about: "Skips what is behind it where `condition` is false.",
    fields: () => ({ condition: z.unknown(), ignore_downstream_trigger_rules: bool() }),
    required: ["condition"],
    operatorClass: ShortCircuitOperator,
    convert: ({ condition, ...rest }) => ({ ...rest, pythonCallable: () => condition }),
  },
  TimeDeltaSensor: {
    about: "Waits until `delta` seconds after the end of the run's data interval.",
    fields: () => ({ delta: instant(), deferrable: bool(), end_from_trigger: bool(), ...sensorFields() }),
    required: ["delta"],
    operatorClass: TimeDeltaSensor,
    asyncSibling: "TimeDeltaSensorAsync",
  },
  TimeDeltaSensorAsync: {
    about: "As TimeDeltaSensor, deferred.",
    fields: () => ({ delta: instant(), end_from_trigger: bool(), ...sensorFields() }),
    required: ["delta"],
    operatorClass: TimeDeltaSensorAsync,
    syncSibling: "TimeDeltaSensor",
  },
  DateTimeSensor: {
    about:
      "Waits until `target_time` seconds after the start, or until the date that a text says, which may be a template.",
    fields: () => ({ target_time: moment(), ...sensorFields() }),
    required: ["target_time"],
    operatorClass: DateTimeSensor,
    asyncSibling: "DateTimeSensorAsync",
    convert: targetTime,
  },
  TimeSensor: {
    about: "Waits until a time of the day in the DAG's time zone, such as `06:30`.",
    fields: () => ({ target_time: timeOfDay(), deferrable: bool(), ...sensorFields() }),
    required: ["target_time"],
    operatorClass: TimeSensor,
    asyncSibling: "TimeSensorAsync",
    convert: secondsOfDay,
  },
  TimeSensorAsync: {
    about: "As TimeSensor, deferred.",
    fields: () => ({ target_time: timeOfDay(), ...momentTrigger(), ...sensorFields() }),
    required: ["target_time"],
    operatorClass: TimeSensorAsync,
    syncSibling: "TimeSensor",
    convert: secondsOfDay,
  },
  TriggerDagRunOperator: {
    about: "Starts a run of another DAG, and may wait for it.",
    fields: () => ({
      trigger_dag_id: name(),
      trigger_run_id: name().nullable(),
      conf: json().nullable(),
      execution_date: text().nullable(),
      logical_date: text().nullable(),
      reset_dag_run: bool(),
      wait_for_completion: bool(),
      skip_when_already_exists: bool(),
      poke_interval: seconds(),
      allowed_states: listOf(oneOf(RUN_STATES)).nullable(),
      failed_states: listOf(oneOf(RUN_STATES)).nullable(),
      deferrable: bool(),
    }),
    required: ["trigger_dag_id"],
    operatorClass: TriggerDagRunOperator,
  },
  ExternalTaskSensor: {
    about: "Waits for a task, or a whole run, of another DAG.",
    fields: () => ({
      external_dag_id: name(),
      external_task_id: name().nullable(),
      external_task_ids: listOf(name()).nullable(),
      external_task_group_id: name().nullable(),
      execution_date_fn: z.union([instant(), listOf(instant())], { error: mustBe("seconds, or a list of them") }),
      allowed_states: listOf(text()).nullable(),
      skipped_states: listOf(text()).nullable(),
      failed_states: listOf(text()).nullable(),
      execution_delta: instant().nullable(),
      check_existence: bool(),
      poll_interval: seconds(),
      deferrable: bool(),
      ...sensorFields(),
    }),
    required: ["external_dag_id"],
    operatorClass: ExternalTaskSensor,
    convert: executionDateFn,
  },
  ExternalTaskMarker: {
    about: "Names a task of another DAG that is cleared with it, up to Airflow 2.",
    fields: () => ({
      external_dag_id: name(),
      external_task_id: name(),
      execution_date: text(),
      logical_date: text(),
      recursion_depth: whole(1),
    }),
    required: ["external_dag_id", "external_task_id"],
    operatorClass: ExternalTaskMarker,
  },
  DateTimeSensorAsync: {
    about: "As DateTimeSensor, deferred.",
    fields: () => ({ target_time: moment(), ...momentTrigger(), ...sensorFields() }),
    required: ["target_time"],
    operatorClass: DateTimeSensorAsync,
    syncSibling: "DateTimeSensor",
    convert: targetTime,
  },
};

function targetTime(
  { targetTime: at, ...rest }: Readonly<Record<string, unknown>>,
  isoAt: (seconds: number) => string,
) {
  return { ...rest, targetTime: typeof at === "string" ? at : isoAt(at as number) };
}

function secondsOfDay({ targetTime: at, ...rest }: Readonly<Record<string, unknown>>) {
  const [, hour, minute, second = 0, fraction = ""] = TIME_OF_DAY.exec(String(at)) ?? [];
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(`${second}.${fraction}0`);
  return { ...rest, targetTime: seconds };
}

/** A function of the logical date, of which a file says by how much earlier the dates are. */
function executionDateFn({ executionDateFn: earlier, ...rest }: Readonly<Record<string, unknown>>) {
  if (earlier === undefined) return rest;
  const dates = (date: DateTime) => [earlier as number | number[]].flat().map((seconds) => date.minus({ seconds }));
  return { ...rest, executionDateFn: dates };
}
