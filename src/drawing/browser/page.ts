/**
 * The script of a report's page: reads the figures that are in the page, and shows them.
 * @module
 */
import { use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { PageData, ReportData } from "../report-data.ts";
import { CHART_PARTS } from "./charts/index.ts";
import { endOf } from "./facts.ts";
import { type Surroundings, Turns } from "./page/chart-view.ts";
import { durationSection, taskSection } from "./page/durations.ts";
import { element } from "./page/element.ts";
import { figureSection, headline } from "./page/headline.ts";
import { landingSection, verdict } from "./page/landings.ts";
import { poolSection, slotSection, triggerSection } from "./page/over-time.ts";
import { taskInstanceSection } from "./page/task-instances.ts";
import { ThemeChoice } from "./page/theme-choice.ts";
import { TimeWindow } from "./page/time-window.ts";
import { dagSection, waitSection } from "./page/waits-and-dags.ts";

use([...CHART_PARTS, CanvasRenderer]);

show(JSON.parse(document.getElementById("figures")?.textContent ?? "") as PageData);

function show(data: PageData): void {
  const surroundings = { theme: new ThemeChoice(), time: new TimeWindow(endOf(data)), turns: new Turns() };
  const sections = sectionsOf(data, surroundings);
  const links = sections.map(({ id, firstElementChild }) =>
    element("a", { text: firstElementChild?.textContent ?? "", attributes: { href: `#${id}` } }),
  );
  document.body.replaceChildren(
    element("a", { class: "skip", text: "Skip to the figures", attributes: { href: "#shown" } }),
    element(
      "header",
      { class: "top" },
      element("div", { class: "titles" }, element("h1", { text: data.title }), element("p", { text: data.subtitle })),
      surroundings.theme.control(),
      ...(data.about === null ? [] : [element("p", { class: "about", text: data.about })]),
    ),
    element(
      "div",
      { class: "tools" },
      element("nav", { attributes: { "aria-label": "Sections" } }, ...links),
      surroundings.time.controls(),
    ),
    element(
      "main",
      { attributes: { id: "shown" } },
      ...verdict(data),
      headline(data),
      ...sections,
      ...scenarioSection(data),
    ),
    element("footer", {}, madeBy(data)),
  );
}

function sectionsOf(data: ReportData, surroundings: Surroundings): HTMLElement[] {
  return [
    slotSection(data, surroundings),
    landingSection(data),
    figureSection(data),
    taskInstanceSection(data, surroundings),
    waitSection(data, surroundings),
    durationSection(data, surroundings),
    taskSection(data),
    poolSection(data, surroundings),
    triggerSection(data, surroundings),
    dagSection(data, surroundings),
  ].filter((made) => made !== null);
}

function scenarioSection({ scenario }: ReportData): HTMLElement[] {
  if (scenario === null) return [];
  const attributes = { tabindex: "0", role: "region", "aria-label": "The scenario" };
  return [
    element(
      "section",
      { class: "part", attributes: { id: "scenario", "aria-labelledby": "scenario-title" } },
      element("h2", { text: "Scenario", attributes: { id: "scenario-title" } }),
      element(
        "details",
        {},
        element("summary", { text: "The scenario that was run" }),
        element("pre", { class: "scroll", text: scenario, attributes }),
      ),
    ),
  ];
}

function madeBy({ airlapse, simulations }: PageData): HTMLElement {
  const versions = [...new Set(simulations.map(({ airflow }) => airflow))].join(", ");
  return element("p", {
    text: `Made by airlapse ${airlapse}, which simulates Airflow ${versions}. Times are virtual. Ctrl and the wheel zoom a chart over time, dragging moves it; all of them show the same time.`,
  });
}
