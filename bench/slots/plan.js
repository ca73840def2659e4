/**
 * What the bench measures: every shape at every load, on every size of worker, in each mode; and the same with as many slots
 * as it takes.
 * @module
 */
import { Experiment } from "airlapse/experiment";
import { SHAPES } from "./shapes.js";

/** The ways to wait that any version has. */
export const MODES = /** @type {const} */ (["standard", "reschedule", "deferrable"]);

/** Worker slots of MWAA's environment classes, one worker each. */
export const CLASSES = /** @type {const} */ ({
  "mw1.small": 5,
  "mw1.medium": 10,
  "mw1.large": 20,
  "mw1.xlarge": 40,
  "mw1.2xlarge": 80,
});
const LOADS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3];
/** The demand of the experiment without limit is that of these slots. */
export const NOMINAL_SLOTS = 20;
const MEASURE = new URL("measure.js", import.meta.url);
const SEED = 2024;
/** @param {boolean} isLimited @returns {readonly boolean[]} */
const limit = (isLimited) => [isLimited];

/** @param {{ quick: boolean }} options */
export function slotExperiments({ quick }) {
  const loads = quick ? [0.5, 2] : LOADS;
  const repetitions = quick ? 2 : 3;
  const shape = Object.keys(SHAPES);
  const mode = [...MODES];
  const slots = quick ? [5] : Object.values(CLASSES);
  return {
    limited: new Experiment({
      name: "slots",
      parameters: { shape, slots, load: loads, mode, limited: limit(true) },
      repetitions,
      seed: SEED,
      measure: MEASURE,
    }),
    unlimited: new Experiment({
      name: "slots, without limit",
      parameters: { shape, slots: quick ? [5] : [NOMINAL_SLOTS], load: loads, mode, limited: limit(false) },
      repetitions,
      seed: SEED,
      measure: MEASURE,
    }),
  };
}

/**
 * @typedef {{ shape: string, slots: number, load: number, mode: string }} Where
 * @typedef {readonly [mean: number, low: number | null, high: number | null] | null} Figure
 * @typedef {{ where: Where, figures: Readonly<Record<string, Figure>> }} Point
 * @typedef {{ limited: readonly Point[], unlimited: readonly Point[] }} Summary
 */

/** As many digits as the intervals are worth. @param {number} value */
const rounded = (value) => Number(value.toPrecision(5));

/**
 * @param {readonly import("airlapse/experiment").PointResult<Where & { limited: boolean }>[]} points
 * @returns {Point[]}
 */
export function summarized(points) {
  return points.map(({ parameters: { shape, slots, load, mode }, figures }) => ({
    where: { shape, slots, load, mode },
    figures: Object.fromEntries(
      Object.entries(figures).map(([name, interval]) => [
        name,
        interval === null
          ? null
          : /** @type {const} */ ([
              rounded(interval.mean),
              interval.low === null ? null : rounded(interval.low),
              interval.high === null ? null : rounded(interval.high),
            ]),
      ]),
    ),
  }));
}

/** The mean of a figure at a point. @param {readonly Point[]} points @param {Where} where @param {string} name */
export function meanAt(points, where, name) {
  return figureAt(points, where, name)?.[0] ?? null;
}

/** @param {readonly Point[]} points @param {Where} where @param {string} name @returns {Figure} */
export function figureAt(points, { shape, slots, load, mode }, name) {
  const point = points.find(
    ({ where }) => where.shape === shape && where.slots === slots && where.load === load && where.mode === mode,
  );
  return point?.figures[name] ?? null;
}

/** The loads that were measured, upwards. @param {readonly Point[]} points */
export const loadsOf = (points) => [...new Set(points.map(({ where }) => where.load))].sort((a, b) => a - b);
