/**
 * Checks of a scenario that a schema cannot express: each name refers to something, and no name is there twice.
 * @module
 */
import { runIdProblem } from "../definition/index.ts";
import type { Problem } from "../options/index.ts";
import { isObject } from "../options/index.ts";
import { type Rules, rulesOf, type Versions } from "../rules/index.ts";
import { FIXED } from "./airflow-options.ts";
import { isSource, sourceIds } from "./mapped-sources.ts";
import type { OperatorSpec } from "./operator-table.ts";
import { OPERATORS } from "./operators-by-name.ts";
import { objectsOf, type Raw, textsOf } from "./raw.ts";
import { shown } from "./schema-parts.ts";
import { groupArgumentsOf, groupIdsOf, groupsById, tasksWithIds } from "./task-groups.ts";

/** Of runs beyond these, ids are not compared before they are made. */
const MOST_IDS = 100_000;

/** All problems of that kind outside the DAGs. */
export function checkReferences(scenario: Raw, versions: Versions): Problem[] {
  return [
    ...repeated(scenario["dags"], "dags", "dag_id"),
    ...checkFixedOptions(scenario["config"]),
    ...checkRuns(scenario, rulesOf(versions)),
    ...checkTargets(scenario, "actions"),
    ...checkTargets(scenario, "faults"),
  ];
}

/** All problems of that kind inside a DAG. */
export function checkTaskReferences(dag: Raw, path: string): Problem[] {
  const tasks = tasksWithIds(dag);
  const taskIds = new Set(tasks.map(([, id]) => id));
  const groups = groupsById(dag);
  const groupIds = new Set(groups.keys());
  const all = new Set([...taskIds, ...groupIds]);
  const unknownOf = (item: Raw, field: string, known: ReadonlySet<unknown>, at: string) =>
    textsOf(item[field]).flatMap(([index, id]) => unknown(known, id, `${at}.${field}[${index}]`, "task"));
  const ofTasks = tasks.flatMap(([index, , task]) => {
    const at = `${path}.tasks[${index}]`;
    return [
      ...unknownOf(task, "upstream", all, at),
      ...unknownOf(task, "teardown_of", taskIds, at),
      ...unknown(groupIds, task["task_group"], `${at}.task_group`, "task group"),
      ...unknownSources(task, taskIds, at),
      ...checkFromGroup(groups, task, at),
      ...checkArguments(task, at),
      ...(task["on_failure_fail_dagrun"] === true && task["teardown_of"] === undefined
        ? [{ path: `${at}.on_failure_fail_dagrun`, message: "expected a teardown: give `teardown_of`, [] for none" }]
        : []),
    ];
  });
  const earlier = new Set<unknown>();
  const ids = groupIdsOf(dag);
  const ofGroups = objectsOf(dag["task_groups"]).flatMap(([index, group], i) => {
    const at = `${path}.task_groups[${index}]`;
    const unknownParent = unknown(earlier, group["parent_group"], `${at}.parent_group`, "task group");
    earlier.add(ids[i]);
    return [...unknownParent, ...unknownOf(group, "upstream", all, at), ...unknownSources(group, taskIds, at)];
  });
  return [...ofTasks, ...ofGroups];
}

/** The tasks whose results are mapped over are there. */
function unknownSources(item: Raw, taskIds: ReadonlySet<unknown>, path: string): Problem[] {
  const { expand, expand_kwargs: kwargs } = item as { readonly expand?: unknown; readonly expand_kwargs?: unknown };
  const both = isObject(expand) && kwargs !== undefined;
  const sources = [
    ...Object.entries(isObject(expand) ? expand : {}).flatMap(([field, source]) =>
      sourceIds(source, `.expand.${field}`),
    ),
    ...(Array.isArray(kwargs) ? kwargs.filter(isSource) : [kwargs]).flatMap((source) =>
      sourceIds(source, ".expand_kwargs"),
    ),
  ];
  return [
    ...(both ? [{ path: `${path}.expand_kwargs`, message: "expected `expand` or this, not both" }] : []),
    ...sources.flatMap(([at, id]) => unknown(taskIds, id, `${path}${at}`, "task")),
  ];
}

