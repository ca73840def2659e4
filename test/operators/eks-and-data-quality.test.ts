/**
 * EKS and Glue Data Quality: the calls and ends that the provider's sources tell (operators/eks.py, triggers/eks.py,
 * operators/glue.py, sensors/glue.py), version by version.
 * @module
 */
import type { AirflowVersion } from "airlapse";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

type Json = Readonly<Record<string, unknown>>;

function run(task: Json, cloud: Json, airflow: AirflowVersion = "2.10.5") {
  const dags = [{ dag_id: "d", tasks: [{ task_id: "t", ...task }] }];
  const [scenario] = checkScenarios({ name: "s", airflow, cloud, dags, runs: [{ dag_id: "d", run_id: "r" }] }, "s");
  if (scenario === undefined) throw new Error("Expected a scenario");
  const result = buildSimulation(scenario).run();
  return {
    state: result.taskInstance("r", "t").state,
    errors: result.errors.map(({ type, message }) => `${type}: ${message}`),
    calls: result.trace("s").api_calls.map(({ call }) => call.replace(/^\w+\./, "")),
  };
}

/** Looks at 0 s, `delay`, 2 `delay` … until something that takes `seconds` is there. */
const looks = (call: string, seconds: number, delay: number) =>
  Array.from({ length: Math.ceil(seconds / delay) + 1 }, () => call);

const ROLE = "arn:aws:iam::123456789012:role/r";
const CLUSTER = { cluster_name: "c", cluster_role_arn: ROLE, resources_vpc_config: { subnetIds: ["s"] } };
const WAIT = { waiter_delay: 10, waiter_max_attempts: 9 };
const THERE = { name: "c", existing: "ACTIVE", deleting: 25 };

describe("EksCreateClusterOperator", () => {
  const task = { operator: "EksCreateClusterOperator", ...CLUSTER, nodegroup_role_arn: ROLE, ...WAIT };
  const cloud = { eks: { clusters: [{ name: "c", creating: 25 }], nodegroups: [{ name: "nodegroup", creating: 15 }] } };
  const made = ["CreateCluster", ...looks("DescribeCluster", 25, 10), "CreateNodegroup"];

  test("waits for the cluster, and not for the node group unless it is told to", () => {
    expect(run(task, cloud)).toEqual({ state: "success", errors: [], calls: made });
    const { calls } = run({ ...task, wait_for_completion: true }, cloud);
    expect(calls).toEqual([...made, ...looks("DescribeNodegroup", 15, 10)]);
  });

  test("waits for both in the triggerer", () => {
    const { state, calls } = run({ ...task, deferrable: true }, cloud);
    expect(state).toBe("success");
    expect(calls).toEqual([...made, ...looks("DescribeNodegroup", 15, 10)]);
  });

  const failing = { eks: { clusters: [{ name: "c", creating: 25, deleting: 15, outcomes: ["FAILED"] }] } };

  test("deletes a cluster that has failed, and fails with its error", () => {
    const { errors, calls } = run(task, failing);
    expect(calls).toEqual([
      "CreateCluster",
      ...looks("DescribeCluster", 25, 10),
      "DeleteCluster",
      ...looks("DescribeCluster", 15, 10),
    ]);
    expect(errors).toEqual([
      'WaiterError: Waiter ClusterActive failed: Waiter encountered a terminal failure state: For expression "cluster.status" we matched expected path: "FAILED"',
    ]);
  });

  test("deferred, deletes it twice from provider 9.2.0 on, and before fails with its trigger", () => {
    const { errors, calls } = run({ ...task, deferrable: true }, failing);
    expect(errors).toEqual(["AirflowException: Error creating cluster"]);
    expect(calls.filter((call) => call === "DeleteCluster")).toHaveLength(2);
    const before = run({ ...task, deferrable: true }, failing, "2.7.2");
    expect(before.errors[0]).toMatch(/^TaskDeferralError/);
    expect(before.calls).not.toContain("DeleteCluster");
  });

  test("is refused a node group without a role, before it calls anything", () => {
    const { errors, calls } = run({ operator: "EksCreateClusterOperator", ...CLUSTER }, cloud);
    expect(calls).toEqual([]);
    expect(errors).toEqual([
      "ValueError: Creating an Amazon EKS managed node groups requires nodegroup_role_arn to be passed in.",
    ]);
  });
});

