/**
 * Scenarios of AWS's services alone: several operators of them side by side, with retries, timeouts, mapping, calls that are
 * denied for a while, and persons who clear and mark what waits.
 * @module
 */
import { Random } from "../random.js";
import { Draft } from "./draft.js";
import { actionsOn, keepApart } from "./runs.js";
import { serviceTask } from "./services.js";

/** @typedef {import("./draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./draft.js").Arguments} Arguments */
/** @typedef {import("./draft.js").Denied} Denied */
/** @typedef {import("./draft.js").Task} Task */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */

/** Ends between the instants of the loops, when most waits are over. */
const UNTIL = 60.7;

/** The calls of each family by the beginning of its operators' names; the longest beginning counts. */
const CALLS = /** @type {Readonly<Record<string, readonly string[]>>} */ ({
  Athena: ["athena:StartQueryExecution", "athena:GetQueryExecution"],
  StepFunction: ["stepfunctions:StartExecution", "stepfunctions:DescribeExecution"],
  EmrCreate: ["emr:RunJobFlow", "emr:DescribeCluster"],
  EmrAdd: ["emr:AddJobFlowSteps", "emr:ListSteps", "emr:DescribeStep", "emr:DescribeCluster"],
  EmrTerminate: ["emr:TerminateJobFlows", "emr:DescribeCluster"],
  EmrStep: ["emr:DescribeStep", "emr:DescribeCluster"],
  EmrJob: ["emr:DescribeCluster"],
  EmrContainer: ["emr-containers:StartJobRun", "emr-containers:DescribeJobRun"],
  EmrServerless: [
    "emr-serverless:GetApplication",
    "emr-serverless:StartJobRun",
    "emr-serverless:GetJobRun",
    "emr-serverless:StopApplication",
    "emr-serverless:ListJobRuns",
  ],
  SageMaker: [
    "sagemaker:DescribeTrainingJob",
    "sagemaker:DescribeProcessingJob",
    "sagemaker:DescribeTransformJob",
    "sagemaker:CreateTrainingJob",
    "sagemaker:DescribeHyperParameterTuningJob",
    "sagemaker:DescribeEndpoint",
    "sagemaker:DescribePipelineExecution",
  ],
  Rds: ["rds:DescribeDBInstances", "rds:StartDBInstance", "rds:StopDBInstance", "rds:CreateDBInstance"],
  Eks: ["eks:CreateCluster", "eks:DescribeCluster", "eks:DeleteCluster", "eks:DescribeNodegroup", "eks:ListNodegroups"],
  GlueDataQuality: ["glue:StartDataQualityRulesetEvaluationRun", "glue:GetDataQualityRulesetEvaluationRun"],
  EC2: ["ec2:DescribeInstances"],
  GlueCatalog: ["glue:GetPartitions"],
  GlueDataBrew: ["databrew:StartJobRun", "databrew:DescribeJobRun"],
  Batch: ["batch:SubmitJob", "batch:DescribeJobs", "batch:DescribeComputeEnvironments"],
  Ecs: ["ecs:RunTask", "ecs:DescribeTasks", "ecs:DescribeClusters", "ecs:CreateCluster"],
  RedshiftData: ["redshift-data:ExecuteStatement", "redshift-data:DescribeStatement"],
  Redshift: ["redshift:DescribeClusters", "redshift:ResumeCluster", "redshift:DescribeClusterSnapshots"],
  Sqs: ["sqs:ReceiveMessage", "sqs:DeleteMessageBatch"],
  Lambda: ["lambda:CreateFunction", "lambda:GetFunction"],
});

/** @param {string} operator */
function callsOf(operator) {
  const names = Object.keys(CALLS).filter((name) => operator.startsWith(name));
  return CALLS[names.toSorted((one, other) => other.length - one.length)[0] ?? ""] ?? [];
}