/** Refuses a task that takes an argument from its group which the group is not mapped over. */
function checkFromGroup(groups: ReadonlyMap<unknown, Raw>, task: Raw, path: string): Problem[] {
  const { from_group: fromGroup } = task;
  if (!isObject(fromGroup)) return [];
  const known = groupArgumentsOf(groups, task["task_group"]);
  const names = new Set<unknown>(known ?? Object.values(fromGroup));
  const operator = String(task["operator"]);
  const fields = Object.hasOwn(OPERATORS, operator) ? (OPERATORS[operator]?.fields() ?? {}) : {};
  return Object.entries(fromGroup).flatMap(([field, name]) => [
    ...unknown(names, name, `${path}.from_group.${field}`, "argument of the group"),
    ...unknown(new Set(Object.keys(fields)), field, `${path}.from_group.${field}`, "argument"),
  ]);
}

/** Arguments that the operator needs are given, to the task or for each map index, and in one place only. */
function checkArguments(task: Raw, path: string): Problem[] {
  const { operator, expand } = task as { readonly operator?: unknown; readonly expand?: unknown };
  const spec = typeof operator === "string" && Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (spec === undefined) return [];
  const { from_group: fromGroup, expand_kwargs: kwargs } = task as {
    readonly from_group?: unknown;
    readonly expand_kwargs?: unknown;
  };
  const ofKwargs = checkKwargs(kwargs, spec.fields, task, path);
  const mapped = { ...(isObject(fromGroup) ? fromGroup : {}), ...(isObject(expand) ? expand : {}) };
  const missing = (kwargs === undefined ? spec.required : [])
    .filter((key) => task[key] === undefined && mapped[key] === undefined)
    .map((key) => ({ path: `${path}.${key}`, message: `missing: ${String(operator)} needs it` }));
  const twice = Object.keys(mapped)
    .filter((key) => task[key] !== undefined)
    .map((key) => ({
      path: `${path}.${isObject(expand) && key in expand ? "expand" : "from_group"}.${key}`,
      message: "is given to the task itself too: give it in one place",
    }));
  return [...missing, ...twice, ...ofKwargs];
}

/** Checks the objects of `expand_kwargs` that are given here. */
function checkKwargs(kwargs: unknown, fieldsOf: OperatorSpec["fields"], task: Raw, path: string): Problem[] {
  if (kwargs === undefined) return [];
  const fields = fieldsOf();
  return objectsOf(kwargs).flatMap(([index, dict]) => {
    if (isSource(dict)) return [];
    const at = `${path}.expand_kwargs[${index}]`;
    return Object.entries(dict).flatMap(([key, value]) => {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field === undefined) return unknown(new Set(Object.keys(fields)), key, `${at}.${key}`, "argument");
      if (task[key] !== undefined)
        return [{ path: `${at}.${key}`, message: "is given to the task itself too: give it in one place" }];
      const { error } = field.safeParse(value);
      return error === undefined ? [] : [{ path: `${at}.${key}`, message: error.issues[0]?.message ?? "is wrong" }];
    });
  });
}

function repeated(items: unknown, path: string, key: string): Problem[] {
  const seen = new Set<unknown>();
  return objectsOf(items).flatMap(([index, item]) => {
    const isRepeated = item[key] !== undefined && seen.has(item[key]);
    seen.add(item[key]);
    return isRepeated
      ? [{ path: `${path}[${index}].${key}`, message: `expected one of each, got ${shown(item[key])} a second time` }]
      : [];
  });
}

/** Options that are read when Airflow is imported. */
function checkFixedOptions(config: unknown): Problem[] {
  return Object.entries(FIXED).flatMap(([section, options]) => {
    const given = isObject(config) && isObject(config[section]) ? config[section] : {};
    return Object.entries(options)
      .filter(([option, standard]) => given[option] !== undefined && !isSame(given[option], standard))
      .map(([option, standard]) => ({
        path: `config.${section}.${option}`,
        message: `expected ${shown(standard)}, got ${shown(given[option])}: Airflow reads it when it is imported; say it in the DAG or task`,
      }));
  });
}

function isSame(value: unknown, text: string): boolean {
  return String(value ?? "").toLowerCase() === text.toLowerCase();
}

