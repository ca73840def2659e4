/**
 * Levels read off at an instant, and added up.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { Levels } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { elapsed, type Panels, partsPresent } from "../charts/index.ts";
import { element } from "./element.ts";

/** The place of the last instant that is not after this one; -1 where all are. */
function placeAt(at: readonly Seconds[], instant: Seconds): number {
  let [low, high] = [0, at.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The value of each part at an instant. */
export function levelsAt<Part extends string>({ at, parts }: Levels<Part>, instant: Seconds): Record<Part, number> {
  const place = placeAt(at, instant);
  const entries = Object.entries<readonly number[]>(parts).map(([part, column]) => [part, column[place] ?? 0]);
  return Object.fromEntries(entries) as Record<Part, number>;
}

/** A part added up over time, to an end. */
export function totalsOf<Part extends string>({ at, parts }: Levels<Part>, part: Part, end: Seconds): number {
  return parts[part].reduce((sum, value, i) => sum + value * ((at[i + 1] ?? end) - (at[i] ?? 0)), 0);
}

/** The text of the tooltip at an instant. */
export function levelsTooltip<Part extends string>(chart: Panels<Part>, instant: Seconds): HTMLElement {
  const present = partsPresent(chart);
  const rows = chart.panels.map(({ name, levels }) => {
    const values = levelsAt(levels, instant);
    const texts = present.map((part) => `${figure(values[part])} ${chart.parts[part].label}`);
    return element("div", {}, element("strong", { text: `${name} ` }), element("span", { text: texts.join(", ") }));
  });
  return element(
    "div",
    { class: "tip" },
    element("div", { text: `at ${elapsed(Math.round(instant * 1000) / 1000)}` }),
    ...rows,
  );
}
