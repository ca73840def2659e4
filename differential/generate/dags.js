/**
 * DAGs: tasks, the arrows between them, setups and teardowns, limits.
 * @module
 */
import { glueCrawlerOperator, glueCrawlerSensor, glueJobOperator, glueJobSensor } from "./amazon.js";
import { baseArguments } from "./base-arguments.js";
import { taskOfAnyKind, work } from "./tasks.js";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Task} Task */
/** @typedef {import("./draft.js").Dag} Dag */

/** How many of the tasks before it a task may follow. */
const REACH = 5;

/** @param {Random} at @param {Draft} draft @param {string} dagId @returns {Dag} */
export function anyDag(at, draft, dagId) {
  const count = at.of("count").pick([1, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 9, 12]);
  /** @type {Task[]} */
  const tasks = [];
  for (let i = 0; i < count; i += 1) {
    const before = tasks.slice(-REACH).map(({ task_id }) => task_id);
    tasks.push(anyTask(at.of(`task ${i}`), draft, { dagId, taskId: `t${i}` }, before));
  }
  for (const [i, task] of tasks.entries()) if (task.choose !== undefined) choose(at.of(`task ${i}`), task, tasks);
  if (at.of("glue pair").chance(0.06)) tasks.push(...gluePair(at.of("glue pair"), draft, dagId));
  const dag = { dag_id: dagId, schedule: null, ...limits(at), tasks };
  const setups = at.of("setups");
  if (at.of("fail stop").chance(0.06)) stopAtFailure(dag);
  else if (setups.chance(0.12)) addSetups(setups, draft, dag);
  return dag;
}

/** @param {Random} at @param {Draft} draft @param {import("./amazon.js").Place} place @param {readonly string[]} before */
function anyTask(at, draft, place, before) {
  const up = at.of("upstream");
  const upstream = up.sample(before, up.pick([0, 1, 1, 1, 2, 2, 3]));
  const own = taskOfAnyKind(at, draft, place);
  const task = /** @type {Task} */ ({ task_id: place.taskId, ...(upstream.length > 0 ? { upstream } : {}), ...own });
  return Object.assign(task, baseArguments(at, draft, task));
}

/** What a branch takes: some of those directly behind it, none of them, or rarely one further on. @param {Random} at @param {Task} task @param {readonly Task[]} tasks */
function choose(at, task, tasks) {
  const of = at.of("choose");
  const behind = tasks.filter(({ upstream }) => upstream?.includes(task.task_id)).map(({ task_id }) => task_id);
  task.choose = of.sample(behind, of.int(of.chance(0.2) ? 0 : Math.min(1, behind.length), behind.length));
}

/** A Glue operator that does not wait, and the sensor that does. @param {Random} at @param {Draft} draft @param {string} dagId @returns {Task[]} */
function gluePair(at, draft, dagId) {
  const [startId, waitId] = ["start", "watch"];
  const place = { dagId, taskId: startId };
  const isJob = at.of("which").chance(0.5);
  const own = isJob ? glueJobOperator(at, draft, place) : glueCrawlerOperator(at, draft, place);
  const name = isJob ? String(own["job_name"]) : `crawler-${dagId}-${startId}`;
  const { deferrable: _, ...rest } = own;
  const operator = /** @type {Task} */ ({
    .../** @type {Partial<Task>} */ (rest),
    task_id: startId,
    wait_for_completion: false,
  });
  const sensor = isJob ? glueJobSensor(at.of("sensor"), name, startId) : glueCrawlerSensor(at.of("sensor"), name);
  const follower = /** @type {Task} */ ({ task_id: waitId, upstream: [startId], ...sensor });
  for (const task of [operator, follower]) task.priority_weight = draft.weight(at.of(task.task_id));
  draft.senders.add(operator);
  return [operator, follower];
}

/** @param {Random} at */
function limits(at) {
  const [tasks, runs, timeout] = [at.of("active tasks"), at.of("active runs"), at.of("timeout")];
  return {
    ...(tasks.chance(0.25) ? { max_active_tasks: tasks.int(1, 4) } : {}),
    ...(runs.chance(0.2) ? { max_active_runs: runs.int(1, 2) } : {}),
    ...(timeout.chance(0.08) ? { dagrun_timeout: timeout.odd(5, 30) } : {}),
  };
}

/** Airflow takes no other trigger rule there. @param {Dag} dag */
function stopAtFailure(dag) {
  dag.fail_stop = true;
  for (const task of dag.tasks) delete task.trigger_rule;
}

/** One or two setups before some of the roots, with a teardown behind some of what they stand before. @param {Random} at @param {Draft} draft @param {Dag} dag */
function addSetups(at, draft, dag) {
  const roots = dag.tasks.filter(({ upstream }) => upstream === undefined);
  const setups = Array.from({ length: at.of("count").int(1, 2) }, (_, i) => {
    const of = at.of(`setup ${i}`);
    const task = /** @type {Task} */ ({ task_id: `up${i}`, ...work(of), setup: true });
    if (of.of("fails").chance(0.15)) task["outcomes"] = [of.of("end").pick(["fail", "skip"])];
    return Object.assign(task, { priority_weight: draft.weight(of) });
  });
  const covered = at.of("covered").sample(roots, at.of("covered count").int(1, 2));
  for (const task of covered) task.upstream = setups.map(({ task_id }) => task_id);
  const ends = at.of("ends").sample(dag.tasks, at.of("end count").int(1, 2));
  const down = at.of("teardown");
  const teardown = /** @type {Task} */ ({
    task_id: "down",
    ...work(down),
    upstream: ends.map(({ task_id }) => task_id),
    teardown_of: setups.map(({ task_id }) => task_id),
    priority_weight: draft.weight(down),
  });
  dag.tasks = [...setups, ...dag.tasks, ...(at.of("has teardown").chance(0.85) ? [teardown] : [])];
}
