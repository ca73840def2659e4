/**
 * Scenarios switched from one way to wait to another: what is switched, and that nothing else is.
 * @module
 */
import { checkScenarios, inMode, MODES, type Mode, modesOf, type Scenario } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

import { OPERATORS } from "../../src/scenario/index.ts";

type Json = Readonly<Record<string, unknown>>;

/** A scenario that was checked. */
function checked(content: Json): Scenario {
  const [scenario] = checkScenarios(content, "test");
  if (scenario === undefined) throw new Error("Expected a scenario");
  return scenario;
}

/** Operators that came with the provider 9.2.0, which Airflow 2.10.5 comes with. */
const LATER = [
  "GlueDataBrewStartJobOperator",
  "GlueDataQualityRuleSetEvaluationRunOperator",
  "GlueDataQualityRuleRecommendationRunOperator",
  "GlueDataQualityRuleSetEvaluationRunSensor",
  "GlueDataQualityRuleRecommendationRunSensor",
];

const versionOf = (tasks: readonly Json[]) =>
  tasks.some(({ operator }) => LATER.includes(String(operator))) ? { airflow: "2.10.5" } : {};

const scenarioOf = (tasks: readonly Json[], dag: Json = {}, more: Json = {}) =>
  checked({ name: "s", ...versionOf(tasks), dags: [{ dag_id: "d", tasks, ...dag }], ...more });

/** A task as it is in a mode. */
function switched(task: Json, mode: Mode): Json {
  const { dags } = inMode(scenarioOf([{ task_id: "t", ...task }]), mode);
  const { task_id: _, ...rest } = dags[0]?.tasks[0] ?? { task_id: "" };
  return rest;
}

