/**
 * The answer of a search for sizes: a sentence with the dollars, and a table of class and mode.
 * @module
 */
import { columns, duration, figure } from "../drawing/index.ts";
import { printableName } from "../options/index.ts";
import { dollars } from "./environment-line.ts";
import type { Mode } from "./modes.ts";
import { cheapestOf, type Sizes } from "./size.ts";
import type { SizeCell, SizedLanding } from "./size-figures.ts";

/** The modes as the end of a sentence. */
const NAMES: Readonly<Record<Mode, string>> = {
  standard: "with standard operators",
  reschedule: "in reschedule mode",
  deferrable: "with deferrable operators",
  start_from_trigger: "with tasks that start from triggers",
};

/** The most DAGs whose landings have a column. */
const MOST_LANDINGS = 4;

/** The cheapest of all, and the dollars that deferrable operators save, in a sentence each. */
export function sizeVerdict({ cells }: Sizes): string[] {
  const best = cheapestOf(cells);
  if (best === undefined) return ["No environment that was tried meets this."];
  const first = `The cheapest is ${environmentSaid(best)}, ${NAMES[best.mode]}: ${dollars(best.month)} a month.`;
  return [first, ...savingSaid(cells)];
}

function savingSaid(cells: readonly SizeCell[]): string[] {
  const [before, after] = (["standard", "deferrable"] as const).map((mode) =>
    cheapestOf(cells.filter((cell) => cell.mode === mode)),
  );
  if (after === undefined) return [];
  if (before === undefined)
    return cells.some(({ mode }) => mode === "standard")
      ? [`Standard operators meet it nowhere; deferrable ones do with ${environmentSaid(after)}.`]
      : [];
  const saved = before.month - after.month;
  const share = `${figure((Math.abs(saved) / before.month) * 100)} %`;
  const change = `${environmentSaid(after)} in place of ${environmentSaid(before)}`;
  if (Math.abs(saved) < 0.5) return ["Deferrable operators save nothing here."];
  const verb = saved > 0 ? "save" : "cost";
  return [
    `Deferrable operators ${verb} ${dollars(Math.abs(saved))} a month${saved > 0 ? "" : " more"}, ${share}: ${change}.`,
  ];
}

function environmentSaid(cell: SizeCell): string {
  return `${cell.class} with ${workersSaid(cell)}`;
}

function workersSaid({ minWorkers, maxWorkers }: SizeCell): string {
  const counts = minWorkers === maxWorkers ? figure(maxWorkers) : `${minWorkers} to ${maxWorkers}`;
  return `${counts} ${maxWorkers === 1 ? "worker" : "workers"}`;
}

/** A row for each class and mode. */
export function sizeTable(sizes: Sizes): string[] {
  const { cells, scenario, simulations } = sizes;
  const best = cheapestOf(cells);
  const dags = Object.keys(sizes.deadlines).slice(0, MOST_LANDINGS);
  const head = ["class", "mode", "workers", "$ a month", "worker hours", "queued, p95", ...dags.map(printableName), ""];
  const rows = cells.map((cell) => [
    cell.class,
    cell.mode,
    workersSaid(cell),
    cell.isEnough ? dollars(cell.month) : "-",
    figure(cell.workerHours),
    duration(cell.queuedP95),
    ...dags.map((dagId) => landingText(cell.landings.find((one) => one.dagId === dagId))),
    cell === best ? "cheapest" : notEnough(cell, sizes),
  ]);
  const left = Object.keys(sizes.deadlines).length - dags.length;
  return [
    `${printableName(scenario)}: ${demandsSaid(sizes)}; ${figure(simulations)} simulations`,
    "",
    ...columns([head, ...rows], 3),
    ...(left > 0 ? [`and ${left} more DAGs with a deadline: --json`] : []),
  ];
}

function demandsSaid({ deadlines, queuedP95, mostWorkers }: Sizes): string {
  const all = Object.entries(deadlines).map(([dagId, { deadline }]) => {
    return `${printableName(dagId)} by ${typeof deadline === "number" ? `+${duration(deadline)}` : deadline}`;
  });
  const shown = all.length > MOST_LANDINGS ? [`${figure(all.length)} deadlines`] : all;
  const queued = queuedP95 === null ? [] : [`queued at most ${duration(queuedP95)} at p95`];
  return [...shown, ...queued, `at most ${figure(mostWorkers)} workers`].join(", ");
}

function landingText(landing: SizedLanding | undefined): string {
  if (landing === undefined) return "";
  if (landing.worst === null) return "not ended";
  return landing.clock ?? `+${duration(landing.worst)}`;
}

/** The reason why the most workers are not enough. */
function notEnough(cell: SizeCell, { queuedP95 }: Sizes): string {
  if (cell.isEnough) return "";
  if (cell.late > 0) return `${figure(cell.late)} late`;
  if (queuedP95 !== null && cell.queuedP95 > queuedP95) return "queued too long";
  return `${figure(cell.failedRuns)} failed`;
}
