/**
 * Tasks of EKS and of Glue Data Quality, in all their modes.
 * @module
 */
import { attempts, deferrable, describe, ends, seconds, waiter, waiting } from "./service-parts.js";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Arguments} Arguments */

/** Clusters, node groups and Fargate profiles of EKS, made and deleted. @param {Random} at @param {Draft} draft @param {string} name */
export function kubernetes(at, draft, name) {
  const times = () => ({ creating: seconds(at, "creating", 20), deleting: seconds(at, "deleting", 20) });
  const kind = at.of("kind").pick(["cluster", "nodegroup", "fargate"]);
  const deletes = at.of("deletes").chance(0.5);
  const isThere = deletes ? at.of("there").chance(0.9) : at.of("there").chance(kind === "cluster" ? 0.1 : 0.9);
  const cluster = { name, ...times(), ...(isThere ? { existing: "ACTIVE" } : {}), ...ends(at, "ACTIVE", ["FAILED"]) };
  describe(draft, "eks", "clusters", cluster);
  const compute = (/** @type {string} */ list, /** @type {string} */ part) =>
    describe(draft, "eks", list, {
      name: `${part}-${name}`,
      ...times(),
      ...(deletes && at.of(`has ${part}`).chance(kind === part ? 0.9 : 0.4) ? { cluster: name } : {}),
      ...ends(at.of(part), "ACTIVE", ["CREATE_FAILED"]),
    });
  compute("nodegroups", "nodegroup");
  compute("fargate_profiles", "fargate");
  const wait = {
    cluster_name: name,
    ...waiter(at, true),
    ...(at.of("waits").chance(0.6) ? { wait_for_completion: true } : {}),
    ...deferrable(at),
  };
  const names = { nodegroup_name: `nodegroup-${name}`, fargate_profile_name: `fargate-${name}` };
  if (kind === "nodegroup")
    return deletes
      ? { operator: "EksDeleteNodegroupOperator", nodegroup_name: names.nodegroup_name, ...wait }
      : {
          operator: "EksCreateNodegroupOperator",
          nodegroup_name: names.nodegroup_name,
          nodegroup_subnets: ["s"],
          nodegroup_role_arn: "arn:role",
          ...wait,
        };
  if (kind === "fargate")
    return deletes
      ? { operator: "EksDeleteFargateProfileOperator", fargate_profile_name: names.fargate_profile_name, ...wait }
      : {
          operator: "EksCreateFargateProfileOperator",
          fargate_profile_name: names.fargate_profile_name,
          pod_execution_role_arn: "arn:role",
          selectors: [{ namespace: "default" }],
          ...wait,
        };
  if (deletes)
    return {
      operator: "EksDeleteClusterOperator",
      ...(at.of("force").chance(0.6) ? { force_delete_compute: true } : {}),
      ...wait,
    };
  const made = at.of("compute").pick([undefined, "nodegroup", "fargate", null]);
  return {
    operator: "EksCreateClusterOperator",
    cluster_role_arn: "arn:role",
    resources_vpc_config: { subnetIds: ["s"] },
    ...(made === undefined ? {} : { compute: made }),
    ...(at.of("role").chance(0.93)
      ? { nodegroup_role_arn: "arn:role", fargate_pod_execution_role_arn: "arn:role" }
      : {}),
    ...names,
    ...wait,
  };
}

/** Runs of Glue Data Quality, and sensors of runs that are there. @param {Random} at @param {Draft} draft @param {string} name */
export function quality(at, draft, name) {
  if (draft.airflow === "2.7.2") return kubernetes(at, draft, name);
  const evaluates = at.of("evaluates").chance(0.6);
  const isSensor = at.of("sensor").chance(0.4);
  describe(draft, "glue_data_quality", evaluates ? "rulesets" : "tables", {
    name,
    starting: seconds(at, "starting", 4),
    duration: seconds(at, "duration", 20),
    ...ends(at, "SUCCEEDED", ["FAILED", "STOPPED", "TIMEOUT"]),
    ...(evaluates && at.of("rules").chance(0.3)
      ? { results: at.of("results").pick(["PASS, FAIL", "ERROR", "PASS, PASS"]) }
      : {}),
    ...(isSensor ? { id: `run-${name}` } : {}),
  });
  const results = at.of("quiet").chance(0.3) ? { show_results: false } : {};
  const what = evaluates ? "GlueDataQualityRuleSetEvaluationRun" : "GlueDataQualityRuleRecommendationRun";
  const verdict = evaluates && at.of("lenient").chance(0.3) ? { verify_result_status: false } : {};
  if (isSensor)
    return {
      operator: `${what}Sensor`,
      [evaluates ? "evaluation_run_id" : "recommendation_run_id"]: `run-${name}`,
      max_retries: attempts(at),
      ...results,
      ...verdict,
      ...waiting(at, true, true),
    };
  return {
    operator: `${what}Operator`,
    datasource: { GlueTable: { DatabaseName: "db", TableName: at.of("no table").chance(0.05) ? "" : name } },
    role: "r",
    ...(evaluates ? { rule_set_names: at.of("missing").chance(0.1) ? [name, "missing"] : [name] } : {}),
    ...results,
    ...verdict,
    ...waiter(at, true),
    ...(at.of("waits").chance(0.15) ? { wait_for_completion: false } : {}),
    ...deferrable(at),
  };
}