/** What operators need to be given at all. */
const NEEDED: Readonly<Record<string, Json>> = {
  wait: { ready_at: 5 },
  choose: { choose: ["t"] },
  poll: { duration: 5 },
  ShortCircuitOperator: { condition: true },
  TriggerDagRunOperator: { trigger_dag_id: "e" },
  ExternalTaskMarker: { external_dag_id: "e", external_task_id: "x" },
  ExternalTaskSensor: { external_dag_id: "e" },
  S3KeySensor: { bucket_key: "s3://b/k" },
  GlueCrawlerOperator: { config: { Name: "c" } },
  GlueCrawlerSensor: { crawler_name: "c" },
  GlueJobOperator: { job_name: "j" },
  GlueJobSensor: { job_name: "j", run_id: "r" },
  AthenaOperator: { query: "SELECT 1", database: "d", output_location: "s3://b/o" },
  AthenaSensor: { query_execution_id: "q-1" },
  BatchOperator: { job_name: "n", job_queue: "q", job_definition: "d" },
  EC2InstanceStateSensor: { target_state: "running", instance_id: "i" },
  GlueCatalogPartitionSensor: { table_name: "t" },
  GlueDataBrewStartJobOperator: { job_name: "j" },
  GlueDataQualityRuleSetEvaluationRunOperator: { datasource: {}, role: "r", rule_set_names: ["s"] },
  GlueDataQualityRuleRecommendationRunOperator: { datasource: {}, role: "r" },
  GlueDataQualityRuleSetEvaluationRunSensor: { evaluation_run_id: "r" },
  GlueDataQualityRuleRecommendationRunSensor: { recommendation_run_id: "r" },
  EksCreateClusterOperator: { cluster_name: "c", cluster_role_arn: "r", resources_vpc_config: {} },
  EksCreateNodegroupOperator: { cluster_name: "c", nodegroup_subnets: ["s"], nodegroup_role_arn: "r" },
  EksCreateFargateProfileOperator: { cluster_name: "c", pod_execution_role_arn: "r", selectors: [] },
  EksDeleteClusterOperator: { cluster_name: "c" },
  EksDeleteNodegroupOperator: { cluster_name: "c", nodegroup_name: "n" },
  EksDeleteFargateProfileOperator: { cluster_name: "c", fargate_profile_name: "p" },
  RdsCreateDbInstanceOperator: { db_instance_identifier: "d", db_instance_class: "c", engine: "e" },
  RdsDeleteDbInstanceOperator: { db_instance_identifier: "d" },
  RdsStartDbOperator: { db_identifier: "d" },
  RdsStopDbOperator: { db_identifier: "d" },
  SageMakerTrainingOperator: { config: {} },
  SageMakerProcessingOperator: { config: {} },
  SageMakerTransformOperator: { config: {} },
  SageMakerTuningOperator: { config: {} },
  SageMakerEndpointOperator: { config: {} },
  SageMakerStartPipelineOperator: { pipeline_name: "p" },
  SageMakerStopPipelineOperator: { pipeline_exec_arn: "a" },
  BatchSensor: { job_id: "j" },
  BatchCreateComputeEnvironmentOperator: {
    compute_environment_name: "n",
    environment_type: "MANAGED",
    state: "ENABLED",
    compute_resources: {},
  },
  EcsRunTaskOperator: { task_definition: "t", cluster: "c", overrides: {} },
  EcsCreateClusterOperator: { cluster_name: "c" },
  EcsDeleteClusterOperator: { cluster_name: "c" },
  RedshiftCreateClusterOperator: {
    cluster_identifier: "c",
    node_type: "n",
    master_username: "u",
    master_user_password: "p",
  },
  RedshiftCreateClusterSnapshotOperator: { cluster_identifier: "c", snapshot_identifier: "s" },
  RedshiftResumeClusterOperator: { cluster_identifier: "c" },
  RedshiftPauseClusterOperator: { cluster_identifier: "c" },
  RedshiftDeleteClusterOperator: { cluster_identifier: "c" },
  RedshiftClusterSensor: { cluster_identifier: "c" },
  RedshiftDataOperator: { sql: "select 1", cluster_identifier: "c", database: "d" },
  LambdaCreateFunctionOperator: { function_name: "f", role: "r", code: {} },
  SqsSensor: { sqs_queue: "q" },
  EmrAddStepsOperator: { job_flow_id: "j-1", steps: [] },
  EmrTerminateJobFlowOperator: { job_flow_id: "j-1" },
  EmrJobFlowSensor: { job_flow_id: "j-1" },
  EmrStepSensor: { job_flow_id: "j-1", step_id: "s-1" },
  EmrContainerOperator: {
    name: "n",
    virtual_cluster_id: "v",
    execution_role_arn: "r",
    release_label: "l",
    job_driver: {},
  },
  EmrContainerSensor: { virtual_cluster_id: "v", job_id: "j" },
  EmrServerlessCreateApplicationOperator: { release_label: "l", job_type: "SPARK" },
  EmrServerlessStartJobOperator: {
    application_id: "a",
    execution_role_arn: "r",
    job_driver: {},
    configuration_overrides: {},
  },
  EmrServerlessStopApplicationOperator: { application_id: "a" },
  EmrServerlessDeleteApplicationOperator: { application_id: "a" },
  EmrServerlessApplicationSensor: { application_id: "a" },
  EmrServerlessJobSensor: { application_id: "a", job_run_id: "j" },
  StepFunctionStartExecutionOperator: { state_machine_arn: "m" },
  StepFunctionExecutionSensor: { execution_arn: "e" },
  StepFunctionGetExecutionOutputOperator: { execution_arn: "e" },
};

