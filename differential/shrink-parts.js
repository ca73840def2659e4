/**
 * What can be taken away from a scenario, level by level: DAGs, runs and actions, tasks, surroundings, arguments; and
 * numbers that can be written shorter.
 * @module
 */

/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./generate/draft.js").Dag} Dag */
/** @typedef {import("./generate/draft.js").Task} Task */
/** Takes something away from a scenario, in place. @typedef {(scenario: ScenarioSpec) => void} Part */

/** @type {readonly ((scenario: ScenarioSpec) => Part[])[]} */
export const levels = [
  dags,
  runsAndActions,
  tasks,
  surroundings,
  argumentsOfAll,
  cloudItems,
  upstreams,
  values,
  numbers,
  leftovers,
];

/** @param {ScenarioSpec} scenario */
function dags(scenario) {
  return scenario.dags.map(({ dag_id }) => /** @type {Part} */ ((smaller) => removeDag(smaller, dag_id)));
}

/** With what refers to it. @param {ScenarioSpec} scenario @param {string} dagId */
function removeDag(scenario, dagId) {
  scenario.dags = scenario.dags.filter(({ dag_id }) => dag_id !== dagId);
  for (const key of /** @type {const} */ (["runs", "actions", "faults"]))
    if (scenario[key] !== undefined)
      Object.assign(scenario, { [key]: scenario[key].filter(({ dag_id }) => dag_id !== dagId) });
  for (const { tasks: all, dag_id } of scenario.dags)
    for (const task of all)
      if (task["trigger_dag_id"] === dagId || task["external_dag_id"] === dagId)
        removeTask(scenario, dag_id, task.task_id);
}

/** @param {ScenarioSpec} scenario */
function runsAndActions({ runs = [], actions = [], faults = [] }) {
  return [
    ...faults.map((fault) => remover("faults", fault)),
    ...actions.map((action) => remover("actions", action)),
    ...runs.map((run) => remover("runs", run)),
  ];
}

/** Takes an item out of a list, by what it says. @param {"actions" | "runs" | "triggerers" | "faults"} key @param {object} item @returns {Part} */
function remover(key, item) {
  const text = JSON.stringify(item);
  return (scenario) => {
    const left = (scenario[key] ?? []).filter((/** @type {object} */ other) => JSON.stringify(other) !== text);
    if (left.length === 0) delete scenario[key];
    else Object.assign(scenario, { [key]: left });
  };
}

/** @param {ScenarioSpec} scenario */
function tasks(scenario) {
  return scenario.dags.flatMap(({ dag_id, tasks: all }) =>
    all.map(({ task_id }) => /** @type {Part} */ ((smaller) => removeTask(smaller, dag_id, task_id))),
  );
}

/** With what refers to it. @param {ScenarioSpec} scenario @param {string} dagId @param {string} taskId */
function removeTask(scenario, dagId, taskId) {
  const dag = scenario.dags.find(({ dag_id }) => dag_id === dagId);
  if (dag === undefined) return;
  dag.tasks = dag.tasks.filter(({ task_id }) => task_id !== taskId);
  for (const task of dag.tasks)
    for (const key of /** @type {const} */ (["upstream", "teardown_of", "choose"]))
      if (task[key] !== undefined) task[key] = task[key].filter((id) => id !== taskId);
  const actions = scenario.actions?.filter(({ dag_id, task_id }) => dag_id !== dagId || task_id !== taskId);
  if (actions !== undefined) scenario.actions = actions;
  const faults = scenario.faults?.filter((fault) => fault.dag_id !== dagId || fault.task_id !== taskId);
  if (faults !== undefined) scenario.faults = faults;
}

const SURROUNDINGS = /** @type {const} */ ([
  "executor",
  "overheads",
  "triggerers",
  "phases",
  "config",
  "pools",
  "start",
]);

/** @param {ScenarioSpec} scenario */
function surroundings(scenario) {
  const options = Object.entries(scenario.config ?? {}).flatMap(([section, given]) =>
    Object.keys(given).map((option) => /** @type {Part} */ (({ config }) => delete config?.[section]?.[option])),
  );
  const pools = Object.keys(scenario.pools ?? {}).map(
    (name) => /** @type {Part} */ ((smaller) => delete smaller.pools?.[name]),
  );
  return [
    ...SURROUNDINGS.filter((key) => scenario[key] !== undefined).map(
      (key) => /** @type {Part} */ ((smaller) => delete smaller[key]),
    ),
    ...options,
    ...pools,
    ...(scenario.triggerers ?? []).map((triggerer) => remover("triggerers", triggerer)),
    ...mortals(scenario),
  ];
}

/** Workers and schedulers that die: the last of each, or their ends. @param {ScenarioSpec} scenario */
function mortals({ executor, schedulers = [] }) {
  const workers = executor?.workers ?? [];
  return [
    ...workers.map((_, i) => /** @type {Part} */ ((smaller) => smaller.executor?.workers?.splice(i, 1))),
    ...schedulers.slice(1).map(() => /** @type {Part} */ ((smaller) => smaller.schedulers?.pop())),
    ...workers.flatMap((worker, i) => ends(worker, (smaller) => smaller.executor?.workers?.[i])),
    ...schedulers.flatMap((scheduler, i) => ends(scheduler, (smaller) => smaller.schedulers?.[i])),
    /** @type {Part} */ ((smaller) => delete smaller.schedulers),
    /** @type {Part} */ ((smaller) => delete smaller.dag_processor),
    /** @type {Part} */ ((smaller) => delete smaller.executor?.broker),
  ];
}

