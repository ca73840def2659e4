/**
 * Small scenarios of what people do meanwhile: they pause DAGs, mark, clear and delete runs, clear what markers name and, in
 * Airflow 3, ask for backfills; beside it tasks that are mapped over the results of mapped ones, triggerers at every phase, and
 * iterations of the scheduler that take time. The oracle is scripts/oracle-more.py, or oracle3-more.py.
 * @module
 */
import { Random } from "../random.js";
import { meetingTriggerers } from "./environment.js";

/** @typedef {import("./draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./draft.js").Dag} Dag */
/** @typedef {import("./draft.js").Task} Task */
/** @typedef {import("./draft.js").Run} Run */
/** @typedef {Record<string, unknown>} Arguments */

const UNTIL = 75.3;
const RULES = ["all_success", "all_done", "none_failed", "one_failed", "none_failed_min_one_success"];
/** The seconds between two dates of a DAG that is backfilled: more than the scenario lasts, so that its schedule is quiet. */
const PERIOD = 600;
/** Parts of a second of which floating point holds each sum: the oracle's timers count in it. */
const PART = 1 / 64;

/** @param {string | number} seed @param {number} index @param {string} airflow @returns {ScenarioSpec} */
export function personsScenario(seed, index, airflow) {
  const at = new Random(`persons/${seed}/${index}`);
  const isThree = airflow.startsWith("3.");
  const weights = { next: 900 };
  const parts = [plain(at.of("plain"), weights)];
  if (at.of("maps").chance(0.5)) parts.push(mapped(at.of("mapped"), weights));
  if (at.of("marks").chance(0.35)) parts.push(marked(at.of("marked"), weights, isThree));
  if (isThree && at.of("backfills").chance(0.5)) parts.push(backfilled(at.of("backfilled"), weights));
  const runs = apart(parts.flatMap((part) => part.runs));
  const dags = parts.flatMap((part) => part.dags);
  /** @type {Arguments[]} */
  const actions = [
    ...parts.flatMap((part) => part.actions),
    ...pauses(at.of("pauses"), dags),
    ...onRuns(at.of("on runs"), runs),
  ];
  return /** @type {ScenarioSpec} */ ({
    name: `persons-${seed}-${index}`,
    until: UNTIL,
    overheads: { task_startup: at.of("startup").odd(0.1, 0.9), ...loopCost(at.of("loop")) },
    ...(at.of("slots").chance(0.4) ? { executor: { worker_slots: at.of("slots").int(1, 3) } } : {}),
    ...(at.of("triggerers").chance(0.4) ? { triggerers: meetingTriggerers(at.of("which triggerers")) } : {}),
    dags,
    runs,
    actions: actions.toSorted((a, b) => Number(a["at"]) - Number(b["at"])),
  });
}

/** @param {Random} at */
function loopCost(at) {
  if (!at.chance(0.3)) return {};
  const part = (/** @type {string} */ name, /** @type {number} */ most) => at.of(name).int(0, most) * PART;
  return {
    scheduler_loop: {
      base: part("base", 96),
      per_run: part("per run", 32),
      per_task: part("per task", 32),
      per_dag: part("per dag", 64),
    },
  };
}

/** No two tasks weigh the same: the database would decide. @param {{ next: number }} weights */
function weight(weights) {
  weights.next -= 1;
  return { priority_weight: weights.next };
}

/** A DAG of a few tasks, with two or three runs. @param {Random} at @param {{ next: number }} weights */
function plain(at, weights) {
  const count = at.of("count").int(1, 4);
  const tasks = Array.from({ length: count }, (_, i) => {
    const of = at.of(`t${i}`);
    const before = Array.from({ length: i }, (_, j) => `t${j}`);
    const upstream = of.of("upstream").sample(before, of.of("how many").pick([0, 1, 1, 2]));
    return {
      task_id: `t${i}`,
      ...ownArguments(of),
      ...(of.of("retries").chance(0.3) ? { retries: 1, retry_delay: of.of("delay").odd(0.5, 5) } : {}),
      ...(upstream.length > 0 ? { upstream, trigger_rule: of.of("rule").pick(RULES) } : {}),
      ...(of.of("past").chance(0.12) ? { depends_on_past: true } : {}),
      ...weight(weights),
    };
  });
  const most = at.of("most").pick([undefined, undefined, 1, 2]);
  const dag = dagOf("d", tasks, most === undefined ? {} : { max_active_runs: most });
  const runs = Array.from({ length: at.of("runs").int(1, 3) }, (_, i) => runOf(at.of(`run ${i}`), "d", `r${i}`));
  return { dags: [dag], runs, actions: /** @type {Arguments[]} */ ([]) };
}

