/**
 * The landing times of DAGs as tables: a row for each DAG, and for each mode its median and its worst.
 * @module
 */
import { columns, duration, figure, type LandingRow, type SortableText } from "../drawing/index.ts";
import { type DagFigures, landsLaterBy } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import type { LandingGoals } from "./landing-goals.ts";

/** The landing times of one simulation. `name` is its mode. */
export interface NamedLandings {
  readonly name: string;
  readonly dags: readonly DagFigures[];
}

/** The most DAGs that a table shows where not all are asked for. */
export const MOST_DAGS = 12;

/**
 * The landing times of several simulations of the same DAGs: those that change most from the first, or land latest, come first.
 * `most` is the number of rows. Empty where no DAG has a schedule or a deadline.
 */
export function landingTable(all: readonly NamedLandings[], goals: LandingGoals, most = MOST_DAGS): string[] {
  const [first] = all;
  if (first === undefined || !hasLandings(all)) return [];
  const rows = dagIdsOf(all).map((dagId) => all.map(({ dags }) => dags.find((dag) => dag.dagId === dagId)));
  const ranked = [...rows].sort((a, b) => weightOf(b) - weightOf(a)).slice(0, most);
  const hasDeadlines = Object.values(goals).some(({ deadline }) => deadline !== undefined);
  const perMode = ["median", "worst", ...(hasDeadlines ? ["late"] : [])];
  const names = ["", "", ...all.flatMap(({ name }) => [name, ...perMode.slice(1).map(() => "")])];
  const head = ["lands", "runs", ...all.flatMap(() => perMode)];
  const body = ranked.map((dags) => [
    printableName(dags.find((dag) => dag !== undefined)?.dagId ?? ""),
    figure(Math.max(...dags.map(runsOf))),
    ...dags.flatMap((dag) => [...landingTexts(dag).slice(0, 2), ...(hasDeadlines ? [lateText(dag)] : [])]),
  ]);
  const left = rows.length - ranked.length;
  return [
    ...columns([...(all.length > 1 ? [names] : []), head, ...body]),
    ...(left > 0 ? [`and ${left} more ${left === 1 ? "DAG" : "DAGs"}: --dags all`] : []),
  ];
}

/** True if any DAG is made by a schedule or has a deadline: others land when they are asked for. */
export function hasLandings(all: readonly NamedLandings[]): boolean {
  return all.some(({ dags }) => dags.some(({ isScheduled, deadline }) => isScheduled || deadline !== null));
}

/** The landing times of several simulations, as a report shows them. Empty where no DAG has a schedule or a deadline. */
export function landingRows(all: readonly NamedLandings[]): LandingRow[] {
  if (!hasLandings(all)) return [];
  return dagIdsOf(all).map((dagId) => ({
    dagId,
    cells: all.map(({ dags }) => {
      const dag = dags.find((one) => one.dagId === dagId);
      const { median, worst } = landingsIn(dag);
      return {
        runs: runsOf(dag),
        failed: dag?.runs.failed ?? 0,
        median,
        worst,
        late: dag?.late ?? null,
        details: detailsOf(dag),
      };
    }),
  }));
}

/** The DAGs of all simulations. */
export function dagIdsOf(all: readonly NamedLandings[]): string[] {
  return [...new Set(all.flatMap(({ dags }) => dags.map(({ dagId }) => dagId)))];
}

/** Ranks late runs before changes from the first mode, and those before the time that a run takes. */
function weightOf([first, ...others]: readonly (DagFigures | undefined)[]): number {
  const late = Math.max(...[first, ...others].map((dag) => dag?.late ?? 0));
  const changed = others.map((dag) => (dag === undefined ? 0 : Math.abs(landsLaterBy(dag, first) ?? 0)));
  return late * 1e12 + Math.max(0, ...changed) * 1e3 + (first?.landing?.p50 ?? 0) / 1e6;
}

function runsOf(dag: DagFigures | undefined): number {
  return Object.values(dag?.runs ?? {}).reduce((sum, count) => sum + count, 0);
}

/** All figures of a DAG, by LANDING_DETAILS. */
function detailsOf(dag: DagFigures | undefined): SortableText[] {
  const number = (value: number | null | undefined) => ({
    text: value == null ? "" : figure(value),
    value: value ?? null,
  });
  const inWords = (value: number | undefined) => ({
    text: value === undefined ? "" : duration(value),
    value: value ?? null,
  });
  const { median, p95, worst } = landingsIn(dag);
  return [
    number(runsOf(dag)),
    number(dag?.runs.failed ?? 0),
    number(dag?.taskInstances.skipped ?? 0),
    inWords(dag?.duration?.p50),
    inWords(dag?.duration?.p95),
    inWords(dag?.duration?.max),
    median,
    p95,
    worst,
    number(dag?.late),
    inWords(dag?.queued?.mean),
    inWords(dag?.queued?.p95),
  ];
}

/** The landings of a DAG, with the seconds that they are sorted by. */
export function landingsIn(dag: DagFigures | undefined): Readonly<Record<"median" | "p95" | "worst", SortableText>> {
  const [median, worst, p95] = landingTexts(dag);
  return {
    median: { text: median, value: dag?.landing?.p50 ?? null },
    p95: { text: p95, value: dag?.landing?.p95 ?? null },
    worst: { text: worst, value: dag?.landing?.max ?? null },
  };
}

/** The median, the worst and the 95th percentile: clock times for a daily DAG, else the time from the end of the data interval. */
function landingTexts(dag: DagFigures | undefined): [string, string, string] {
  if (dag?.landing == null) return ["not ended", "", ""];
  const { clock, landing } = dag;
  if (clock !== null) return [clock.median, clock.worst, clock.p95];
  return [`+${duration(landing.p50)}`, `+${duration(landing.max)}`, `+${duration(landing.p95)}`];
}

function lateText(dag: DagFigures | undefined): string {
  return dag?.late == null ? "" : figure(dag.late);
}
