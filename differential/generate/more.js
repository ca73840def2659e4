/**
 * What the oracle's own format lacks, and scripts/oracle-more.py adds to it: callbacks, datasets, SLAs, task groups and
 * mapping over results. A scenario that was made already is given more.
 * @module
 */

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./draft.js").Dag} Dag */
/** @typedef {import("./draft.js").Task} Task */

const CALLBACKS = ["on_execute", "on_success", "on_failure", "on_retry"];
const URIS = ["s3://data/one", "s3://data/two"];
const RULES = ["all_success", "all_done", "one_success", "one_failed", "none_failed", "none_failed_min_one_success"];
/** Above all weights of the other tasks, which differ among themselves. */
const WEIGHTS = 5000;

/** @param {Random} at @param {ScenarioSpec} scenario @returns {ScenarioSpec} */
export function withMore(at, scenario) {
  const dags = scenario.dags.map((dag) => decorated(at.of(dag.dag_id), dag));
  const groups = groupedDag(at.of("groups"));
  const consumer = consumerOf(at.of("consumer"));
  const runs = [
    ...(scenario.runs ?? []),
    { dag_id: groups.dag_id, run_id: "g0", at: at.of("run").odd(1, 5) },
    ...(at.of("second run").chance(0.4)
      ? [{ dag_id: groups.dag_id, run_id: "g1", at: at.of("later").odd(6, 14) }]
      : []),
  ];
  return { ...scenario, dags: [...dags, groups, consumer], runs };
}

/** @param {Random} at @param {Dag} dag @returns {Dag} */
function decorated(at, dag) {
  const isPeriodic = typeof dag.schedule === "string" ? !dag.schedule.startsWith("@once") : Boolean(dag.schedule);
  const names = at.of("callbacks").sample(["on_success", "on_failure", "sla_miss"], at.of("count").int(0, 3));
  const tasks = dag.tasks.map((task) => decoratedTask(at.of(task.task_id), task, isPeriodic));
  return { ...dag, ...(names.length > 0 ? { callbacks: names } : {}), tasks };
}

/** @param {Random} at @param {Task} task @param {boolean} isPeriodic @returns {Task} */
function decoratedTask(at, task, isPeriodic) {
  const callbacks = at.of("callbacks").sample(CALLBACKS, at.of("count").pick([0, 0, 1, 2, 4]));
  return {
    ...task,
    ...(callbacks.length > 0 ? { callbacks } : {}),
    ...(at.of("outlets").chance(0.25)
      ? { outlets: at.of("uris").sample(URIS, at.of("how many").pick([1, 1, 2])) }
      : {}),
    ...(isPeriodic && task.expand === undefined && at.of("sla").chance(0.4)
      ? { sla: at.of("seconds").odd(1, 30) }
      : {}),
  };
}

/** Runs when what others update is there. @param {Random} at @returns {Dag} */
function consumerOf(at) {
  const datasets = at.of("datasets").sample(URIS, at.of("how many").int(1, 2));
  const tasks = Array.from({ length: at.of("tasks").int(1, 2) }, (_, i) => ({
    task_id: `c${i}`,
    operator: "work",
    duration: at.of(`duration ${i}`).odd(0.3, 5),
    priority_weight: WEIGHTS + i,
    ...(i > 0 ? { upstream: ["c0"] } : {}),
  }));
  const most = at.of("runs").pick([undefined, 1, 2]);
  return {
    dag_id: "consumer",
    schedule: /** @type {any} */ ({ datasets }),
    callbacks: ["on_success", "on_failure"],
    default_args: { weight_rule: "absolute" },
    ...(most === undefined ? {} : { max_active_runs: most }),
    tasks,
  };
}

