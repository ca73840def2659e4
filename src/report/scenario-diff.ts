/**
 * Two scenarios run and set side by side in Markdown, for a comment on a change: the answer in a sentence, the landing times that
 * differ, and the figures.
 * @module
 */
import { duration, figure } from "../drawing/index.ts";
import type { RunLimits } from "../kernel/index.ts";
import { type DagFigures, figureRows, landsLaterBy } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import { buildSimulation, type Scenario } from "../scenario/index.ts";
import { type LandedFigures, landedFigures } from "./landed-figures.ts";
import { differenceSaid } from "./verdict.ts";

/** One of the two scenarios, with its figures. */
type Side = LandedFigures;

/** The least change of a landing time that has a row. */
const LEAST_CHANGE = 1;

/** Runs both scenarios, and writes how the second differs from the first. */
export function scenarioDiff(base: Scenario, head: Scenario, limits?: () => RunLimits): string[] {
  const [before, after] = [sideOf(base, limits), sideOf(head, limits)];
  const said = differenceSaid(after, before);
  const name = printableName(head.name);
  return [
    `### airlapse: ${name}`,
    "",
    said === "" ? "The change makes no difference." : `The change ${said}.`,
    "",
    ...landingRows(before, after),
    "<details><summary>All figures</summary>",
    "",
    ...markdown([
      ["", "base", "head", ""],
      ...figureRows([before, after]).map(({ label, cells }) => [
        label,
        cells[0]?.text ?? "",
        cells[1]?.text ?? "",
        cells[1]?.change ?? "",
      ]),
    ]),
    "",
    "</details>",
  ];
}

function sideOf(scenario: Scenario, limits?: () => RunLimits): Side {
  const result = buildSimulation(scenario).run(limits?.());
  return landedFigures(scenario, result);
}

/** A row for each DAG that lands at another time, is late more or less often, or is there in one scenario only. */
function landingRows(before: Side, after: Side): string[] {
  const ids = [...new Set([...before.dags, ...after.dags].map(({ dagId }) => dagId))].sort();
  const rows = ids.flatMap((dagId) => {
    const [from, to] = [before, after].map(({ dags }) => dags.find((dag) => dag.dagId === dagId));
    const by = to === undefined ? null : landsLaterBy(to, from);
    const isSame = by !== null && Math.abs(by) < LEAST_CHANGE && from?.late === to?.late;
    if (isSame || (from?.landing == null && to?.landing == null)) return [];
    const moved = by === null ? "" : `${duration(Math.abs(by))} ${by < 0 ? "earlier" : "later"}`;
    return [[printableName(dagId), landingText(from), landingText(to), moved]];
  });
  return rows.length === 0 ? [] : [...markdown([["lands (median)", "base", "head", ""], ...rows]), ""];
}

function landingText(dag: DagFigures | undefined): string {
  if (dag === undefined) return "no run";
  if (dag.landing === null) return "not ended";
  const text = dag.clock?.median ?? `+${duration(dag.landing.p50)}`;
  return dag.late === null || dag.late === 0 ? text : `${text}, ${figure(dag.late)} late`;
}

/** A table of Markdown: the first row is its head. Bars in names are escaped. */
function markdown([head = [], ...rows]: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)];
}
