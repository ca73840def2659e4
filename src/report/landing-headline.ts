import { figure, type HeadlineRow } from "../drawing/index.ts";
import { type DagFigures, landsLaterBy } from "../observe/index.ts";
import { dagIdsOf, hasLandings, landingsIn, type NamedLandings } from "./landing-table.ts";
import { LEAST_CHANGE, lateOf } from "./verdict.ts";

/**
 * The figure of landings that says the most: the runs that are late, where any DAG has a deadline, else the landing of the DAG
 * that moves most. Empty where nothing lands, or moves.
 */
export function landingHeadline(all: readonly NamedLandings[]): HeadlineRow[] {
  const counts = all.map(({ dags }) => lateOf({ dags }));
  if (counts.some((late) => late !== null)) {
    const cells = counts.map((late) => ({ value: late, text: late === null ? "" : figure(late), change: "" }));
    return [{ label: "runs late", isKey: true, cells }];
  }
  const moves = hasLandings(all) ? dagIdsOf(all).map((dagId) => ({ dagId, by: movedBy(dagId, all) })) : [];
  const [most] = moves.sort((a, b) => b.by - a.by);
  if (most === undefined || most.by < LEAST_CHANGE) return [];
  const cells = all.map(({ dags }) => ({ ...landingsIn(dagOf(most.dagId, dags)).median, change: "" }));
  return [{ label: `${most.dagId} lands, median`, isKey: true, cells }];
}

/** The most seconds between the median landing of a DAG and that in the first simulation. */
function movedBy(dagId: string, [first, ...others]: readonly NamedLandings[]): number {
  const from = dagOf(dagId, first?.dags ?? []);
  const moves = others.map(({ dags }) => {
    const dag = dagOf(dagId, dags);
    return dag === undefined ? 0 : Math.abs(landsLaterBy(dag, from) ?? 0);
  });
  return Math.max(0, ...moves);
}

function dagOf(dagId: string, dags: readonly DagFigures[]): DagFigures | undefined {
  return dags.find((dag) => dag.dagId === dagId);
}