/** @param {import("./generate/draft.js").Stay} stay @param {(smaller: ScenarioSpec) => import("./generate/draft.js").Stay | undefined} find */
function ends(stay, find) {
  return /** @type {const} */ (["grace", "shutdown", "stop_at", "start_at"])
    .filter((key) => stay[key] !== undefined)
    .map((key) => /** @type {Part} */ ((smaller) => delete find(smaller)?.[key]));
}

/** What a task or a DAG cannot be without, or has its own level. */
const NEEDED = new Set(["task_id", "operator", "dag_id", "tasks", "priority_weight", "upstream", "expand"]);

/** @param {ScenarioSpec} scenario */
function argumentsOfAll(scenario) {
  return scenario.dags.flatMap((dag) => [
    ...keysOf(dag).map((key) => /** @type {Part} */ ((smaller) => delete dagIn(smaller, dag.dag_id)?.[key])),
    ...dag.tasks.flatMap((task) =>
      keysOf(task).map(
        (key) => /** @type {Part} */ ((smaller) => delete taskIn(smaller, dag.dag_id, task.task_id)?.[key]),
      ),
    ),
  ]);
}

/** @param {Dag | Task} spec */
function keysOf(spec) {
  return Object.keys(spec).filter((key) => !NEEDED.has(key));
}

/** @param {ScenarioSpec} scenario @param {string} dagId */
function dagIn({ dags: all }, dagId) {
  return all.find(({ dag_id }) => dag_id === dagId);
}

/** @param {ScenarioSpec} scenario @param {string} dagId @param {string} taskId */
function taskIn(scenario, dagId, taskId) {
  return dagIn(scenario, dagId)?.tasks.find(({ task_id }) => task_id === taskId);
}

/** @param {ScenarioSpec} scenario */
function cloudItems({ cloud }) {
  if (cloud === undefined) return [];
  const whole = /** @type {Part} */ ((smaller) => delete smaller.cloud);
  const objects = cloud.s3.objects.map(
    ({ key }) =>
      /** @type {Part} */ (
        ({ cloud: less }) => {
          if (less !== undefined) less.s3.objects = less.s3.objects.filter((object) => object.key !== key);
        }
      ),
  );
  const things = /** @type {const} */ (["crawlers", "jobs"]).flatMap((kind) =>
    cloud.glue[kind].map(
      ({ name }) =>
        /** @type {Part} */ (
          ({ cloud: less }) => {
            if (less !== undefined) less.glue[kind] = less.glue[kind].filter((one) => one["name"] !== name);
          }
        ),
    ),
  );
  return [whole, ...objects, ...things, /** @type {Part} */ (({ cloud: less }) => delete less?.denied)];
}

/** @param {ScenarioSpec} scenario */
function upstreams(scenario) {
  return scenario.dags.flatMap(({ dag_id, tasks: all }) =>
    all.flatMap(({ task_id, upstream = [] }) =>
      upstream.map(
        (id) =>
          /** @type {Part} */ (
            (smaller) => {
              const task = taskIn(smaller, dag_id, task_id);
              const left = task?.upstream?.filter((other) => other !== id) ?? [];
              if (task !== undefined) Object.assign(task, { upstream: left.length > 0 ? left : undefined });
            }
          ),
      ),
    ),
  );
}

/** Values that a task is mapped over, but one: a task that is mapped over nothing is another matter. @param {ScenarioSpec} scenario */
function values(scenario) {
  return scenario.dags.flatMap(({ dag_id, tasks: all }) =>
    all.flatMap(({ task_id, expand = {} }) =>
      Object.entries(expand).flatMap(([key, list]) =>
        (Array.isArray(list) ? list.slice(1) : []).map(
          () => /** @type {Part} */ ((smaller) => taskIn(smaller, dag_id, task_id)?.expand?.[key]?.pop()),
        ),
      ),
    ),
  );
}

/** What runs are given, and lists and options of which nothing is left. @param {ScenarioSpec} scenario */
function leftovers({ runs = [], config = {} }) {
  const given = runs.flatMap((_, i) =>
    /** @type {const} */ (["conf", "logical_at"]).map(
      (key) => /** @type {Part} */ ((smaller) => delete smaller.runs?.[i]?.[key]),
    ),
  );
  const sections = Object.keys(config).map(
    (section) =>
      /** @type {Part} */ (
        ({ config: less }) => {
          if (less !== undefined && Object.keys(less[section] ?? {}).length === 0) delete less[section];
        }
      ),
  );
  const empty = /** @type {const} */ (["runs", "actions", "faults", "config", "pools"]).map(
    (key) =>
      /** @type {Part} */ (
        (smaller) => {
          if (Object.keys(smaller[key] ?? {}).length === 0) delete smaller[key];
        }
      ),
  );
  return [...given, ...sections, ...empty];
}

/** Numbers of seconds, with one decimal; and weights, smaller. @param {ScenarioSpec} scenario */
function numbers(scenario) {
  /** @type {Part[]} */
  const parts = [];
  /** @param {unknown} value @param {readonly (string | number)[]} path */
  const walk = (value, path) => {
    if (typeof value === "number" && shorter(value) !== value)
      parts.push((smaller) => setAt(smaller, path, shorter(value)));
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value))
        walk(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  };
  walk(scenario, []);
  return parts;
}

/** @param {number} value */
function shorter(value) {
  return Math.round(value * 10) / 10;
}

/** @param {ScenarioSpec} scenario @param {readonly (string | number)[]} path @param {number} value */
function setAt(scenario, path, value) {
  const last = path.at(-1) ?? "";
  const holder = path.slice(0, -1).reduce((at, key) => at?.[key], /** @type {any} */ (scenario));
  if (holder !== undefined) holder[last] = value;
}