/** As in Airflow 2.7.2 and the Amazon provider 8.7.1. S3KeysUnchangedSensor, which refuses to be rescheduled, is not among them. */
const DEFERRABLE = [
  "poll",
  "TriggerDagRunOperator",
  "GlueCrawlerOperator",
  "GlueJobOperator",
  "AthenaOperator",
  "BatchOperator",
  "BatchCreateComputeEnvironmentOperator",
  "GlueDataBrewStartJobOperator",
  "GlueDataQualityRuleSetEvaluationRunOperator",
  "GlueDataQualityRuleRecommendationRunOperator",
  "EksCreateClusterOperator",
  "EksCreateNodegroupOperator",
  "EksCreateFargateProfileOperator",
  "EksDeleteClusterOperator",
  "EksDeleteNodegroupOperator",
  "EksDeleteFargateProfileOperator",
  "RdsCreateDbInstanceOperator",
  "RdsDeleteDbInstanceOperator",
  "RdsStartDbOperator",
  "RdsStopDbOperator",
  "SageMakerTrainingOperator",
  "SageMakerProcessingOperator",
  "SageMakerTransformOperator",
  "SageMakerTuningOperator",
  "SageMakerEndpointOperator",
  "SageMakerStartPipelineOperator",
  "SageMakerStopPipelineOperator",
  "EcsRunTaskOperator",
  "EcsCreateClusterOperator",
  "EcsDeleteClusterOperator",
  "LambdaCreateFunctionOperator",
  "RedshiftCreateClusterOperator",
  "RedshiftCreateClusterSnapshotOperator",
  "RedshiftResumeClusterOperator",
  "RedshiftPauseClusterOperator",
  "RedshiftDeleteClusterOperator",
  "EmrCreateJobFlowOperator",
  "EmrAddStepsOperator",
  "EmrTerminateJobFlowOperator",
  "EmrContainerOperator",
  "EmrServerlessCreateApplicationOperator",
  "EmrServerlessStartJobOperator",
  "EmrServerlessStopApplicationOperator",
  "EmrServerlessDeleteApplicationOperator",
  "StepFunctionStartExecutionOperator",
];
const SENSORS = [
  "wait",
  "GlueCrawlerSensor",
  "GlueJobSensor",
  "AthenaSensor",
  "RedshiftClusterSensor",
  "EmrServerlessApplicationSensor",
  "EmrServerlessJobSensor",
  "StepFunctionExecutionSensor",
];
const DEFERRABLE_SENSORS = [
  "GlueDataQualityRuleSetEvaluationRunSensor",
  "GlueDataQualityRuleRecommendationRunSensor",
  "ExternalTaskSensor",
  "S3KeySensor",
  "BatchSensor",
  "SqsSensor",
  "EC2InstanceStateSensor",
  "GlueCatalogPartitionSensor",
  "EmrContainerSensor",
  "EmrJobFlowSensor",
  "EmrStepSensor",
];
const NEITHER = [
  "RedshiftDataOperator",
  "EmptyOperator",
  "work",
  "defer",
  "choose",
  "ShortCircuitOperator",
  "LatestOnlyOperator",
  "ExternalTaskMarker",
  "produce",
  "StepFunctionGetExecutionOutputOperator",
];

