import type { HeadlineRow, ReportData } from "../../report-data.ts";
import { element } from "./element.ts";
import { section } from "./section.ts";
import { table } from "./table.ts";

/** The figures that say the most, of all simulations side by side. */
export function headline({ headline: rows, simulations }: ReportData): HTMLElement {
  const names = simulations.map(({ name }) => name);
  const cards = rows.filter(({ isKey }) => isKey).map((row) => card(row, names));
  return element("section", { class: "cards", attributes: { "aria-label": "Main figures" } }, ...cards);
}

export function figureSection({ headline: rows, simulations }: ReportData): HTMLElement {
  const names = simulations.map(({ name }) => name);
  const body = rows.map(({ label, cells }) => [label, ...cells.map(({ text, change }) => withChange(text, change))]);
  const [intro, heads] =
    names.length === 1
      ? ["Times are of the simulation's clock.", ["figure"]]
      : ["How much they differ is said against the first column.", names];
  return section(
    { id: "figures", title: "All figures", intro },
    table(names.length === 1 ? "Each figure" : "All figures, by mode", ["", ...heads], body),
  );
}

function withChange(text: string, change: string): HTMLElement {
  return element(
    "span",
    { class: "figure" },
    element("span", { class: "value", text }),
    " ",
    element("span", { class: "change", text: change }),
  );
}

function card({ label, cells }: HeadlineRow, names: readonly string[]): HTMLElement {
  const [only] = cells;
  if (names.length === 1 && only !== undefined)
    return element("div", { class: "card" }, element("h2", { text: label }), withChange(only.text, only.change));
  const most = Math.max(...cells.map(({ value }) => value ?? 0));
  const rows = cells.flatMap(({ text, value, change }, i) => {
    const bar = element("span", { class: "bar", attributes: { "aria-hidden": "true" } });
    bar.style.setProperty("--share", String(most > 0 ? (value ?? 0) / most : 0));
    return [element("dt", { text: names[i] ?? "" }), element("dd", {}, withChange(text, change), bar)];
  });
  return element("div", { class: "card" }, element("h2", { text: label }), element("dl", {}, ...rows));
}
