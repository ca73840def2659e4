/**
 * The contents of the picture: a scenario alone, or as it was and as it is now.
 * @module
 */
import { duration, type ReportData } from "../drawing/index.ts";
import { figureRows, type HolderNames, rankedHolders, sizeInWords } from "../observe/index.ts";
import { differenceSaid, landingRows } from "../report/index.ts";
import type { Ran } from "./ran.ts";

/** A scenario that nothing was changed of. */
export function alone(ran: Ran): ReportData {
  const { figures } = ran;
  return {
    ...frame(ran),
    verdict: [],
    headline: figureRows([figures]),
    landings: landingRows([{ name: "this scenario", dags: figures.dags }]),
    simulations: [ran.drawing("this scenario", holdersIn(ran))],
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
  const holders = holdersIn(first, second);
  return {
    ...frame(second),
    verdict: [
      said === "" ? "The change makes no difference." : `The change ${said}.`,
      ...endSaid(from.usage.makespan, to.usage.makespan),
    ],
    headline: figureRows(sides),
    landings: landingRows(sides),
    simulations: [first.drawing("before", holders), second.drawing("after", holders)],
  };
}

/** The holders of slots that have a name: the same ones in all. */
function holdersIn(...all: readonly Ran[]): HolderNames {
  return rankedHolders(all.map(({ result }) => result.analysis()));
}

function frame({
  scenario: { name, about },
  result,
}: Ran): Pick<ReportData, "title" | "subtitle" | "about" | "scenario"> {
  const { workerSlots } = result.analysis();
  return {
    title: name,
    subtitle: sizeInWords([result.dagRuns.length], workerSlots, result.environment),
    about: about ?? null,
    scenario: null,
  };
}

function endSaid(from: number | null, to: number | null): string[] {
  if (from === null || to === null || Math.abs(from - to) < 1) return [];
  return [`All is done ${duration(Math.abs(to - from))} ${to < from ? "earlier" : "later"}.`];
}
