/**
 * Tasks that use AWS's services besides S3 and Glue, in all their modes. Each describes how what it starts goes.
 * @module
 */

import { MORE_SERVICES } from "./more-services.js";
import { SERVICE_JOBS } from "./service-jobs.js";
import { attempts, deferrable, describe, ends, seconds, waiter, waiting } from "./service-parts.js";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Arguments} Arguments */
/** @typedef {import("./amazon.js").Place} Place */

/** Arguments of an operator of a service. @param {Random} at @param {Draft} draft @param {Place} place */
export function serviceTask(at, draft, place) {
  const make = at
    .of("service")
    .pick([
      athenaOperator,
      athenaSensor,
      startExecution,
      executionSensor,
      createJobFlow,
      addSteps,
      terminateJobFlow,
      stepSensor,
      jobFlowSensor,
      container,
      containerSensor,
      serverlessJob,
      createApplication,
      stopApplication,
      serverlessSensor,
      ...MORE_SERVICES,
      ...SERVICE_JOBS,
    ]);
  return make(at, draft, `${place.dagId}-${place.taskId}`);
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function athenaOperator(at, draft, name) {
  const query = { queued: seconds(at, "queued", 3), duration: seconds(at, "duration", 20) };
  describe(draft, "athena", "queries", { name, ...query, ...ends(at, "SUCCEEDED", ["FAILED", "CANCELLED"]) });
  return {
    operator: "AthenaOperator",
    query: name,
    database: "db",
    output_location: "s3://results/",
    sleep_time: at.of("delay").odd(2, 6),
    ...(at.of("limited").chance(0.4) ? { max_polling_attempts: attempts(at) } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function athenaSensor(at, draft, name) {
  const query = { duration: seconds(at, "duration", 25), at: seconds(at, "at", 4), id: `q-${name}` };
  describe(draft, "athena", "queries", { name, ...query, ...ends(at, "SUCCEEDED", ["FAILED", "CANCELLED"]) });
  return {
    operator: "AthenaSensor",
    query_execution_id: `q-${name}`,
    sleep_time: at.of("delay").odd(1, 4),
    max_retries: at.of("retries").pick([1, 2, 3, 9]),
    ...waiting(at),
  };
}

const STATES = "arn:aws:states:us-east-1:123456789012";

/** @param {Random} at @param {Draft} draft @param {string} name */
function startExecution(at, draft, name) {
  const duration = seconds(at, "duration", 20);
  const bad = ["FAILED", "TIMED_OUT", "ABORTED"];
  describe(draft, "stepfunctions", "executions", { name, duration, ...ends(at, "SUCCEEDED", bad) });
  return {
    operator: "StepFunctionStartExecutionOperator",
    state_machine_arn: `${STATES}:stateMachine:${name}`,
    ...(at.of("named").chance(0.2) ? { name: "once" } : {}),
    ...waiter(at),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function executionSensor(at, draft, name) {
  const execution = { id: "there", at: seconds(at, "at", 3), duration: seconds(at, "duration", 20) };
  const bad = ["FAILED", "TIMED_OUT", "ABORTED"];
  describe(draft, "stepfunctions", "executions", { name, ...execution, ...ends(at, "SUCCEEDED", bad) });
  return {
    operator: "StepFunctionExecutionSensor",
    execution_arn: `${STATES}:execution:${name}:there`,
    ...waiting(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function createJobFlow(at, draft, name) {
  const times = { starting: seconds(at, "starting"), bootstrapping: seconds(at, "b"), running: seconds(at, "running") };
  const bad = ["TERMINATED", "TERMINATED_WITH_ERRORS"];
  describe(draft, "emr", "clusters", { name, ...times, ...ends(at, "WAITING", bad) });
  return {
    operator: "EmrCreateJobFlowOperator",
    job_flow_overrides: { Name: name, Instances: {} },
    emr_conn_id: null,
    ...waiter(at, true),
    ...(at.of("waits").chance(0.5) ? { wait_for_completion: true } : {}),
    ...deferrable(at),
  };
}

/** A cluster that is there. @param {Random} at @param {Draft} draft @param {string} name */
function existing(at, draft, name) {
  const entry = { name, id: `j-${name}`, terminating: seconds(at, "terminating", 20) };
  describe(draft, "emr", "clusters", at.of("errors").chance(0.2) ? { ...entry, end: "TERMINATED_WITH_ERRORS" } : entry);
  return `j-${name}`;
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function addSteps(at, draft, name) {
  const id = existing(at, draft, name);
  const names = Array.from({ length: at.of("steps").int(1, 3) }, (_, i) => `${name}-${i}`);
  for (const step of names) {
    const of = at.of(step);
    const times = { pending: seconds(of, "pending", 3), duration: seconds(of, "duration") };
    describe(draft, "emr", "steps", { name: step, ...times, ...ends(of, "COMPLETED", ["FAILED", "CANCELLED"]) });
  }
  return {
    operator: "EmrAddStepsOperator",
    ...(at.of("by name").chance(0.3) ? { job_flow_name: name, cluster_states: ["WAITING"] } : { job_flow_id: id }),
    steps: names.map((Name) => ({ Name, HadoopJarStep: { Jar: "command-runner.jar" } })),
    ...waiter(at),
    ...(at.of("waits").chance(0.6) ? { wait_for_completion: true } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function terminateJobFlow(at, draft, name) {
  const job_flow_id = existing(at, draft, name);
  return { operator: "EmrTerminateJobFlowOperator", job_flow_id, ...waiter(at), ...deferrable(at) };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function stepSensor(at, draft, name) {
  const job_flow_id = existing(at, draft, name);
  const step = { id: `s-${name}`, cluster: job_flow_id, duration: seconds(at, "duration", 20) };
  describe(draft, "emr", "steps", { name, ...step, ...ends(at, "COMPLETED", ["FAILED", "CANCELLED"]) });
  const max_attempts = attempts(at);
  return { operator: "EmrStepSensor", job_flow_id, step_id: `s-${name}`, max_attempts, ...waiting(at, true, true) };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function jobFlowSensor(at, draft, name) {
  const times = { starting: seconds(at, "starting"), running: seconds(at, "running", 20) };
  const outcome = at.of("end").pick(["TERMINATED", "TERMINATED", "TERMINATED_WITH_ERRORS", "WAITING"]);
  describe(draft, "emr", "clusters", { name, id: `j-${name}`, ...times, outcomes: [outcome] });
  const states = at.of("target").chance(0.4) ? { target_states: ["RUNNING", "WAITING", "TERMINATED"] } : {};
  const max_attempts = attempts(at);
  return {
    operator: "EmrJobFlowSensor",
    job_flow_id: `j-${name}`,
    max_attempts,
    ...states,
    ...waiting(at, true, true),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name @param {Arguments} more */
function containerJob(at, draft, name, more) {
  const times = { pending: seconds(at, "pending", 3), submitted: seconds(at, "submitted", 3) };
  const rest = { duration: seconds(at, "duration", 20), cancelling: seconds(at, "cancelling", 3), ...more };
  describe(draft, "emr_containers", "jobs", {
    name,
    ...times,
    ...rest,
    ...ends(at, "COMPLETED", ["FAILED", "CANCELLED"]),
  });
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function container(at, draft, name) {
  containerJob(at, draft, name, {});
  return {
    operator: "EmrContainerOperator",
    name,
    virtual_cluster_id: "vc",
    execution_role_arn: "arn:aws:iam::123456789012:role/spark",
    release_label: "emr-6.3.0-latest",
    job_driver: { sparkSubmitJobDriver: { entryPoint: "local:///x.py" } },
    poll_interval: at.of("delay").odd(2, 6),
    ...(at.of("limited").chance(0.3) ? { max_polling_attempts: attempts(at) } : {}),
    ...(at.of("waits").chance(0.1) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function containerSensor(at, draft, name) {
  containerJob(at, draft, name, { id: `jr-${name}` });
  return {
    operator: "EmrContainerSensor",
    virtual_cluster_id: "vc",
    job_id: `jr-${name}`,
    poll_interval: at.of("delay").odd(2, 6),
    ...(at.of("limited").chance(0.4) ? { max_retries: attempts(at) } : {}),
    ...waiting(at, true),
  };
}

/** An application that is there. @param {Random} at @param {Draft} draft @param {string} name */
function application(at, draft, name) {
  const state = at.of("state").pick(["CREATED", "STARTED", "STOPPED"]);
  const times = { starting: seconds(at, "starting"), stopping: seconds(at, "stopping") };
  const fails = at.of("fails").chance(0.15) ? { started: "TERMINATED" } : {};
  describe(draft, "emr_serverless", "applications", { name, existing: state, ...times, ...fails });
}

/** @param {Random} at @param {Draft} draft @param {string} name @param {Arguments} [more] */
function sparkJob(at, draft, name, more = {}) {
  const times = { pending: seconds(at, "pending", 4), duration: seconds(at, "duration", 20) };
  const bad = ["FAILED", "CANCELLED"];
  describe(draft, "emr_serverless", "jobs", { name, ...times, cancelling: 2.3, ...ends(at, "SUCCESS", bad), ...more });
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function serverlessJob(at, draft, name) {
  application(at, draft, name);
  sparkJob(at, draft, name);
  return {
    operator: "EmrServerlessStartJobOperator",
    application_id: name,
    execution_role_arn: "arn:aws:iam::123456789012:role/spark",
    job_driver: { sparkSubmit: { entryPoint: "s3://src/x.py" } },
    configuration_overrides: {},
    ...(at.of("in config").chance(0.2) ? { config: { name } } : { name }),
    ...waiter(at, true),
    ...(at.of("waits").chance(0.15) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function createApplication(at, draft, name) {
  const times = { creating: seconds(at, "creating"), starting: seconds(at, "starting") };
  const fails = at.of("fails").chance(0.15) ? { created: "TERMINATED" } : {};
  describe(draft, "emr_serverless", "applications", { name, ...times, ...fails });
  return {
    operator: "EmrServerlessCreateApplicationOperator",
    release_label: "emr-6.6.0",
    job_type: "SPARK",
    config: { name },
    ...waiter(at, true),
    ...(at.of("waits").chance(0.3) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function stopApplication(at, draft, name) {
  application(at, draft, name);
  if (at.of("busy").chance(0.6)) sparkJob(at, draft, name, { id: `jr-${name}`, application: name });
  return {
    operator: at.of("deletes").pick(["EmrServerlessStopApplicationOperator", "EmrServerlessDeleteApplicationOperator"]),
    application_id: name,
    ...(at.of("force").chance(0.6) ? { force_stop: true } : {}),
    ...waiter(at, true),
    ...deferrable(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {string} name */
function serverlessSensor(at, draft, name) {
  application(at, draft, name);
  if (at.of("application").chance(0.3))
    return {
      operator: "EmrServerlessApplicationSensor",
      application_id: name,
      target_states: ["STARTED"],
      ...waiting(at),
    };
  sparkJob(at, draft, name, { id: `jr-${name}`, application: name });
  return { operator: "EmrServerlessJobSensor", application_id: name, job_run_id: `jr-${name}`, ...waiting(at) };
}
