/**
 * The script of pages: reads the figures that are in a report's page and shows them, or opens the lab of a page that has an engine.
 * @module
 */
import { use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { LabData } from "../lab-data.ts";
import { unpackedStories } from "../packed-stories.ts";
import type { PageData, ReportData } from "../report-data.ts";
import { CHART_PARTS } from "./charts/index.ts";
import { Lab } from "./lab/lab.ts";
import type { Surroundings } from "./page/chart-view.ts";
import { element } from "./page/element.ts";
import { headline } from "./page/headline.ts";
import { verdict } from "./page/landings.ts";
import { SECTIONS } from "./page/sections.ts";
import { ThemeChoice } from "./page/theme-choice.ts";
import { TimeWindow } from "./page/time-window.ts";
import { Turns } from "./page/turns.ts";

use([...CHART_PARTS, CanvasRenderer]);

const textOf = (id: string) => document.getElementById(id)?.textContent ?? "";

if (document.getElementById("engine") === null) show(JSON.parse(textOf("figures")) as PageData);
else void Lab.open(JSON.parse(textOf("scenarios")) as LabData);

function show(data: PageData): void {
  const surroundings = {
    theme: new ThemeChoice(),
    time: new TimeWindow(data),
    turns: new Turns(),
    stories: storiesOf(data),
  };
  const sections = SECTIONS.map((make) => make(data, surroundings)).filter((made) => made !== null);
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

/** Unpacks the stories when the first is read. */
function storiesOf({ stories, simulations }: PageData): NonNullable<Surroundings["stories"]> {
  let all: ReturnType<typeof unpackedStories> | undefined;
  return async (timeline, row) => {
    all ??= unpackedStories(stories);
    const place = simulations.findIndex((simulation) => simulation.timeline === timeline);
    return (await all)[place]?.[row] ?? [];
  };
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