describe("EksDeleteClusterOperator", () => {
  const task = { operator: "EksDeleteClusterOperator", cluster_name: "c", ...WAIT };
  const full = {
    eks: {
      clusters: [THERE],
      nodegroups: ["a", "b"].map((name) => ({ name, cluster: "c", deleting: 15 })),
      fargate_profiles: [{ name: "f", cluster: "c", deleting: 5 }],
    },
  };

  test("deletes node groups at once, profiles one by one, and then the cluster, by the triggerer", () => {
    const { state, calls } = run({ ...task, deferrable: true, force_delete_compute: true }, full);
    expect(state).toBe("success");
    const groups = ["ListNodegroups", "DeleteNodegroup", "DeleteNodegroup", ...looks("ListNodegroups", 15, 10)];
    const profiles = ["ListFargateProfiles", "DeleteFargateProfile", ...looks("DescribeFargateProfile", 5, 10)];
    expect(calls).toEqual([...groups, ...profiles, "DeleteCluster", ...looks("DescribeCluster", 25, 10)]);
  });

  test("fails deferred in provider 8.7.1, whose trigger is broken", () => {
    const { errors, calls } = run({ ...task, deferrable: true }, full, "2.7.2");
    expect(errors[0]).toMatch(/^TaskDeferralError/);
    expect(calls).toEqual([]);
  });

  test("counts its own delay in the worker from provider 9.39.0 on, and 30 s before", () => {
    const cloud = { eks: { clusters: [THERE] } };
    const waits = { ...task, wait_for_completion: true };
    expect(run(waits, cloud).calls).toEqual(["DeleteCluster", ...looks("DescribeCluster", 25, 30)]);
    expect(run(waits, cloud, "3.3.2").calls).toEqual(["DeleteCluster", ...looks("DescribeCluster", 25, 10)]);
  });

  test("fails where the cluster is in use; provider 9.39.0 tries for 15 min", () => {
    const { errors, calls } = run(task, full);
    expect(errors[0]).toMatch(/^ResourceInUseException/);
    expect(calls).toEqual(["DeleteCluster"]);
    // after 1, 2, 4, 8, 16, 32 s, and then each 60 s until 900 s have passed: 63 + 14 × 60 = 903
    expect(run(task, full, "3.3.2").calls).toHaveLength(6 + 14 + 1);
  });
});

describe("node groups that fail while a worker waits", () => {
  const task = {
    operator: "EksCreateNodegroupOperator",
    cluster_name: "c",
    nodegroup_subnets: "['s']",
    nodegroup_role_arn: ROLE,
    wait_for_completion: true,
    ...WAIT,
  };
  const cloud = { eks: { clusters: [THERE], nodegroups: [{ name: "nodegroup", outcomes: ["CREATE_FAILED"] }] } };

  test.each([
    ["2.11.0", {}, false],
    ["3.2.1", {}, true],
    ["3.2.1", { delete_nodegroup_on_failure: false }, false],
  ] as const)("by Airflow %s, %j, are deleted: %s", (airflow, more, isDeleted) => {
    const { state, calls } = run({ ...task, ...more }, cloud, airflow);
    expect(state).toBe("failed");
    expect(calls.includes("DeleteNodegroup")).toBe(isDeleted);
  });
});

describe("Glue Data Quality", () => {
  const datasource = { GlueTable: { DatabaseName: "db", TableName: "t" } };
  const task = {
    operator: "GlueDataQualityRuleSetEvaluationRunOperator",
    datasource,
    role: "r",
    rule_set_names: ["rules"],
    ...WAIT,
  };
  const cloud = (more: Json = {}) => ({ glue_data_quality: { rulesets: [{ name: "rules", duration: 25, ...more }] } });
  const look = "GetDataQualityRulesetEvaluationRun";
  const calls = [
    "GetDataQualityRuleset",
    "StartDataQualityRulesetEvaluationRun",
    ...looks(look, 25, 10),
    look,
    "BatchGetDataQualityResult",
  ];

  test.each([false, true])("evaluates rules and asks for the results, deferrable: %s", (deferrable) => {
    expect(run({ ...task, deferrable }, cloud())).toEqual({ state: "success", errors: [], calls });
  });

  test("fails where a rule has, unless that is not verified, and where a set is not there", () => {
    const error = "AirflowException: AWS Glue data quality ruleset evaluation run failed for one or more rules";
    expect(run(task, cloud({ results: "PASS, FAIL" })).errors).toEqual([error]);
    expect(run({ ...task, verify_result_status: false }, cloud({ results: "FAIL" })).state).toBe("success");
    const missing = run({ ...task, rule_set_names: ["rules", "others"] }, cloud());
    expect(missing.errors).toEqual(["AirflowException: Following RulesetNames are not found ['others']"]);
  });

  test.each(["poke", "reschedule"])("its sensor fails with the run's reason, in mode %s", (mode) => {
    const sensor = { operator: "GlueDataQualityRuleRecommendationRunSensor", recommendation_run_id: "id", mode };
    const tables = [{ name: "t", id: "id", duration: 25, outcomes: ["FAILED"] }];
    const { errors } = run({ ...sensor, poke_interval: 10 }, { glue_data_quality: { tables } });
    expect(errors).toEqual([
      "AirflowException: Error: AWS Glue data quality recommendation run RunId: id Run Status: FAILED: a run failed",
    ]);
  });

  test("is refused under provider 8.7.1", () => {
    expect(() => run(task, cloud(), "2.7.2")).toThrow("the Amazon provider has it from 9.2.0 on");
  });
});
