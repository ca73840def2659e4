/**
 * Finds the options and DAGs of a scenario that Airflow itself refuses, by building them.
 * @module
 */

import { checkDag, checkDagShape, type DagProblem } from "../definition/index.ts";
import type { Problem } from "../options/index.ts";
import {
  type AirflowConfig,
  airflowConfig,
  checkConfig,
  checkGoneOptions,
  checkNewOptions,
  rulesOf,
  type Versions,
} from "../rules/index.ts";
import { buildDag, simulatedConfig } from "./build.ts";
import { Config } from "./config-schema.ts";
import { type Raw, textsOf } from "./raw.ts";
import type { ScenarioDag } from "./schema.ts";
import { JITLESS, snake } from "./schema-parts.ts";
import { tasksWithIds } from "./task-groups.ts";

/** The options, as far as they are well formed; with what is wrong with their values. */
export function checkOptions(
  scenario: Raw,
  versions: Versions,
): { readonly config: AirflowConfig; readonly problems: Problem[] } {
  const parsed = Config.safeParse(scenario["config"] ?? {}, JITLESS);
  const config = parsed.success ? simulatedConfig(parsed.data) : {};
  const wrong = checkConfig(config);
  const refused = [...wrong, ...checkNewOptions(config, versions), ...checkGoneOptions(config, versions)];
  const problems = refused.map(({ path, message }) => ({ path: `config.${snake(path)}`, message }));
  return { config: airflowConfig(wrong.length === 0 ? config : {}, rulesOf(versions)), problems };
}

/** The problems of a DAG. `read` is there if it is well formed and its references are right; otherwise only ids and cycles are checked. */
export function checkDefinition(
  dag: Raw,
  read: ScenarioDag | undefined,
  path: string,
  config: AirflowConfig,
  versions: Versions,
): Problem[] {
  const tasks = tasksWithIds(dag).filter(([, taskId]) => typeof taskId === "string");
  const found = read === undefined ? checkShape(dag["dag_id"], tasks) : checkDag(buildDag(read, {}), config, versions);
  const lastOf = new Map(tasks.map(([index, taskId]) => [taskId, index]));
  return found.map(({ taskId, field, message }) => ({
    path: `${path}${taskId === null ? "" : `.tasks[${lastOf.get(taskId)}]`}.${snake(field)}`,
    message,
  }));
}

/** Checks ids and cycles only. Tasks that wait for a whole group are left out. */
function checkShape(dagId: unknown, tasks: ReturnType<typeof tasksWithIds>): DagProblem[] {
  const shapes = tasks.map(([, taskId, task]) => ({
    taskId: taskId as string,
    upstreamTaskIds: [...textsOf(task["upstream"]), ...textsOf(task["teardown_of"])].map(([, id]) => id),
  }));
  return checkDagShape(typeof dagId === "string" ? dagId : undefined, shapes);
}
