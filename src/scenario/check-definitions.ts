/**
 * What Airflow itself refuses of a scenario's options and DAGs, found by making them.
 * @module
 */
import {
  type AirflowConfig,
  airflowConfig,
  checkConfig,
  checkDagArguments,
  checkDagShape,
  type Problem,
} from "../model/index.ts";
import { buildDag, simulatedConfig } from "./build.ts";
import { objectsOf, type Raw, textsOf } from "./raw.ts";
import { Config, Dag, type Scenario, snake } from "./schema.ts";

type ScenarioDag = Scenario["dags"][number];

/** The options, as far as they are well formed; with what is wrong with their values. */
export function checkOptions(scenario: Raw): { readonly config: AirflowConfig; readonly problems: Problem[] } {
  const parsed = Config.safeParse(scenario["config"] ?? {});
  const config = parsed.success ? simulatedConfig(parsed.data) : {};
  const problems = checkConfig(config).map(({ path, message }) => ({ path: `config.${snake(path)}`, message }));
  return { config: airflowConfig(problems.length === 0 ? config : {}), problems };
}

/** What is wrong with a DAG. Only a sound one, well formed and with right references, is made: of any other ids and cycles are looked at. */
export function checkDefinition(dag: Raw, path: string, config: AirflowConfig, isSound: boolean): Problem[] {
  const tasks = objectsOf(dag["tasks"]).filter(([, task]) => typeof task["task_id"] === "string");
  const shapes = tasks.map(([, task]) => ({
    taskId: task["task_id"] as string,
    upstreamTaskIds: [...textsOf(task["upstream"]), ...textsOf(task["teardown_of"])].map(([, id]) => id),
  }));
  const { dag_id: dagId } = dag as { readonly dag_id?: unknown };
  const found = checkDagShape(typeof dagId === "string" ? dagId : undefined, shapes);
  const parsed = isSound ? Dag.safeParse(dag) : undefined;
  if (parsed?.success) found.push(...checkDagArguments(buildDag(parsed.data as ScenarioDag, {}), config));
  const lastOf = new Map(tasks.map(([index, task]) => [task["task_id"], index]));
  return found.map(({ taskId, field, message }) => ({
    path: `${path}${taskId === null ? "" : `.tasks[${lastOf.get(taskId)}]`}.${snake(field)}`,
    message,
  }));
}
