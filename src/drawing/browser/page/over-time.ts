/**
 * The sections that show quantities over time: slots, triggers, pools.
 * @module
 */
import type { ReportData, SimulationDrawing } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { elapsed, type Panels, panelsHeight, panelsOption, partsPresent } from "../charts/index.ts";
import { endOf, poolPanels, slotPanels, triggerPanels } from "../facts.ts";
import { divisionsOf, holderPanels } from "../holders.ts";
import type { Look } from "../look.ts";
import { type ChartContent, ChartView, type Surroundings } from "./chart-view.ts";
import { element, table } from "./element.ts";
import { levelsAt, levelsTooltip, totalsOf } from "./levels.ts";
import { asTable, choice, section } from "./section.ts";

export function slotSection(data: ReportData, surroundings: Surroundings): HTMLElement {
  const title = "Worker slots in use over time";
  const view = new ChartView(surroundings, panelContent(slotPanels(data), title));
  const holder = element("div", {}, panelTable(slotPanels(data), "Worker-slot seconds, by what was done in them"));
  const divisions = divisionsOf(data);
  const choose = (index: number) => {
    const division = divisions[index - 1];
    if (division === undefined) {
      view.show(panelContent(slotPanels(data), title));
      holder.replaceChildren(panelTable(slotPanels(data), "Worker-slot seconds, by what was done in them"));
    } else {
      view.show(panelContent(holderPanels(data, division), `${title}, by ${division}`));
      holder.replaceChildren(panelTable(holderPanels(data, division), `Worker-slot seconds, by ${division}`));
    }
  };
  return section(
    {
      id: "slots",
      title: "Worker slots in use",
      intro: "Who holds a slot, and for what. Poking and polling hold it too, and do nothing but wait.",
    },
    ...(divisions.length > 0
      ? [choice("Divided by", ["by what is done", ...divisions.map((division) => `by ${division}`)], choose)]
      : []),
    view.root,
    asTable(() => holder),
  );
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
    asTable(() => panelTable(panels, "Trigger seconds")),
  );
}

export function poolSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const { simulations } = data;
  const until = endOf(data);
  const panelsOf = (simulation: SimulationDrawing) => poolPanels(simulation, until);
  const [first] = simulations;
  if (first === undefined || simulations.every((simulation) => panelsOf(simulation).panels.length === 0)) return null;
  const content = (simulation: SimulationDrawing) =>
    panelContent(panelsOf(simulation), `Pool slots over time, ${simulation.name}`);
  const view = new ChartView(surroundings, content(first));
  const holder = element("div", {}, panelTable(panelsOf(first), "Pool-slot seconds"));
  const choose = (index: number) => {
    const simulation = simulations[index];
    if (simulation === undefined) return;
    view.show(content(simulation));
    holder.replaceChildren(panelTable(panelsOf(simulation), "Pool-slot seconds"));
  };
  return section(
    { id: "pools", title: "Pools", intro: "Whose task instances take the slots of each pool, by state." },
    ...(simulations.length > 1
      ? [
          choice(
            "Pools of",
            simulations.map(({ name }) => name),
            choose,
          ),
        ]
      : []),
    view.root,
    asTable(() => holder),
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
