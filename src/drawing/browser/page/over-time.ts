/**
 * The sections that show quantities over time: slots, triggers, pools.
 * @module
 */
import type { ReportData } from "../../report-data.ts";
import { duration, figure } from "../../text.ts";
import { type Panels, panelsHeight, panelsIn, panelsOption, partsPresent, type TimeScale } from "../charts/index.ts";
import { poolPanels, slotPanels, triggerPanels } from "../facts.ts";
import { divisionsOf, holderPanels } from "../holders.ts";
import { type ChartContent, ChartView, type Surroundings } from "./chart-view.ts";
import { element } from "./element.ts";
import { FoldedTable } from "./folded-table.ts";
import { levelsAt, levelsTooltip, totalsOf } from "./levels.ts";
import { choice, section } from "./section.ts";
import { table } from "./table.ts";

/** The texts of a set of panels. */
interface PanelTexts {
  /** A description for screen readers. */
  readonly chart: string;
  readonly table: string;
}

/** Panels as a chart and as a table. */
export class PanelView {
  readonly chart: HTMLElement;
  readonly table: HTMLElement;
  /** Shows other panels. */
  readonly show: <Part extends string>(panels: Panels<Part>, texts: PanelTexts) => void;

  constructor(surroundings: Surroundings, first: Panels<string>, texts: PanelTexts) {
    const { time } = surroundings;
    let tableOf = () => panelTable(first, texts.table, time.scale);
    const view = new ChartView(surroundings, panelContent(first, texts.chart));
    const folded = new FoldedTable(() => tableOf());
    this.chart = view.root;
    this.table = folded.root;
    this.show = (panels, { chart, table: label }) => {
      tableOf = () => panelTable(panels, label, time.scale);
      view.show(panelContent(panels, chart));
      folded.show(() => tableOf());
    };
    time.onScale(() => folded.show(() => tableOf()));
  }
}

export function slotSection(data: ReportData, surroundings: Surroundings): HTMLElement {
  const title = "Worker slots in use over time";
  const byActivity = { chart: title, table: "Worker-slot seconds, by what was done in them" };
  const view = new PanelView(surroundings, slotPanels(data), byActivity);
  const divisions = divisionsOf(data);
  const choose = (index: number) => {
    const division = divisions[index - 1];
    if (division === undefined) view.show(slotPanels(data), byActivity);
    else {
      const texts = { chart: `${title}, by ${division}`, table: `Worker-slot seconds, by ${division}` };
      view.show(holderPanels(data, division), texts);
    }
  };
  return section(
    {
      id: "slots",
      title: "Worker slots in use",
      intro:
        "The holders of slots, and what they do in them. Poking and polling hold a slot too, and do nothing but wait.",
    },
    ...(divisions.length > 0
      ? [choice("Divided by", ["by what is done", ...divisions.map((division) => `by ${division}`)], choose)]
      : []),
    view.chart,
    view.table,
  );
}

export function triggerSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const panels = triggerPanels(data);
  if (panels.panels.length === 0) return null;
  const view = new PanelView(surroundings, panels, { chart: "Triggers over time", table: "Trigger seconds" });
  return section(
    {
      id: "triggers",
      title: "Triggers",
      intro:
        "The triggers of deferred tasks: those that a triggerer runs, and those that no triggerer has taken up yet.",
    },
    view.chart,
    view.table,
  );
}

export function poolSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const names = data.simulations.map(({ name }) => name);
  const [first, ...others] = poolPanels(data);
  if (first === undefined || first.panels.length === 0) return null;
  const textsOf = (index: number) => ({
    chart: `Pool slots over time, ${names[index] ?? ""}`,
    table: "Pool-slot seconds",
  });
  const view = new PanelView(surroundings, first, textsOf(0));
  const choose = (index: number) => view.show(others[index - 1] ?? first, textsOf(index));
  return section(
    {
      id: "pools",
      title: "Pools",
      intro:
        "The slots of each pool, by the state of the task instances that take them. Each pool has a scale of its own.",
    },
    ...(names.length > 1 ? [choice("Pools of", names, choose)] : []),
    view.chart,
    view.table,
  );
}

function panelContent<Part extends string>(chart: Panels<Part>, title: string): ChartContent {
  const said = chart.panels.map(({ name, note }) => `${name}: ${note}`).join("; ");
  return {
    label: `${title}. ${said}.`,
    height: ({ width }) => panelsHeight(Math.max(1, chart.panels.length), width),
    legend: partsPresent(chart).map((part) => chart.parts[part]),
    hasTimeAxis: true,
    tip: (instant, scale) => levelsTooltip(chart, instant, scale),
    note: (frame) => averageNote(panelsIn(chart, frame)),
    option: ({ look, ...place }) => ({
      ...panelsOption(chart, look, place),
      axisPointer: { link: [{ xAxisIndex: "all" }], lineStyle: { color: look.faintInk } },
      tooltip: { trigger: "axis", showContent: false },
    }),
  };
}

/** Says that values are means, and over how much time. */
function averageNote<Part extends string>({ panels }: Panels<Part>): string {
  const longest = Math.max(0, ...panels.map(({ levels }) => levels.averagedOver ?? 0));
  return longest === 0 ? "" : `Drawn as means over ${duration(longest)}. Zoom in to see each change.`;
}

/** For how long each part was taken, and its values at the marks of the clock. */
function panelTable<Part extends string>(chart: Panels<Part>, label: string, scale: TimeScale): HTMLElement {
  const present = partsPresent(chart);
  const rows = chart.panels.map(({ name, levels }) => [
    name,
    ...present.map((part) => figure(totalsOf(levels, part, chart.until))),
  ]);
  const marks = Array.from({ length: 13 }, (_, i) => Math.round((chart.until * i) / 12));
  const over = marks.flatMap((at) =>
    chart.panels.map(({ name, levels }) => [
      { text: scale.instant(at), value: at },
      name,
      ...present.map((part) => figure(levelsAt(levels, at)[part])),
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