describe("a task is switched", () => {
  test.each(SENSORS)("that is a sensor and cannot defer: %s", (operator) => {
    const task = { operator, ...NEEDED[operator] };
    expect(switched(task, "standard")).toEqual({ ...task, mode: "poke" });
    expect(switched(task, "reschedule")).toEqual({ ...task, mode: "reschedule" });
    expect(switched(task, "deferrable")).toEqual({ ...task, mode: "poke" });
  });

  test.each(DEFERRABLE)("that can defer and is no sensor: %s", (operator) => {
    const task = { operator, ...NEEDED[operator] };
    expect(switched(task, "standard")).toEqual({ ...task, deferrable: false });
    expect(switched(task, "reschedule")).toEqual({ ...task, deferrable: false });
    expect(switched(task, "deferrable")).toEqual({ ...task, deferrable: true });
  });

  test.each(DEFERRABLE_SENSORS)("that is a sensor and can defer: %s", (operator) => {
    const task = { operator, ...NEEDED[operator] };
    expect(switched(task, "standard")).toEqual({ ...task, deferrable: false, mode: "poke" });
    expect(switched(task, "reschedule")).toEqual({ ...task, deferrable: false, mode: "reschedule" });
    expect(switched(task, "deferrable")).toEqual({ ...task, deferrable: true, mode: "poke" });
  });

  test("that can defer but not be rescheduled: S3KeysUnchangedSensor", () => {
    const task = { operator: "S3KeysUnchangedSensor", bucket_name: "b", prefix: "p" };
    expect(switched(task, "standard")).toEqual({ ...task, deferrable: false, mode: "poke" });
    expect(switched(task, "reschedule")).toEqual({ ...task, deferrable: false, mode: "poke" });
    expect(switched(task, "deferrable")).toEqual({ ...task, deferrable: true, mode: "poke" });
  });

  test.each([
    ["TimeDeltaSensor", { delta: 5 }],
    ["DateTimeSensor", { target_time: 5 }],
  ])("that has an Async sibling, whichever of the two it is: %s", (sensor, given) => {
    for (const operator of [sensor, `${sensor}Async`]) {
      const task = { operator, ...given };
      expect(switched(task, "standard")).toEqual({ ...given, operator: sensor, mode: "poke" });
      expect(switched(task, "reschedule")).toEqual({ ...given, operator: sensor, mode: "reschedule" });
      expect(switched(task, "deferrable")).toEqual({ ...given, operator: `${sensor}Async`, mode: "poke" });
    }
  });

  test("whatever it said before, and whatever its DAG says for all tasks", () => {
    const said = { operator: "S3KeySensor", bucket_key: "s3://b/k", deferrable: true, mode: "reschedule" };
    expect(switched(said, "standard")).toEqual({ ...said, deferrable: false, mode: "poke" });
    const task = { task_id: "t", operator: "S3KeySensor", bucket_key: "s3://b/k" };
    const byDefault = scenarioOf([task], { default_args: { deferrable: true, mode: "reschedule" } });
    expect(inMode(byDefault, "standard").dags[0]?.tasks).toEqual([{ ...task, deferrable: false, mode: "poke" }]);
  });
});

describe("a task is left as it is", () => {
  test.each(NEITHER)("that does not wait, or always waits in the same way: %s", (operator) => {
    const task = { operator, ...NEEDED[operator], retries: 3, pool: "p" };
    for (const mode of MODES) expect(switched(task, mode)).toEqual(task);
  });

  test("in all that does not say how it waits", () => {
    const rest = {
      upstream: ["u"],
      retries: 2,
      poke_interval: 7,
      timeout: 70,
      soft_fail: true,
      trigger_rule: "all_done",
    };
    const task = { task_id: "t", operator: "S3KeySensor", bucket_key: ["a", "b"], bucket_name: "b", ...rest };
    const { dags } = inMode(scenarioOf([{ task_id: "u", operator: "work" }, task]), "deferrable");
    expect(dags[0]?.tasks[1]).toEqual({ ...task, deferrable: true, mode: "poke" });
  });

  test("in what it is mapped over: each of its instances waits as it says", () => {
    const mapped = { operator: "S3KeySensor", bucket_key: "s3://b/k", expand: { deferrable: [true, false] } };
    expect(switched(mapped, "standard")).toEqual({ ...mapped, mode: "poke" });
    expect(switched(mapped, "deferrable")).toEqual({ ...mapped, mode: "poke" });
    const modes = { operator: "wait", ready_at: 5, expand: { mode: ["poke", "reschedule"] } };
    for (const mode of MODES) expect(switched(modes, mode)).toEqual(modes);
  });
});

test("TimeSensor defers itself from Airflow 3 on, and before by its sibling", () => {
  const task = { task_id: "t", operator: "TimeSensor", target_time: "06:30" };
  const inVersion = (airflow: string) => inMode(scenarioOf([task], {}, { airflow }), "deferrable").dags[0]?.tasks[0];
  expect(inVersion("2.10.5")).toMatchObject({ operator: "TimeSensorAsync" });
  expect(inVersion("3.2.1")).toMatchObject({ operator: "TimeSensor", deferrable: true });
});

