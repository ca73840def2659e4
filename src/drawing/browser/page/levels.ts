/**
 * Levels read off at an instant, and added up.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { Levels } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { type Panels, partsPresent, placeAt, type TimeScale } from "../charts/index.ts";
import { element } from "./element.ts";

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
export function levelsTooltip<Part extends string>(
  chart: Panels<Part>,
  instant: Seconds,
  scale: TimeScale,
): HTMLElement {
  const present = partsPresent(chart);
  const rows = chart.panels.map(({ name, levels }) => {
    const values = levelsAt(levels, instant);
    const texts = present.map((part) => `${figure(values[part])} ${chart.parts[part].label}`);
    return element("div", {}, element("strong", { text: `${name} ` }), element("span", { text: texts.join(", ") }));
  });
  return element(
    "div",
    { class: "tip" },
    element("div", { text: `at ${scale.instant(Math.round(instant * 1000) / 1000)}` }),
    ...rows,
  );
}
