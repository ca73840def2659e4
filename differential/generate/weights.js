/**
 * The weights that the scheduler orders task instances by. Where two tasks weigh the same the database decides, so all of a
 * scenario differ, as weight_rule adds them up.
 * @module
 */

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Task} Task */
/** @typedef {import("./draft.js").Dag} Dag */

/** @param {Random} at @param {readonly Dag[]} dags */
export function weigh(at, dags) {
  for (const dag of dags) {
    const rule = at.of(dag.dag_id).weighted([
      [2, "absolute"],
      [1, "downstream"],
      [1, "upstream"],
    ]);
    if (rule !== "downstream") setRule(dag, rule);
  }
  const totals = dags.flatMap(totalWeights);
  if (new Set(totals).size < totals.length) for (const dag of dags) setRule(dag, "absolute");
}

/** @param {Dag} dag @param {string} rule */
function setRule(dag, rule) {
  dag.default_args = { ...dag.default_args, weight_rule: rule };
}

/** `priority_weight_total` of each task. @param {Dag} dag */
function totalWeights({ tasks, default_args = {} }) {
  const rule = default_args["weight_rule"] ?? "downstream";
  const own = new Map(tasks.map(({ task_id, priority_weight = 1 }) => [task_id, priority_weight]));
  if (rule === "absolute") return [...own.values()];
  /** @type {Map<string, string[]>} */
  const near = new Map(tasks.map(({ task_id }) => [task_id, []]));
  for (const { task_id, upstream = [], teardown_of = [] } of tasks)
    for (const before of new Set([...upstream, ...teardown_of]))
      if (rule === "downstream") near.get(before)?.push(task_id);
      else near.get(task_id)?.push(before);
  return tasks.map(({ task_id }) => [...reached(task_id, near)].reduce((sum, id) => sum + (own.get(id) ?? 0), 0));
}

/** A task and all that can be reached from it. @param {string} from @param {ReadonlyMap<string, readonly string[]>} near */
function reached(from, near) {
  const found = new Set([from]);
  for (const id of found) for (const next of near.get(id) ?? []) found.add(next);
  return found;
}
