/**
 * The contents of the picture: a scenario alone, or as it was and as it is now.
 * @module
 */
import { duration, type ReportData } from "../drawing/index.ts";
import { figureRows, sizeInWords } from "../observe/index.ts";
import { differenceSaid, landingRows } from "../report/index.ts";
import type { Ran } from "./ran.ts";

/** A scenario that nothing was changed of. */
export function alone(ran: Ran): ReportData {
  const { scenario, figures } = ran;
  return {
    ...frame(ran),
    verdict: [],
    headline: figureRows([figures]),
    landings: landingRows([{ name: scenario.name, dags: figures.dags }]),
    simulations: [ran.drawing(scenario.name)],
  };
}

/** Both on the same axes, and the difference in a sentence. */
export function sideBySide(first: Ran, second: Ran): ReportData {
  const sides = [
    { name: "before", ...first.figures },
    { name: "after", ...second.figures },
  ] as const;
  const [from, to] = sides;
  const said = differenceSaid(to, from);
  return {
    ...frame(second),
    verdict: [
      said === "" ? "The change makes no difference." : `The change ${said}.`,
      ...endSaid(from.usage.makespan, to.usage.makespan),
    ],
    headline: figureRows(sides),
    landings: landingRows(sides),
    simulations: [first.drawing("before"), second.drawing("after")],
  };
}

function frame({
  scenario: { name, about },
  result,
}: Ran): Pick<ReportData, "title" | "subtitle" | "about" | "scenario"> {
  const { workerSlots } = result.analysis();
  return {
    title: name,
    subtitle: sizeInWords(result.dagRuns.length, workerSlots, result.environment),
    about: about ?? null,
    scenario: null,
  };
}

function endSaid(from: number | null, to: number | null): string[] {
  if (from === null || to === null || Math.abs(from - to) < 1) return [];
  return [`All is done ${duration(Math.abs(to - from))} ${to < from ? "earlier" : "later"}.`];
}
