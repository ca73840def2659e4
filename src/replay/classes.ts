/**
 * Operators by the names of their classes: which of them wait, how they look, and whether they can wait in the triggerer.
 * A table by class, since an export has no code.
 * @module
 */
import type { TaskRecord } from "../history/index.ts";
import type { Seconds } from "../kernel/index.ts";
import type { Rules } from "../rules/index.ts";

/**
 * - `work`: holds its slot for the time that it took.
 * - `sensor`: waits for something outside that comes at an instant of its own.
 * - `external`: waits for a simulated task.
 * - `job`: submits something outside and waits as long as that takes.
 * - `triggerRun`, `empty`, `branch`, `shortCircuit`, `latestOnly`: Airflow's own.
 */
export type TaskKind =
  | "work"
  | "sensor"
  | "external"
  | "job"
  | "triggerRun"
  | "empty"
  | "branch"
  | "shortCircuit"
  | "latestOnly";

interface Waits {
  /** Seconds between two looks in the worker, where nobody says otherwise. */
  readonly interval: Seconds;
  /** Seconds between two looks of its trigger. */
  readonly triggerInterval: (rules: Rules) => Seconds;
}

const every = (interval: Seconds): Waits => ({ interval, triggerInterval: () => interval });

/** Operators that submit something and wait for it, and that have `deferrable=True` in their providers. */
const JOBS: Readonly<Record<string, Waits>> = {
  GlueJobOperator: {
    interval: 6,
    triggerInterval: ({ glueTriggerWaits }) => (glueTriggerWaits === "by its own loop" ? 6 : 60),
  },
  AwsGlueJobOperator: every(6),
  GlueCrawlerOperator: every(5),
  AthenaOperator: every(30),
  RedshiftDataOperator: every(10),
  EmrAddStepsOperator: every(30),
  EmrServerlessStartJobOperator: every(60),
  EmrContainerOperator: every(30),
  EmrCreateJobFlowOperator: every(60),
  BatchOperator: every(30),
  EcsRunTaskOperator: every(6),
  SageMakerTrainingOperator: every(30),
  SageMakerProcessingOperator: every(30),
  SageMakerTransformOperator: every(30),
  SageMakerTuningOperator: every(30),
  GlueDataBrewStartJobOperator: every(30),
  RedshiftCreateClusterSnapshotOperator: every(15),
  DbtCloudRunJobOperator: every(60),
  DatabricksSubmitRunOperator: every(30),
  DatabricksRunNowOperator: every(30),
  BigQueryInsertJobOperator: every(4),
  DataprocSubmitJobOperator: every(10),
  SnowflakeSqlApiOperator: every(5),
  KubernetesPodOperator: every(2),
  LivyOperator: every(60),
};

/** Sensors that have `deferrable=True`. */
const DEFERRABLE_SENSORS: ReadonlySet<string> = new Set([
  "S3KeySensor",
  "S3KeysUnchangedSensor",
  "ExternalTaskSensor",
  "DateTimeSensor",
  "TimeDeltaSensor",
  "TimeSensor",
  "FileSensor",
  "HttpSensor",
  "GlueJobSensor",
  "EmrJobFlowSensor",
  "EmrStepSensor",
  "EmrContainerSensor",
  "BatchSensor",
  "SqsSensor",
  "RedshiftClusterSensor",
  "BigQueryTableExistenceSensor",
  "GCSObjectExistenceSensor",
  "DbtCloudJobRunSensor",
  "DatabricksPartitionSensor",
]);

const BRANCHES: ReadonlySet<string> = new Set([
  "BranchPythonOperator",
  "_BranchPythonDecoratedOperator",
  "BranchPythonDecoratedOperator",
  "BranchDateTimeOperator",
  "BranchDayOfWeekOperator",
  "BranchSQLOperator",
  "BranchExternalPythonOperator",
  "BranchPythonVirtualenvOperator",
]);

const SHORT_CIRCUITS: ReadonlySet<string> = new Set([
  "ShortCircuitOperator",
  "_ShortCircuitDecoratedOperator",
  "ShortCircuitDecoratedOperator",
]);

/** The kind of a task, by its class and by what its DAG says. */
export function kindOf({ operator, isEmpty, isSensor, fields }: TaskRecord): TaskKind {
  if (isEmpty) return "empty";
  if (operator === "TriggerDagRunOperator") return "triggerRun";
  if (operator === "LatestOnlyOperator") return "latestOnly";
  if (BRANCHES.has(operator)) return "branch";
  if (SHORT_CIRCUITS.has(operator)) return "shortCircuit";
  if (operator === "ExternalTaskSensor" && fields["external_task_group_id"] == null) return "external";
  if (isSensor === true || /Sensor(Async)?$/.test(operator)) return "sensor";
  if (operator in JOBS && fields["wait_for_completion"] !== false) return "job";
  return "work";
}

/** Tells if the class can wait in the triggerer. */
export function canDefer(operator: string, kind: TaskKind): boolean {
  return kind === "job" || DEFERRABLE_SENSORS.has(operator);
}

/** Seconds between two looks of a job's operator in the worker. */
export function jobInterval(operator: string): Seconds {
  return JOBS[operator]?.interval ?? 30;
}

/** Seconds between two looks of a job's trigger. */
export function jobTriggerInterval(operator: string, rules: Rules): Seconds {
  return JOBS[operator]?.triggerInterval(rules) ?? 30;
}
