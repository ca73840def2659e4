/**
 * The charts of a report as static SVG, drawn without a browser.
 * @module
 */

import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { Picture } from "../pictures.ts";
import type { ReportData, SimulationDrawing } from "../report-data.ts";
import {
  CHART_PARTS,
  type ChartOption,
  dagLayout,
  dagOption,
  ganttHeight,
  ganttOption,
  type Panels,
  panelsHeight,
  panelsOption,
  ROWS_SHOWN,
  spreadPanels,
  spreadsHeight,
  spreadsOption,
  TimelineIndex,
  type TimeScale,
  waitsHeight,
  waitsOption,
} from "./charts/index.ts";
import { endOf, type PoolPanels, poolPanels, scalesOf, slotPanels, triggerPanels } from "./facts.ts";
import { LOOKS, type Look, THEMES } from "./look.ts";

use([...CHART_PARTS, SVGRenderer]);

const WIDTH = 960;
/** Room above a chart for its title and legend. */
const HEAD = 64;

interface Sketch {
  readonly name: string;
  readonly title: string;
  readonly width: number;
  readonly height: number;
  readonly hasLegend: boolean;
  readonly option: (look: Look) => ChartOption;
}

/** All pictures of a report, each light and dark. */
export function drawPictures(data: ReportData): Picture[] {
  return sketches(data).flatMap((sketch) =>
    THEMES.map((theme) => ({
      fileName: `${sketch.name}${theme === "light" ? "" : `-${theme}`}.svg`,
      svg: draw(sketch, LOOKS[theme]),
    })),
  );
}

function sketches(data: ReportData): Sketch[] {
  const { simulations } = data;
  const [scale] = scalesOf(data);
  const triggers = triggerPanels(data);
  return [
    panelSketch("slots", "Worker slots in use", slotPanels(data), scale),
    ...(triggers.panels.length > 0 ? [panelSketch("triggers", "Triggers", triggers, scale)] : []),
    ...(simulations.some(({ waits }) => waits.some(({ seconds }) => seconds > 0)) ? [waitSketch(simulations)] : []),
    ...(spreadPanels(simulations).length > 0 ? [spreadSketch(simulations)] : []),
    ...poolPanels(data).flatMap((pools, i) => {
      const simulation = simulations[i];
      return simulation === undefined ? [] : sketchesOf(simulation, pools, data);
    }),
  ];
}

/** The pictures of one simulation. */
function sketchesOf({ name, timeline, dags }: SimulationDrawing, pools: PoolPanels, data: ReportData): Sketch[] {
  const until = endOf(data);
  const scale = scalesOf(data)[0];
  const index = new TimelineIndex(timeline);
  const rows = rowsOf(index, until);
  const gantt: Sketch = {
    name: `gantt-${fileNamePart(name)}`,
    title: `What each task instance did, ${name}`,
    width: WIDTH,
    height: HEAD + ganttHeight(rows.length),
    hasLegend: true,
    option: (look) => ganttOption({ index, rows, until }, look, { scale, width: WIDTH, top: HEAD }),
  };
  return [
    gantt,
    ...(pools.panels.length > 0 ? [panelSketch(`pools-${fileNamePart(name)}`, `Pools, ${name}`, pools, scale)] : []),
    ...dags.map((dag, i): Sketch => {
      const layout = dagLayout(dag);
      return {
        name: `dag-${fileNamePart(name)}-${i + 1}`,
        title: `${dag.dagId}, final states, ${name}`,
        width: Math.max(480, layout.width),
        height: HEAD + layout.height,
        hasLegend: false,
        option: (look) => dagOption(dag, layout, look, HEAD),
      };
    }),
  ];
}

/** The rows that a picture has room for. */
function rowsOf(index: TimelineIndex, until: number) {
  const filter = { text: "", dagId: null, state: null, shown: { from: 0, to: until }, unfolded: null };
  return index.rows(filter, until).rows.slice(0, ROWS_SHOWN);
}

function panelSketch<Part extends string>(name: string, title: string, chart: Panels<Part>, scale: TimeScale): Sketch {
  return {
    name,
    title,
    width: WIDTH,
    height: HEAD + panelsHeight(chart.panels.length, WIDTH),
    hasLegend: true,
    option: (look) => panelsOption(chart, look, { scale, width: WIDTH, top: HEAD }),
  };
}

function waitSketch(simulations: readonly SimulationDrawing[]): Sketch {
  return {
    name: "waits",
    title: "What task instances waited for",
    width: WIDTH,
    height: HEAD + waitsHeight(simulations),
    hasLegend: true,
    option: (look) => waitsOption(simulations, look, { width: WIDTH, top: HEAD }),
  };
}

function spreadSketch(simulations: readonly SimulationDrawing[]): Sketch {
  return {
    name: "durations",
    title: "How long things took",
    width: WIDTH,
    height: HEAD + spreadsHeight(simulations),
    hasLegend: false,
    option: (look) => spreadsOption(simulations, look, { width: WIDTH, top: HEAD }),
  };
}

/** Reduces a name to the characters that every system allows in a file's name. */
function fileNamePart(name: string): string {
  return name.replaceAll(/[^\w-]+/g, "-").slice(0, 80);
}

function draw({ title, width, height, hasLegend, option }: Sketch, look: Look): string {
  const chart = init(null, null, { renderer: "svg", ssr: true, width, height });
  const drawn = option(look);
  chart.setOption({
    ...drawn,
    series: [drawn.series ?? []].flat().map((series) => ({ ...series, emphasis: { disabled: true } })), // nobody points
    backgroundColor: look.background,
    title: [
      { text: title, left: 16, top: 10, textStyle: { color: look.ink, fontSize: 17, fontWeight: 600 } },
      ...[drawn.title ?? []].flat(),
    ],
    ...(hasLegend ? { legend: legend(drawn, look) } : {}),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  // the number of the drawing in this process is part of each id
  return `${svg.replaceAll(/\bzr\d+-/g, "zr-")}\n`;
}

function legend({ series = [] }: ChartOption, look: Look): ChartOption["legend"] {
  const names = [series].flat().flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  return {
    left: 16,
    top: 38,
    itemGap: 28, // how wide a text is drawn is not known
    itemWidth: 18,
    itemHeight: 12,
    icon: "rect",
    selectedMode: false,
    textStyle: { color: look.faintInk },
    data: [...new Set(names)],
  };
}
