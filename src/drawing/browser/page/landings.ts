import { LANDING_DETAILS, type ReportData } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { element } from "./element.ts";
import { FoldedTable } from "./folded-table.ts";
import { choice, section } from "./section.ts";
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
        "When the runs of each DAG end. A DAG that runs once a day has clock times; any other has the time from the end of its data interval.",
    },
    table("Landing times by DAG", ["DAG", ...head], rows, groups.length > 1 ? groups : []),
    new FoldedTable(() => details(landings, simulations), "Durations, 95th percentiles and queues").root,
  );
}

/** All figures of each DAG, in one simulation after the other. */
function details(landings: ReportData["landings"], simulations: ReportData["simulations"]): HTMLElement {
  const tableOf = (index: number) =>
    table(
      `Figures of each DAG, ${simulations[index]?.name ?? ""}`,
      ["DAG", ...LANDING_DETAILS],
      landings.map(({ dagId, cells }) => [dagId, ...(cells[index]?.details ?? [])]),
    );
  const holder = element("div", {}, tableOf(0));
  const names = simulations.map(({ name }) => name);
  const choose = (index: number) => holder.replaceChildren(tableOf(index));
  return element("div", {}, ...(names.length > 1 ? [choice("DAGs in", names, choose)] : []), holder);
}
