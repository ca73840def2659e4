/**
 * Tasks of Batch, ECS, Redshift, SQS, Lambda and DataBrew, and what stops pipelines of SageMaker, in all their modes.
 * @module
 */
import { kubernetes, quality } from "./newer-services.js";
import { attempts, deferrable, describe, ends, seconds, waiter, waiting } from "./service-parts.js";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Arguments} Arguments */

/** @param {Random} at @param {Draft} draft @param {string} name @param {Arguments} more */
function batchEntry(at, draft, name, more) {
  const phases = ["submitted", "runnable", "starting"];
  describe(draft, "batch", "jobs", {
    name,
    ...Object.fromEntries(phases.map((phase) => [phase, seconds(at, phase, 5)])),
    duration: seconds(at, "duration", 20),
    ...ends(at, "SUCCEEDED", ["FAILED"]),
    ...more,
  });
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function batchJob(at, draft, name) {
  batchEntry(at, draft, name, {});
  return {
    operator: "BatchOperator",
    job_name: name,
    job_queue: "queue",
    job_definition: "definition",
    ...(at.of("limited").chance(0.4) ? { max_retries: attempts(at) } : {}),
    ...(at.of("status").chance(0.15) ? { status_retries: at.of("looks").int(1, 4) } : {}),
    ...(at.of("polls").chance(0.8) ? { poll_interval: at.of("delay").odd(2, 6) } : {}),
    ...(at.of("waits").chance(0.1) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function batchSensor(at, draft, name) {
  const job_id = `job-${name}`;
  batchEntry(at, draft, name, { id: job_id, at: seconds(at, "at", 3) });
  return { operator: "BatchSensor", job_id, max_retries: attempts(at), ...waiting(at, true, true) };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function computeEnvironment(at, draft, name) {
  const entry = { name, creating: seconds(at, "creating", 20), ...ends(at, "VALID", ["INVALID"]) };
  describe(draft, "batch", "compute_environments", entry);
  return {
    operator: "BatchCreateComputeEnvironmentOperator",
    compute_environment_name: name,
    environment_type: "MANAGED",
    state: "ENABLED",
    compute_resources: { type: "FARGATE", maxvCpus: 4, subnets: ["s"] },
    poll_interval: at.of("delay").odd(2, 6),
    ...(at.of("limited").chance(0.5) ? { max_retries: attempts(at) } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function containerTask(at, draft, name) {
  const bad = ["FAILED", "FAILED_TO_START", "HOST_TERMINATED", "ERROR", "REFUSED"];
  const times = { provisioning: seconds(at, "provisioning", 4), pending: seconds(at, "pending", 4) };
  const rest = { duration: seconds(at, "duration", 20), stopping: seconds(at, "stopping", 5) };
  describe(draft, "ecs", "tasks", { name, ...times, ...rest, ...ends(at, "SUCCEEDED", bad) });
  return {
    operator: "EcsRunTaskOperator",
    task_definition: name,
    cluster: "c",
    overrides: {},
    launch_type: "FARGATE",
    ...waiter(at, at.of("whole").chance(0.5)),
    ...(at.of("reattach").chance(0.25) ? { reattach: true } : {}),
    ...(at.of("waits").chance(0.1) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function cluster(at, draft, name) {
  const deletes = at.of("deletes").chance(0.4);
  const there = {
    existing: at.of("state").weighted([
      [4, "ACTIVE"],
      [1, "INACTIVE"],
    ]),
  };
  describe(draft, "ecs", "clusters", {
    name,
    creating: seconds(at, "creating", 15),
    deleting: seconds(at, "deleting", 15),
    ...(at.of("there").chance(deletes ? 0.9 : 0.2) ? there : {}),
    ...ends(at, "ACTIVE", ["FAILED"]),
  });
  return {
    operator: deletes ? "EcsDeleteClusterOperator" : "EcsCreateClusterOperator",
    cluster_name: name,
    ...waiter(at),
    ...(at.of("waits").chance(0.12) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}

/** A cluster of Redshift, which may be busy for a while. @param {Random} at @param {Draft} draft @param {string} name @param {string | undefined} existing */
function warehouse(at, draft, name, existing) {
  const phases = ["creating", "resuming", "pausing", "deleting", "snapshot"];
  const from = seconds(at, "busy from", 4);
  describe(draft, "redshift", "clusters", {
    name,
    ...Object.fromEntries(phases.map((phase) => [phase, seconds(at, phase, 20)])),
    ...(existing === undefined ? {} : { existing }),
    ...(existing !== undefined && at.of("busy").chance(0.25)
      ? { busy: [[from, from + seconds(at, "busy for", 30), "modifying"]] }
      : {}),
  });
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function warehouseState(at, draft, name) {
  const [operator, state] = at.of("what").pick([
    ["RedshiftResumeClusterOperator", "paused"],
    ["RedshiftPauseClusterOperator", "available"],
    ["RedshiftDeleteClusterOperator", "available"],
  ]);
  const isThere = at.of("there").chance(0.93);
  warehouse(
    at,
    draft,
    name,
    isThere
      ? at.of("state").weighted([
          [6, state],
          [1, "paused"],
          [1, "available"],
        ])
      : undefined,
  );
  const canWait = operator !== "RedshiftPauseClusterOperator" || draft.airflow !== "2.7.2";
  return {
    operator,
    cluster_identifier: name,
    poll_interval: at.of("delay").odd(2, 6),
    max_attempts: attempts(at),
    ...(canWait && at.of("says").chance(0.6) ? { wait_for_completion: at.of("waits").chance(0.7) } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function newWarehouse(at, draft, name) {
  warehouse(at, draft, name, at.of("there").chance(0.1) ? "available" : undefined);
  return {
    operator: "RedshiftCreateClusterOperator",
    cluster_identifier: name,
    node_type: "dc2.large",
    master_username: "u",
    master_user_password: "Password1",
    ...(at.of("polls").chance(0.8) ? { poll_interval: at.of("delay").int(2, 6), max_attempt: attempts(at) } : {}),
    ...(at.of("waits").chance(0.5) ? { wait_for_completion: true } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function snapshot(at, draft, name) {
  warehouse(
    at,
    draft,
    name,
    at.of("state").weighted([
      [8, "available"],
      [1, "paused"],
    ]),
  );
  return {
    operator: "RedshiftCreateClusterSnapshotOperator",
    cluster_identifier: name,
    snapshot_identifier: `s-${name}`,
    poll_interval: at.of("delay").odd(2, 6),
    max_attempt: attempts(at),
    ...(at.of("waits").chance(0.5) ? { wait_for_completion: true } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function warehouseSensor(at, draft, name) {
  warehouse(at, draft, name, at.of("there").chance(0.9) ? "paused" : undefined);
  const target_status = at.of("target").pick(["paused", "modifying", "available", "cluster_not_found"]);
  return {
    operator: "RedshiftClusterSensor",
    cluster_identifier: name,
    target_status,
    ...waiting(at, draft.airflow !== "2.7.2"),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function statement(at, draft, name) {
  const times = { submitted: seconds(at, "submitted", 3), duration: seconds(at, "duration", 20) };
  const entry = { name, ...times, ...ends(at, "FINISHED", ["FAILED", "ABORTED"]) };
  describe(draft, "redshift_data", "statements", entry);
  return {
    operator: "RedshiftDataOperator",
    sql: at.of("several").chance(0.2) ? [name, "select 2"] : name,
    database: "dev",
    cluster_identifier: "c",
    db_user: "u",
    poll_interval: at.of("delay").odd(2, 6),
    ...(at.of("waits").chance(0.12) ? { wait_for_completion: false } : {}),
    ...(draft.airflow === "2.7.2" ? {} : deferrable(at)),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function queue(at, draft, name) {
  const url = `https://sqs.us-east-1.amazonaws.com/123456789012/${name}`;
  const bodies = ["yes", "no", '{"a": "yes"}', '{"a": "no"}'];
  const messages = Array.from({ length: at.of("messages").int(0, 5) }, (_, i) => ({
    at: at.of(`message ${i}`).odd(0, 25),
    body: at.of(`body ${i}`).pick(bodies),
  }));
  describe(draft, "sqs", "queues", { name: url, messages, visibility: at.of("visibility").int(3, 15) });
  const filter = at.of("filter").weighted(
    /** @type {[number, Arguments][]} */ ([
      [5, {}],
      [2, { message_filtering: "literal", message_filtering_match_values: ["yes"] }],
      [2, { message_filtering: "jsonpath", message_filtering_config: "a", message_filtering_match_values: ["yes"] }],
      [1, { message_filtering: "jsonpath", message_filtering_config: "a" }],
    ]),
  );
  return {
    operator: "SqsSensor",
    sqs_queue: at.of("missing").chance(0.05) ? `${url}-missing` : url,
    ...(at.of("most").chance(0.4) ? { max_messages: at.of("max").int(1, 3) } : {}),
    ...(at.of("batches").chance(0.3) ? { num_batches: at.of("batch").int(1, 3) } : {}),
    ...(at.of("keeps").chance(0.2) ? { delete_message_on_reception: false } : {}),
    ...(at.of("hides").chance(0.2) ? { visibility_timeout: at.of("hidden").int(2, 20) } : {}),
    ...filter,
    ...waiting(at, true, at.of("whole").chance(0.5)),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function functionMade(at, draft, name) {
  const entry = { name, pending: seconds(at, "pending", 15), ...ends(at, "Active", ["Failed"]) };
  describe(draft, "lambda", "functions", entry);
  return {
    operator: "LambdaCreateFunctionOperator",
    function_name: name,
    role: "arn:aws:iam::123456789012:role/f",
    runtime: "python3.11",
    handler: "x.y",
    code: { ZipFile: "eA==" },
    ...waiter(at),
    ...(at.of("waits").chance(0.6) ? { wait_for_completion: true } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function brew(at, draft, name) {
  if (draft.airflow === "2.7.2") return batchJob(at, draft, name);
  const times = { starting: seconds(at, "starting", 4), duration: seconds(at, "duration", 20) };
  describe(draft, "databrew", "jobs", { name, ...times, ...ends(at, "SUCCEEDED", ["FAILED", "STOPPED", "TIMEOUT"]) });
  return {
    operator: "GlueDataBrewStartJobOperator",
    job_name: name,
    ...waiter(at),
    ...(at.of("waits").chance(0.12) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}

export const SERVICE_JOBS = [
  batchJob,
  batchSensor,
  computeEnvironment,
  containerTask,
  containerTask,
  cluster,
  warehouseState,
  warehouseState,
  newWarehouse,
  snapshot,
  warehouseSensor,
  statement,
  queue,
  functionMade,
  brew,
  kubernetes,
  kubernetes,
  quality,
];