/** @param {Random} at @returns {Arguments} */
function ownArguments(at) {
  const outcomes = at.of("outcomes").pick([undefined, undefined, undefined, ["fail", "success"], ["fail"], ["skip"]]);
  /** @type {Arguments} */
  const ends = outcomes === undefined ? {} : { outcomes };
  /** @type {[number, Arguments][]} */
  const kinds = [
    [5, { operator: "work", duration: at.of("duration").odd(0.3, 9), ...ends }],
    [3, { operator: "defer", submit: at.of("submit").odd(0.1, 2), wait: at.of("wait").odd(0.3, 12), ...ends }],
    [
      2,
      {
        operator: "wait",
        ready_at: at.of("ready").odd(2, 30),
        poke_interval: at.of("poke").odd(1, 5),
        mode: "reschedule",
      },
    ],
    [1, { operator: "EmptyOperator" }],
  ];
  return at.of("kind").weighted(kinds);
}

/** A chain of mapped tasks, each over the results of the one before. @param {Random} at @param {{ next: number }} weights */
function mapped(at, weights) {
  const value = Array.from({ length: at.of("length").int(0, 3) }, (_, i) => at.of(`value ${i}`).odd(0.3, 4));
  const over = (/** @type {string} */ source) => ({ output_of: source });
  const depth = at.of("depth").int(1, 2);
  const tasks = [
    { task_id: "source", operator: "produce", value, duration: at.of("source").odd(0.3, 2) },
    ...Array.from({ length: depth }, (_, i) => ({
      task_id: `each${i}`,
      operator: "produce",
      duration: at.of(`duration ${i}`).odd(0.3, 2),
      expand: { value: over(i === 0 ? "source" : `each${i - 1}`) },
      ...(at.of(`limit ${i}`).chance(0.3) ? { max_active_tis_per_dagrun: 1 } : {}),
    })),
    {
      task_id: "last",
      operator: "work",
      expand: { duration: over(`each${depth - 1}`) },
      trigger_rule: at.of("rule").pick(RULES),
      ...(at.of("cases").chance(0.3)
        ? { cases: [{ map_index: 1, outcome: at.of("ends").pick(["skip", "fail"]) }] }
        : {}),
    },
  ].map((task) => ({ ...task, ...weight(weights) }));
  return {
    dags: [dagOf("m", tasks)],
    runs: [runOf(at.of("run"), "m", "m0")],
    actions: /** @type {Arguments[]} */ ([]),
  };
}

/** Two DAGs with runs of one date, the first of which has a marker that names a task of the second. @param {Random} at @param {{ next: number }} weights @param {boolean} isThree */
function marked(at, weights, isThree) {
  const work = (/** @type {string} */ id, /** @type {Arguments} */ more = {}) => ({
    task_id: id,
    operator: "work",
    duration: at.of(id).odd(0.3, 4),
    ...more,
    ...weight(weights),
  });
  const marker = { task_id: "mark", operator: "ExternalTaskMarker", external_dag_id: "k", external_task_id: "x" };
  const source = dagOf("j", [work("a"), { ...marker, upstream: ["a"], ...weight(weights) }]);
  const target = dagOf("k", [work("x"), work("y", { upstream: ["x"] })]);
  const [first, second] = [runOf(at.of("first"), "j", "j0"), runOf(at.of("second"), "k", "k0")];
  first.logical_at = second.logical_at = -at.of("date").odd(1000, 2000);
  const clear = {
    at: at.of("clear").odd(10, 45),
    do: "clear",
    dag_id: "j",
    run_id: "j0",
    task_id: at.of("which").pick(["a", "mark"]),
  };
  return {
    dags: [source, target],
    runs: [first, second],
    actions: [{ ...clear, ...(isThree ? {} : { recursive: true }) }],
  };
}

