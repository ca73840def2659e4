import type { ReportData } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { element } from "./element.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** The answer in a sentence for each simulation that is compared with the first. */
export function verdict({ verdict: lines }: ReportData): HTMLElement[] {
  if (lines.length === 0) return [];
  const said = lines.map((text) => element("p", { text }));
  return [element("section", { class: "verdict", attributes: { "aria-label": "The answer" } }, ...said)];
}

/** The section on when each DAG lands; null where no DAG has a schedule or a deadline. */
export function landingSection({ landings, simulations }: ReportData): HTMLElement | null {
  if (landings.length === 0) return null;
  const isLate = landings.some(({ cells }) => cells.some(({ late }) => late !== null));
  const isFailed = landings.some(({ cells }) => cells.some(({ failed }) => failed > 0));
  const perSimulation = ["runs", ...(isFailed ? ["failed"] : []), "median", "worst", ...(isLate ? ["late"] : [])];
  const head = simulations.flatMap(() => perSimulation);
  const groups = simulations.map(({ name }) => ({ label: name, columns: perSimulation.length }));
  const rows = landings.map(({ dagId, cells }) => [
    dagId,
    ...cells.flatMap(({ runs, failed, median, worst, late }) => [
      figure(runs),
      ...(isFailed ? [figure(failed)] : []),
      median,
      worst,
      ...(isLate ? [late === null ? "" : figure(late)] : []),
    ]),
  ]);
  return section(
    {
      id: "landings",
      title: "Landing times",
      intro:
        "A daily DAG lands at a clock time of the day on which it is due, any other so long after its data interval's end. Click a head to sort.",
    },
    table("Landing times by DAG", ["DAG", ...head], rows, groups.length > 1 ? groups : []),
  );
}
