/**
 * The sections that show quantities over time: slots, triggers, pools.
 * @module
 */
import type { ReportData } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { elapsed, type Panels, panelsHeight, panelsOption, partsPresent } from "../charts/index.ts";
import { poolPanels, slotPanels, triggerPanels } from "../facts.ts";
import { type Division, divisionsOf, holderPanels } from "../holders.ts";
import type { Look } from "../look.ts";
import { type ChartContent, ChartView, type Surroundings } from "./chart-view.ts";
import { element, table } from "./element.ts";
import { levelsAt, levelsTooltip, totalsOf } from "./levels.ts";
import { choice, section, TableFold } from "./section.ts";

export function slotSection(data: ReportData, surroundings: Surroundings): HTMLElement {
  const title = "Worker slots in use over time";
  const divisions = divisionsOf(data);
  const names = ["by what is done", ...divisions.map((division) => `by ${division}`)];
  const start = surroundings.choices.start("Divided by", names);
  const contentAt = (index: number) => dividedContent(data, divisions[index - 1], title);
  const tableAt = (index: number) => () => dividedTable(data, divisions[index - 1]);
  const view = new ChartView(surroundings, contentAt(start));
  const fold = new TableFold(tableAt(start));
  const choose = (index: number) => {
    view.show(contentAt(index));
    fold.replace(tableAt(index));
  };
  return section(
    {
      id: "slots",
      title: "Worker slots in use",
      intro: "Who holds a slot, and for what. Poking and polling hold it too, and do nothing but wait.",
    },
    ...(divisions.length > 0 ? [choice("Divided by", names, surroundings.choices, choose)] : []),
    view.root,
    fold.root,
  );
}

/** The slots by what is done in them, or by their holders. */
function dividedContent(data: ReportData, division: Division | undefined, title: string): ChartContent {
  if (division === undefined) return panelContent(slotPanels(data), title);
  return panelContent(holderPanels(data, division), `${title}, by ${division}`);
}

function dividedTable(data: ReportData, division: Division | undefined): HTMLElement {
  if (division === undefined) return panelTable(slotPanels(data), "Worker-slot seconds, by what was done in them");
  return panelTable(holderPanels(data, division), `Worker-slot seconds, by ${division}`);
}

export function triggerSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const panels = triggerPanels(data);
  if (panels.panels.length === 0) return null;
  const view = new ChartView(surroundings, panelContent(panels, "Triggers over time"));
  return section(
    {
      id: "triggers",
      title: "Triggers",
      intro:
        "What deferred tasks wait by: triggers that a triggerer runs, and those that no triggerer has taken up yet.",
    },
    view.root,
    new TableFold(() => panelTable(panels, "Trigger seconds")).root,
  );
}

export function poolSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const { simulations } = data;
  const names = simulations.map(({ name }) => name);
  const [first, ...others] = poolPanels(data);
  if (first === undefined || [first, ...others].every(({ panels }) => panels.length === 0)) return null;
  const panelsAt = (index: number) => others[index - 1] ?? first;
  const start = surroundings.choices.start("Pools of", names);
  const contentAt = (index: number) => panelContent(panelsAt(index), `Pool slots over time, ${names[index] ?? ""}`);
  const tableAt = (index: number) => () => panelTable(panelsAt(index), "Pool-slot seconds");
  const view = new ChartView(surroundings, contentAt(start));
  const fold = new TableFold(tableAt(start));
  const choose = (index: number) => {
    view.show(contentAt(index));
    fold.replace(tableAt(index));
  };
  return section(
    { id: "pools", title: "Pools", intro: "Whose task instances take the slots of each pool, by state." },
    ...(names.length > 1 ? [choice("Pools of", names, surroundings.choices, choose)] : []),
    view.root,
    fold.root,
  );
}

function panelContent<Part extends string>(chart: Panels<Part>, what: string): ChartContent {
  const said = chart.panels.map(({ name, note }) => `${name}: ${note}`).join("; ");
  return {
    label: `${what}. ${said}.`,
    height: (width) => panelsHeight(Math.max(1, chart.panels.length), width),
    legend: partsPresent(chart).map((part) => chart.parts[part]),
    hasTimeAxis: true,
    tip: (instant) => levelsTooltip(chart, instant),
    option: (look: Look, width: number) => ({
      ...panelsOption(chart, look, { width }),
      axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.faintInk } },
      tooltip: { trigger: "axis", showContent: false },
    }),
  };
}

/** For how long each part was taken, and what it was at the marks of the clock. */
function panelTable<Part extends string>(chart: Panels<Part>, label: string): HTMLElement {
  const present = partsPresent(chart);
  const rows = chart.panels.map(({ name, levels }) => [
    name,
    ...present.map((part) => figure(totalsOf(levels, part, chart.until))),
  ]);
  const marks = Array.from({ length: 13 }, (_, i) => (chart.until * i) / 12);
  const over = marks.flatMap((at) =>
    chart.panels.map(({ name, levels }) => [
      elapsed(Math.round(at)),
      name,
      ...present.map((part) => figure(levelsAt(levels, Math.round(at))[part])),
    ]),
  );
  const labels = present.map((part) => chart.parts[part].label);
  return element(
    "div",
    {},
    element("h3", { text: label }),
    table(label, ["", ...labels], rows),
    element("h3", { text: "At some instants" }),
    table(`${label}: at some instants`, ["time", "of", ...labels], over),
  );
}
