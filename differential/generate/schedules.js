/**
 * DAGs that run by a schedule, and the wall clock that they run by.
 * @module
 */
import { DateTime } from "luxon";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Dag} Dag */
/** @typedef {{ start?: string, until: number }} Clock */

/** Cron schedules, each with an instant that it names, which the scenario passes, and about how long an interval is. */
const CRONS = /** @type {const} */ ([
  ["* * * * *", "2024-01-01T00:01:00Z", 60],
  ["*/5 * * * *", "2024-05-17T13:35:00Z", 300],
  ["7-52/15 * * * *", "2024-05-17T13:37:00Z", 900],
  ["@hourly", "2024-03-10T07:00:00Z", 3600],
  ["30 6 * * *", "2024-02-29T06:30:00Z", 86_400],
  ["@daily", "2024-03-01T00:00:00Z", 86_400],
  ["0 0 * * 1-5", "2023-12-30T00:00:00Z", 86_400],
  ["@weekly", "2024-06-09T00:00:00Z", 604_800],
  ["@monthly", "2024-03-01T00:00:00Z", 2_592_000],
  ["@quarterly", "2024-04-01T00:00:00Z", 7_776_000],
  ["@yearly", "2024-01-01T00:00:00Z", 31_536_000],
  ["0 0 */5 * *", "2022-03-06T00:00:00Z", 432_000],
  ["0 0 */10 * *", "2023-03-11T00:00:00Z", 864_000],
  ["0 0 1 * */1", "2022-04-01T00:00:00Z", 2_592_000],
  ["0 0 */12 * */2", "2022-03-25T00:00:00Z", 172_800],
  ["0 6 13 * fri", "2024-09-13T06:00:00Z", 604_800],
  ["0 0 l * *", "2024-02-29T00:00:00Z", 2_592_000],
  ["0 0 * * l5", "2024-03-29T00:00:00Z", 2_592_000],
  ["0 0 * * 1#1,3#2", "2024-05-08T00:00:00Z", 864_000],
  ["0 0 * feb-apr,11 fri-sun", "2024-03-01T00:00:00Z", 86_400],
  ["*/20 * * * * */15", "2024-05-17T13:40:00Z", 15],
]);

/** Gives a DAG an interval of seconds, or a schedule that knows no clock. @param {Random} at @param {Dag} dag @returns {Clock} */
export function scheduleByInterval(at, dag) {
  const kind = at.of("kind").weighted([
    [8, "every"],
    [1, "@once"],
    [1, "@continuous"],
  ]);
  if (kind === "every") {
    const of = at.of("every");
    const every = of.chance(0.5) ? of.int(9, 30) : of.odd(9, 30);
    Object.assign(dag, { schedule: { every }, start_at: start(at, every), ...span(at) });
  } else Object.assign(dag, { schedule: kind, start_at: -at.of("start").odd(5, 45) });
  if (kind === "@continuous") dag.max_active_runs = 1;
  if (kind === "every" && at.of("past").chance(0.3)) dependOnPast(at, dag);
  return { until: 45.7 };
}

/** Gives a DAG a cron schedule, and the scenario a wall clock that passes one of its instants. @param {Random} at @param {Dag} dag @returns {Clock} */
export function scheduleByCron(at, dag) {
  const [schedule, instant, period] = at.of("cron").pick(CRONS);
  const lead = at.of("lead").odd(2, 25);
  const start = DateTime.fromISO(instant, { zone: "utc" }).minus({ milliseconds: Math.round(lead * 1000) });
  const startAt = -Math.round(period * at.of("intervals").int(1, 4)) + at.of("start").odd(1, 50);
  Object.assign(dag, { schedule, start_at: Math.round(startAt * 1000) / 1000, ...span(at) });
  delete dag["end_at"];
  if (at.of("past").chance(0.3)) dependOnPast(at, dag);
  return { start: /** @type {string} */ (start.toISO()), until: period === 60 ? 85.7 : 45.7 };
}

/** @param {Random} at @param {number} every */
function start(at, every) {
  const of = at.of("start");
  return of.chance(0.1) ? of.odd(2, 12) : -of.odd(5, Math.max(45, 2 * every));
}

/** How much of the past is made up for, and how many runs at once. @param {Random} at */
function span(at) {
  const [runs, end] = [at.of("runs"), at.of("end")];
  return {
    catchup: at.of("catchup").chance(0.5),
    ...(runs.chance(0.7) ? { max_active_runs: runs.int(1, 3) } : {}),
    ...(end.chance(0.12) ? { end_at: end.odd(-5, 30) } : {}),
  };
}

/** @param {Random} at @param {Dag} dag */
function dependOnPast(at, dag) {
  for (const task of dag.tasks) {
    const of = at.of(`past of ${task.task_id}`);
    if (of.chance(0.5)) Object.assign(task, of.pick([{ depends_on_past: true }, { wait_for_downstream: true }]));
    if (of.chance(0.15)) task["ignore_first_depends_on_past"] = false;
  }
}