/** A source, a group that may be mapped over what it returns, and a task behind both. @param {Random} at @returns {Dag} */
function groupedDag(at) {
  const value = Array.from({ length: at.of("length").pick([0, 1, 2, 3, 3]) }, (_, i) =>
    at.of(`value ${i}`).odd(0.3, 4),
  );
  const source = { task_id: "source", operator: "produce", value, duration: at.of("source").odd(0.3, 3) };
  const expand = at.of("expand").pick([undefined, { x: { output_of: "source" } }, { x: value }]);
  const group = { group_id: "g", ...(expand === undefined ? {} : { expand }) };
  /** @type {Task[]} */
  const inside = Array.from({ length: at.of("inside").int(1, 4) }, (_, i) =>
    insideTask(at.of(`t${i}`), i, expand !== undefined),
  );
  const over = expand === undefined && at.of("over").chance(0.5);
  const mapped = { task_id: "over", operator: "work", expand: { duration: { output_of: "source" } } };
  const behind = at.of("behind");
  const last = {
    task_id: "last",
    operator: "work",
    duration: behind.of("duration").odd(0.3, 3),
    upstream: ["g", ...(over ? ["over"] : [])],
    trigger_rule: behind.pick(RULES),
  };
  const ofResults = at.of("results").chance(0.5) ? overResults(at.of("over results"), value) : [];
  const tasks = [source, ...inside, ...(over ? [mapped] : []), ...ofResults, last];
  return {
    dag_id: "grouped",
    schedule: null,
    callbacks: ["on_success", "on_failure"],
    default_args: { weight_rule: "absolute" },
    task_groups: [group],
    tasks: /** @type {Task[]} */ (tasks.map((task, i) => ({ ...task, priority_weight: WEIGHTS + 10 + i }))),
  };
}

/**
 * A mapped task that returns what it is mapped over, and one that is mapped over its results, or over what is made of them.
 * @param {Random} at
 * @param {readonly number[]} values
 */
function overResults(at, values) {
  const [source, results] = [{ output_of: "source" }, { output_of: "each" }];
  const duration = at.of("duration").odd(0.3, 2);
  const cases = at.of("cases").pick([undefined, undefined, [{ map_index: 1, outcome: "skip" }]]);
  const each = { task_id: "each", operator: "produce", duration, expand: { value: source } };
  const made = at
    .of("made")
    .pick([
      results,
      { map: results, by: [{ add: 0.125 }, { skip: [(values[0] ?? 0) + 0.125] }] },
      { map: results, by: [{ fail: values.slice(1, 2) }] },
      { map: { zip: [results, source] }, by: [{ item: 1 }] },
      { map: { zip: [source, { output_of: "each" }], fillvalue: 0.625 }, by: [{ item: 0 }] },
    ]);
  const expand = at.of("kwargs").chance(0.4)
    ? { expand_kwargs: { map: made, by: [{ into: "duration" }] } }
    : { expand: { duration: made } };
  const rule = at.of("rule").pick(["all_success", "all_done", "none_failed"]);
  const again = { task_id: "again", operator: "work", trigger_rule: rule, ...expand, ...(cases ? { cases } : {}) };
  return [each, again];
}

/** @param {Random} at @param {number} index @param {boolean} isMapped @returns {Task} */
function insideTask(at, index, isMapped) {
  const before = Array.from({ length: index }, (_, i) => `g.t${i}`);
  const upstream = at.of("upstream").sample(before, Math.min(index, at.of("how many").pick([0, 1, 1, 2])));
  const takes = isMapped && at.of("takes").chance(0.6);
  const outcomes = at.of("outcomes").pick([undefined, undefined, undefined, ["fail"], ["skip"], ["fail", "success"]]);
  return {
    task_id: `t${index}`,
    task_group: "g",
    operator: "work",
    ...(takes ? { from_group: { duration: "x" } } : { duration: at.of("duration").odd(0.3, 4) }),
    ...(outcomes === undefined ? {} : { outcomes }),
    ...(at.of("retries").chance(0.3) ? { retries: 1, retry_delay: at.of("delay").odd(0.5, 5) } : {}),
    ...(upstream.length > 0 ? { upstream, trigger_rule: at.of("rule").pick(RULES) } : {}),
    ...(at.of("callbacks").chance(0.4) ? { callbacks: CALLBACKS } : {}),
  };
}