function checkRuns(scenario: Raw, rules: Rules): Problem[] {
  const isAlwaysDated = rules.manualRunsAreAbout === "their logical date";
  const dagIds = idsOf(scenario["dags"], "dag_id");
  const seen = new Map<string, number>();
  const deleted = new Set(
    objectsOf(scenario["actions"]).flatMap(([, { do: deed, dag_id, run_id }]) =>
      deed === "delete" ? [JSON.stringify([dag_id, run_id])] : [],
    ),
  );
  return objectsOf(scenario["runs"]).flatMap(([index, run]) => {
    const path = `runs[${index}]`;
    const problems = unknown(dagIds, run["dag_id"], `${path}.dag_id`, "DAG");
    const { run_id: runId } = run as { readonly run_id?: unknown };
    const wrongId = typeof runId === "string" && runId !== "" ? runIdProblem(runId, rules) : undefined;
    if (wrongId !== undefined) problems.push({ path: `${path}.run_id`, message: wrongId });
    for (const [what, value] of keysOf(run, isAlwaysDated)) {
      const key = JSON.stringify([run["dag_id"], what, value]);
      const first = seen.get(key);
      if (value !== undefined && first !== undefined && !deleted.has(JSON.stringify([run["dag_id"], runId])))
        problems.push({
          path,
          message: `expected a ${what} of its own, got ${shown(value)}, which runs[${first}] of this DAG has: Airflow refuses it as DagRunAlreadyExists`,
        });
      else seen.set(key, index);
    }
    return problems;
  });
}

/** Ids and logical dates that a run, or each of several, will have; as far as they are known before anything is drawn. */
function keysOf(
  { run_id: runId, logical_at: logicalAt, at = 0, count }: Raw & RawRun,
  isAlwaysDated: boolean,
): (readonly [string, unknown])[] {
  if (typeof count !== "number") {
    const date = logicalAt ?? (isAlwaysDated ? at : undefined);
    return [
      ["run_id", runId],
      ["logical date", isObject(at) ? undefined : (date ?? undefined)],
    ];
  }
  const ids = Array.from({ length: Math.min(count, MOST_IDS) }, (_, i) => `${String(runId)}_${i + 1}`);
  return ids.map((id) => ["run_id", id]);
}

interface RawRun {
  readonly run_id?: unknown;
  readonly logical_at?: unknown;
  readonly at?: unknown;
  readonly count?: unknown;
}

/** Refuses an action on a task that does not exist, or a fault of it. An action on a run that does not exist does nothing. */
function checkTargets(scenario: Raw, key: "actions" | "faults"): Problem[] {
  const dags = new Map(objectsOf(scenario["dags"]).map(([, dag]) => [dag["dag_id"], dag]));
  const dagIds = idsOf(scenario["dags"], "dag_id");
  return objectsOf(scenario[key]).flatMap(([index, action]) => {
    const path = `${key}[${index}]`;
    const dag = dags.get(action["dag_id"]);
    if (dag === undefined) return unknown(dagIds, action["dag_id"], `${path}.dag_id`, "DAG");
    if (action["task_id"] === undefined) return [];
    const taskIds = new Set(tasksWithIds(dag).map(([, id]) => id));
    return unknown(taskIds, action["task_id"], `${path}.task_id`, "task");
  });
}

function idsOf(items: unknown, key: string): ReadonlySet<unknown> {
  return new Set(objectsOf(items).map(([, item]) => item[key]));
}

function unknown(known: ReadonlySet<unknown>, id: unknown, path: string, what: string): Problem[] {
  if (typeof id !== "string" || known.has(id)) return [];
  return [
    {
      path,
      message: `unknown ${what} ${shown(id)}: ${known.size === 0 ? "there is none" : `expected one of ${listed(known)}`}`,
    },
  ];
}

/** The number of names that an error lists. */
const MOST_LISTED = 20;

function listed(ids: ReadonlySet<unknown>): string {
  const names: string[] = [];
  for (const id of ids) {
    if (names.length === MOST_LISTED) return `${names.join(", ")} and ${ids.size - MOST_LISTED} more`;
    if (typeof id === "string") names.push(shown(id));
  }
  return names.join(", ");
}