/** A DAG with a schedule, and backfills of it. @param {Random} at @param {{ next: number }} weights */
function backfilled(at, weights) {
  const task = { task_id: "b", operator: "work", duration: at.of("duration").odd(0.3, 7), ...weight(weights) };
  const outcomes = at.of("outcomes").pick([undefined, undefined, ["fail"]]);
  const more = { schedule: { every: PERIOD }, start_at: 0, catchup: false };
  const dag = { ...dagOf("b", [{ ...task, ...(outcomes === undefined ? {} : { outcomes }) }]), ...more };
  const actions = Array.from({ length: at.of("count").int(1, 3) }, (_, i) => {
    const of = at.of(`backfill ${i}`);
    const first = of.of("first").int(2, 6);
    return {
      at: of.of("at").odd(1, 60),
      do: "backfill",
      dag_id: "b",
      from: -PERIOD * first,
      to: -PERIOD * of.of("last").int(1, first),
      max_active_runs: of.of("most").int(1, 3),
      reverse: of.of("reverse").chance(0.4),
      reprocess: of.of("reprocess").pick(["none", "failed", "completed"]),
    };
  });
  return { dags: [dag], runs: /** @type {Run[]} */ ([]), actions };
}

/** @param {string} dagId @param {readonly Arguments[]} tasks @param {Arguments} [more] @returns {Dag} */
function dagOf(dagId, tasks, more = {}) {
  return {
    dag_id: dagId,
    schedule: null,
    default_args: { weight_rule: "absolute" },
    ...more,
    tasks: /** @type {Task[]} */ ([...tasks]),
  };
}

/** @param {Random} at @param {string} dagId @param {string} runId @returns {Run} */
function runOf(at, dagId, runId) {
  return { dag_id: dagId, run_id: runId, at: at.odd(0.05, 9) };
}

/** No two are asked for at one instant. @param {Run[]} runs */
function apart(runs) {
  const seen = new Set();
  for (const run of runs) {
    while (seen.has(run.at)) run.at = Math.round(run.at * 1000 + 2) / 1000;
    seen.add(run.at);
  }
  return runs;
}

/** Some DAGs are paused, and most of them let go on. @param {Random} at @param {readonly Dag[]} dags */
function pauses(at, dags) {
  return dags.flatMap(({ dag_id }) => {
    const of = at.of(dag_id);
    if (!of.chance(0.4)) return [];
    const from = of.of("from").odd(0.5, 25);
    const pause = { at: from, do: "pause", dag_id };
    return of.of("for ever").chance(0.15)
      ? [pause]
      : [pause, { at: Math.round((from + of.of("for").odd(1, 30)) * 1000 + 1) / 1000, do: "unpause", dag_id }];
  });
}

/** Whole runs are marked, cleared and deleted, in the state that they have by then, or deleted just after they were marked: while processes go on. @param {Random} at @param {readonly Run[]} runs */
function onRuns(at, runs) {
  return Array.from({ length: at.of("count").pick([0, 1, 1, 2, 3]) }, (_, i) => i).flatMap((i) => {
    const of = at.of(i);
    const { dag_id, run_id, at: asked } = of.of("run").pick(runs);
    const which = { at: Math.round((asked + of.of("at").odd(1, 35)) * 1000 + 1) / 1000, dag_id, run_id };
    const mark = { ...which, do: "mark", state: of.of("state").pick(["success", "failed"]) };
    const later = Math.round((which.at + of.of("later").odd(0.1, 9)) * 1000 + 1) / 1000;
    return of.of("what").weighted([
      [2, [{ ...which, do: "delete" }]],
      [2, [{ ...which, do: "clear", ...(of.of("only").chance(0.4) ? { only_failed: true } : {}) }]],
      [2, [mark]],
      [1, [mark, { ...which, at: later, do: "delete" }]],
    ]);
  });
}
