/**
 * Random scenarios in the oracle's format, the same for the same seed and index. What Airflow leaves to its database, the
 * order of equals, is kept out: weights differ, durations are odd thousandths, no two runs share a date.
 * @module
 */
import { addCall, addExternalSensor, alignDates } from "./generate/across-dags.js";
import { anyDag } from "./generate/dags.js";
import { Draft } from "./generate/draft.js";
import { environment } from "./generate/environment.js";
import { withMore } from "./generate/more.js";
import { actionsOn, keepApart, runsOf } from "./generate/runs.js";
import { scheduleByCron, scheduleByInterval } from "./generate/schedules.js";
import { weigh } from "./generate/weights.js";
import { Random } from "./random.js";

/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("./generate/draft.js").Dag} Dag */
/** @typedef {import("./generate/draft.js").Run} Run */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */

/** Ends between the instants of the loops. */
const UNTIL = 80.7;

/** @param {string | number} seed @param {number} index @param {{ more?: boolean, airflow?: AirflowVersion }} [options] @returns {ScenarioSpec} */
export function generateScenario(seed, index, { more = false, airflow = "2.7.2" } = {}) {
  const scenario = plainScenario(seed, index, airflow);
  return more ? withMore(new Random(`${seed}/${index}/more`), scenario) : scenario;
}

/** @param {string | number} seed @param {number} index @param {AirflowVersion} airflow @returns {ScenarioSpec} */
function plainScenario(seed, index, airflow) {
  const at = new Random(`${seed}/${index}`);
  const draft = new Draft(airflow);
  const surroundings = environment(at.of("environment"), draft);
  const count = at.of("dags").pick([1, 2, 2, 2, 2, 3, 3, 4]);
  const dags = Array.from({ length: count }, (_, i) => anyDag(at.of(`dag ${i}`), draft, `d${i}`));
  const clock = giveSchedules(at.of("schedules"), dags, draft);
  const unscheduled = dags.filter(({ schedule }) => schedule === null);
  const called = addCalls(at.of("calls"), draft, unscheduled);
  const runs = unscheduled
    .filter((dag) => !called.has(dag))
    .flatMap((dag) => runsOf(at.of(`runs of ${dag.dag_id}`), draft, dag));
  runs.push(...manualRunsOfScheduled(at.of("manual"), dags));
  const isAligned = watchOthers(at.of("external"), draft, unscheduled, runs);
  keepApart(runs);
  weigh(at.of("weight rule"), dags);
  const config = configFor(surroundings.config, isAligned, dags.filter(({ schedule }) => schedule !== null).length > 1);
  const acts = at.of("actions");
  const actions = runs.length > 0 && acts.chance(0.18) ? actionsOn(acts, draft, dags, runs) : [];
  const isKilling = actions.length > 0 || dags.some((dag) => dag.fail_stop || dag.dagrun_timeout !== undefined);
  const { cloud } = draft;
  const denied = at.of("denied");
  if (cloud !== undefined && denied.chance(0.04))
    cloud.denied = [denied.pick(["s3:HeadObject", "s3:ListObjectsV2", "glue:GetCrawler", "glue:StartJobRun"])];
  return {
    name: `random-${seed}-${index}`,
    ...clock,
    ...surroundings,
    ...(config === undefined ? {} : { config }),
    // a heartbeat that kills is not to fall on the scheduler's loop
    ...(isKilling && surroundings.overheads === undefined
      ? { overheads: { task_startup: at.of("startup").odd(0.1, 0.9) } }
      : {}),
    ...(cloud === undefined ? {} : { cloud }),
    dags,
    ...(runs.length > 0 ? { runs } : {}),
    ...(actions.length > 0 ? { actions } : {}),
  };
}

/** Some DAGs run by a schedule, one at most by the wall clock: of two due at one instant the database decides. @param {Random} at @param {readonly Dag[]} dags @param {Draft} draft */
function giveSchedules(at, dags, draft) {
  const [first, second] = dags.toReversed();
  if (draft.isLimited || first === undefined || !at.chance(0.25)) return { until: UNTIL };
  const clock = at.of("by").chance(0.35)
    ? scheduleByCron(at.of("cron"), first)
    : scheduleByInterval(at.of("interval"), first);
  if (second !== undefined && at.of("second").chance(0.3)) scheduleByInterval(at.of("other"), second);
  return clock;
}

/** Which DAGs are started by tasks of others alone. @param {Random} at @param {Draft} draft @param {readonly Dag[]} dags */
function addCalls(at, draft, dags) {
  const [source, target] = [dags[0], dags.at(-1)];
  if (draft.isLimited || source === undefined || target === undefined || source === target || !at.chance(0.15))
    return new Set();
  addCall(at.of("first"), draft, source, target, "call");
  if (at.of("again").chance(0.2)) addCall(at.of("second"), draft, source, target, "again");
  return new Set(at.of("alone").chance(0.85) ? [target] : []);
}

/** Manual runs of a scheduled DAG, where they cannot fill its `max_active_runs`: no DAG processor would set it going again. @param {Random} at @param {readonly Dag[]} dags @returns {Run[]} */
function manualRunsOfScheduled(at, dags) {
  return dags
    .filter(({ schedule, catchup, max_active_runs }) => schedule && catchup === false && max_active_runs === undefined)
    .filter(({ dag_id }) => at.of(dag_id).chance(0.4))
    .map(({ dag_id }) => ({ dag_id, run_id: "m0", at: at.of(dag_id).of("at").odd(1, 9) }));
}

/** Whether a sensor of one DAG looks at another, in runs of the same date. @param {Random} at @param {Draft} draft @param {readonly Dag[]} dags @param {readonly Run[]} runs */
function watchOthers(at, draft, dags, runs) {
  const [target, source] = dags;
  if (draft.isLimited || source === undefined || target === undefined || !at.chance(0.12)) return false;
  addExternalSensor(at, draft, source, target);
  alignDates(at, runs, source, target);
  return true;
}

/**
 * What would let the database's order of rows decide is left out: which of runs of one date are examined, where not all are
 * in one round, and which of two DAGs due at one instant gets its run first, where not both do.
 * @param {ScenarioSpec["config"]} config
 * @param {boolean} isAligned
 * @param {boolean} hasSchedules Whether several DAGs have a schedule.
 */
function configFor(config, isAligned, hasSchedules) {
  if (config === undefined) return config;
  const {
    max_dagruns_per_loop_to_schedule: examined,
    max_dagruns_to_create_per_loop: created,
    ...scheduler
  } = config["scheduler"] ?? {};
  if (examined !== undefined && !isAligned) scheduler["max_dagruns_per_loop_to_schedule"] = examined;
  if (created !== undefined && !hasSchedules) scheduler["max_dagruns_to_create_per_loop"] = created;
  return { ...config, scheduler };
}
