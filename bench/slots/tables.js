/**
 * The tables of docs/findings.md, from the summary of the bench.
 * @module
 */
import { CLASSES, figureAt, loadsOf, MODES, meanAt, NOMINAL_SLOTS } from "./plan.js";
import { SHAPES } from "./shapes.js";

/** @typedef {import("./plan.js").Summary} Summary */
/** @typedef {import("./plan.js").Figure} Figure */

/** Tasks queue longer than all else that they do takes. */
const COLLAPSED = 2;

/** @param {number} value @param {number} [digits] */
const text = (value, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
/** @param {number | null} value @param {number} [digits] */
const percent = (value, digits = 0) => (value === null ? "" : `${text(100 * value, digits)} %`);
/** A mean with half of its confidence interval. @param {Figure} figure @param {number} [digits] */
const withInterval = (figure, digits = 0) => {
  if (figure === null) return "";
  const [mean, , high] = figure;
  return high === null || high - mean < 0.5 * 10 ** -digits
    ? text(mean, digits)
    : `${text(mean, digits)} ± ${text(high - mean, digits)}`;
};
/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const table = (head, rows) =>
  [head, head.map((_, i) => (i === 0 ? "---" : "---:")), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** The lowest load at which tasks queue longer than they take. @param {Summary} summary @param {string} shape @param {number} slots @param {string} mode */
export function collapseAt({ limited }, shape, slots, mode) {
  return (
    loadsOf(limited).find((load) => (meanAt(limited, { shape, slots, load, mode }, "stretch") ?? 0) >= COLLAPSED) ??
    null
  );
}

/** @param {Summary} summary */
function collapses(summary) {
  const most = Math.max(...loadsOf(summary.limited));
  const rows = Object.entries(SHAPES).flatMap(([shape, { title }]) =>
    MODES.map((mode) => [
      `${title}, ${mode}`,
      ...Object.values(CLASSES).map((slots) => {
        const load = collapseAt(summary, shape, slots, mode);
        return load === null ? `above ${percent(most)}` : percent(load);
      }),
    ]),
  );
  return table(["", ...Object.entries(CLASSES).map(([name, slots]) => `${name}, ${slots} slots`)], rows);
}

/** @param {Summary} summary @param {number} load */
function atLoad({ limited }, load) {
  const rows = Object.entries(SHAPES).flatMap(([shape, { title }]) =>
    MODES.map((mode) => {
      const where = { shape, slots: NOMINAL_SLOTS, load, mode };
      const figure = (/** @type {string} */ name) => figureAt(limited, where, name);
      return [
        `${title}, ${mode}`,
        withInterval(figure("makespan")),
        withInterval(figure("slotSeconds")),
        percent(meanAt(limited, where, "utilisation")),
        percent(meanAt(limited, where, "workUtilisation"), 1),
        withInterval(figure("queuedEach"), 1),
        withInterval(figure("peakTriggers")),
      ];
    }),
  );
  const head = [
    "",
    "makespan, s",
    "slot seconds",
    "slots busy",
    "of it real work",
    "queued, s a task",
    "triggers, peak",
  ];
  return table(head, rows);
}

/** @param {Summary} summary */
function needed({ unlimited }) {
  const loads = [0.5, 1, 3];
  const rows = Object.entries(SHAPES).flatMap(([shape, { title }]) =>
    MODES.map((mode) => [
      `${title}, ${mode}`,
      ...loads.map((load) =>
        withInterval(figureAt(unlimited, { shape, slots: NOMINAL_SLOTS, load, mode }, "peakSlots")),
      ),
    ]),
  );
  return table(["", ...loads.map((load) => `at ${percent(load)} of ${NOMINAL_SLOTS} slots`)], rows);
}

/** What deferral costs where nothing queues. @param {Summary} summary */
function price({ unlimited }) {
  const rows = Object.entries(SHAPES).map(([shape, { title }]) => {
    const at = (/** @type {string} */ mode, /** @type {string} */ name) =>
      meanAt(unlimited, { shape, slots: NOMINAL_SLOTS, load: 1, mode }, name) ?? 0;
    const waits = at("deferrable", "deferrals") / at("deferrable", "runs");
    return [
      title,
      text(at("standard", "flow"), 1),
      ...["reschedule", "deferrable"].map((mode) =>
        `+${text(at(mode, "flow") - at("standard", "flow"), 1)}`.replace("+-", "-"),
      ),
      text(waits, 1),
      text(at("deferrable", "triggererCalls") / at("deferrable", "runs")),
    ];
  });
  const head = [
    "",
    "a run takes, standard, s",
    "reschedule",
    "deferrable",
    "deferrals a run",
    "calls of the triggerer a run",
  ];
  return table(head, rows);
}

/** Partitions that are loaded after their deadline. @param {Summary} summary */
function lateness({ limited }) {
  const loads = loadsOf(limited);
  const rows = MODES.map((mode) => [
    mode,
    ...loads.map((load) => {
      const where = { shape: "partitions", slots: NOMINAL_SLOTS, load, mode };
      const loaded = (meanAt(limited, where, "taskInstances") ?? 0) / 2;
      return percent((meanAt(limited, where, "late") ?? 0) / loaded, 1);
    }),
  ]);
  return table(["load", ...loads.map((load) => percent(load))], rows);
}

/** All tables by the names that the page calls them. @param {Summary} summary @returns {Readonly<Record<string, string>>} */
export function slotTables(summary) {
  return {
    collapses: collapses(summary),
    "at 100 %": atLoad(summary, 1),
    "at 200 %": atLoad(summary, 2),
    needed: needed(summary),
    price: price(summary),
    late: lateness(summary),
  };
}

/** The page with the tables of today. @param {string} page @param {Summary} summary */
export function withTables(page, summary) {
  return Object.entries(slotTables(summary)).reduce(
    (text, [name, rows]) =>
      text.replace(
        new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_, begin, end) => `${begin}${rows}\n${end}`,
      ),
    page,
  );
}