describe("a scenario that is switched", () => {
  const whole = scenarioOf(
    Object.entries({ ...NEEDED, DateTimeSensorAsync: { target_time: 5 }, TimeDeltaSensor: { delta: 5 } })
      .filter(([operator]) => operator !== "choose" && !LATER.includes(operator))
      .map(([operator, given]) => ({ task_id: operator, operator, ...given })),
    { schedule: "@daily", max_active_tasks: 3 },
    { executor: { worker_slots: 2 }, runs: [{ dag_id: "d", run_id: "r" }], config: { core: { parallelism: 4 } } },
  );

  test.each(MODES)("to %s is a sound scenario that differs in its tasks only", (mode) => {
    const result = inMode(whole, mode);
    expect(checked(result)).toEqual(result);
    expect({ ...result, dags: [{ ...result.dags[0], tasks: whole.dags[0]?.tasks }] }).toEqual(whole);
  });

  test("is what it would be if it had been switched before to another mode", () => {
    for (const [first, second] of MODES.flatMap((a) => MODES.map((b) => [a, b] as const)))
      expect(inMode(inMode(whole, first), second)).toEqual(inMode(whole, second));
  });

  test("is a copy: the scenario itself stays as it was", () => {
    const before = structuredClone(whole);
    for (const mode of MODES) inMode(whole, mode);
    expect(whole).toEqual(before);
  });

  test("has been asked about every operator there is", () => {
    const siblings = ["DateTimeSensor", "TimeDeltaSensor", "TimeSensor"].flatMap((name) => [name, `${name}Async`]);
    const known = [...DEFERRABLE, ...SENSORS, ...DEFERRABLE_SENSORS, ...NEITHER, ...siblings, "S3KeysUnchangedSensor"];
    expect(Object.keys(OPERATORS).sort()).toEqual(known.sort());
  });
});

describe("starting from the trigger, where the version has it", () => {
  const of2105 = (...tasks: readonly Json[]) => scenarioOf(tasks, {}, { airflow: "2.10.5" });
  const tasksIn = (scenario: Scenario, mode: Mode) => inMode(scenario, mode).dags[0]?.tasks;
  const sensor = { task_id: "t", operator: "DateTimeSensor", target_time: 60 };

  test("lets a sensor that can do both visit no worker", () => {
    const [task] = tasksIn(of2105(sensor), "start_from_trigger") ?? [];
    expect(task).toEqual({
      ...sensor,
      operator: "DateTimeSensorAsync",
      mode: "poke",
      start_from_trigger: true,
      end_from_trigger: true,
    });
  });

  test("only ends one that cannot start so", () => {
    const delta = { task_id: "t", operator: "TimeDeltaSensorAsync", delta: 60 };
    const [task] = tasksIn(of2105(delta), "start_from_trigger") ?? [];
    expect(task).toEqual({ ...delta, mode: "poke", end_from_trigger: true });
  });

  test("is taken back in the other modes", () => {
    const started = { ...sensor, operator: "DateTimeSensorAsync", start_from_trigger: true, end_from_trigger: true };
    const [task] = tasksIn(of2105(started), "deferrable") ?? [];
    expect(task).toEqual({ ...started, mode: "poke", start_from_trigger: false, end_from_trigger: false });
  });

  test("leaves alone a mapped task that is not told what its triggers are made of", () => {
    const mapped = {
      task_id: "t",
      operator: "DateTimeSensorAsync",
      target_time: 60,
      expand: { poke_interval: [5, 6] },
    };
    const [task] = tasksIn(of2105(mapped), "start_from_trigger") ?? [];
    expect(task).toEqual({ ...mapped, mode: "poke", end_from_trigger: true });
  });

  test("is a mode of a scenario only in which a task can, in a version that has it", () => {
    const all = ["standard", "reschedule", "deferrable", "start_from_trigger"];
    expect(modesOf(of2105(sensor))).toEqual(all);
    expect(modesOf(scenarioOf([sensor]))).toEqual(all.slice(0, 3));
    expect(modesOf(of2105({ task_id: "t", operator: "work" }))).toEqual(all.slice(0, 3));
  });
});
