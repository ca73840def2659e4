import type { HeadlineRow, ReportData } from "../../report-data.ts";
import { element, table } from "./element.ts";

/** The figures of all simulations side by side: those that say the most as cards, all of them in a table. */
export function headline({ headline: rows, simulations }: ReportData): HTMLElement[] {
  const names = simulations.map(({ name }) => name);
  const cards = rows.filter(({ isKey }) => isKey).map((row) => card(row, names));
  const body = rows.map(({ label, cells }) => [label, ...cells.map(({ text, change }) => withChange(text, change))]);
  return [
    element("div", { class: "cards" }, ...cards),
    element(
      "details",
      { class: "all-figures", attributes: { open: "" } },
      element("summary", { text: "All figures" }),
      table("All figures, by mode", ["", ...names], body),
    ),
  ];
}

function withChange(text: string, change: string): HTMLElement {
  const value = element("span", { class: "figure" }, element("span", { class: "value", text }));
  if (change !== "") value.append(" ", element("span", { class: "change", text: change }));
  return value;
}

function card({ label, cells }: HeadlineRow, names: readonly string[]): HTMLElement {
  const most = Math.max(...cells.map(({ value }) => value ?? 0));
  const rows = cells.flatMap(({ text, value, change }, i) => {
    const bar = element("span", { class: "bar", attributes: { "aria-hidden": "true" } });
    bar.style.setProperty("--share", String(most > 0 ? (value ?? 0) / most : 0));
    return [element("dt", { text: names[i] ?? "" }), element("dd", {}, withChange(text, change), bar)];
  });
  return element("section", { class: "card" }, element("h3", { text: label }), element("dl", {}, ...rows));
}