/** @param {string | number} seed @param {number} index @param {AirflowVersion} airflow @returns {ScenarioSpec} */
export function serviceScenario(seed, index, airflow) {
  const at = new Random(`services/${seed}/${index}`);
  const draft = new Draft(airflow);
  /** @type {Task[]} */
  const tasks = [];
  for (let i = 0; i < at.of("tasks").int(2, 5); i += 1) tasks.push(task(at.of(`task ${i}`), draft, i, tasks[i - 1]));
  const runs = Array.from({ length: at.of("runs").pick([1, 1, 1, 2]) }, (_, i) => ({
    dag_id: "d",
    run_id: `r${i}`,
    at: at.of(`run ${i}`).odd(0.05, 4),
  }));
  keepApart(runs);
  const dag = { dag_id: "d", schedule: null, default_args: { weight_rule: "absolute" }, tasks };
  const acts = at.of("actions");
  const actions = acts.chance(0.4) ? actionsOn(acts, draft, [dag], runs) : [];
  const slots = at.of("slots");
  const cloud = draft.aws();
  const denied = deniedCalls(at.of("denied"), tasks);
  if (denied.length > 0) cloud.denied = denied;
  return {
    name: `services-${seed}-${index}`,
    until: UNTIL,
    ...triggerers(at.of("triggerers")),
    ...(slots.chance(0.3) ? { executor: { worker_slots: slots.int(2, 5) } } : {}),
    // a heartbeat that kills is not to fall on the scheduler's loop
    overheads: { task_startup: at.of("startup").odd(0.1, 0.9) },
    cloud,
    dags: [dag],
    runs,
    ...(actions.length > 0 ? { actions } : {}),
  };
}

/** @param {Random} at @param {Draft} draft @param {number} index @param {Task | undefined} before @returns {Task} */
function task(at, draft, index, before) {
  const task_id = `t${index}`;
  const own = serviceTask(at, draft, { dagId: "d", taskId: task_id });
  const tries = at.of("retries");
  const limit = at.of("execution timeout");
  return {
    task_id,
    priority_weight: draft.weight(at),
    ...(tries.chance(0.4) ? { retries: tries.int(1, 2), retry_delay: tries.odd(0.5, 7) } : {}),
    ...(limit.chance(0.2) ? { execution_timeout: limit.odd(2, 35) } : {}),
    ...(before !== undefined && at.of("upstream").chance(0.15)
      ? { upstream: [`t${index - 1}`], trigger_rule: "all_done" }
      : {}),
    ...mapped(at.of("mapped"), own, draft.airflow),
  };
}

/** Maps some tasks, over what they wait by. @param {Random} at @param {Arguments} own @param {AirflowVersion} airflow @returns {{ operator: string } & Arguments} */
function mapped(at, own, airflow) {
  const operator = String(own["operator"]);
  const key = ["waiter_delay", "poll_interval", "sleep_time", "check_interval", "poke_interval"].find(
    (name) => name in own,
  );
  if (key === undefined || !at.chance(0.12) || (operator === "BatchOperator" && airflow === "2.7.2"))
    return { ...own, operator };
  const { [key]: value, ...rest } = own;
  return { ...rest, operator, expand: { [key]: [value, Number(value) + at.int(1, 4)] } };
}

/** Calls that AWS denies or throttles, for a while or for good. @param {Random} at @param {readonly Task[]} tasks @returns {Denied[]} */
function deniedCalls(at, tasks) {
  if (!at.chance(0.4)) return [];
  return Array.from({ length: at.of("count").pick([1, 1, 2]) }, (_, i) => {
    const of = at.of(i);
    const call = of.of("call").pick(callsOf(of.of("task").pick(tasks).operator));
    const from = of.of("from").odd(0, 20);
    if (of.of("always").chance(0.25)) return call;
    return {
      call,
      from,
      until: Math.round((from + of.of("for").odd(2, 25)) * 1000) / 1000,
      ...(of.of("throttled").chance(0.5)
        ? { code: of.of("code").pick(["ThrottlingException", "TooManyRequestsException", "ServiceUnavailable"]) }
        : {}),
    };
  });
}

/** @param {Random} at @returns {Pick<ScenarioSpec, "triggerers">} */
function triggerers(at) {
  return at.weighted([
    [8, {}],
    [1, { triggerers: [{ stop_at: at.odd(4, 12) }, { start_at: at.odd(5, 20) }] }],
    [1, { triggerers: [{}, { start_at: at.odd(0.1, 0.9) }] }],
  ]);
}
