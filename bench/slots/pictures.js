/**
 * The pictures of docs/findings.md, as SVG: each for a light page and for a dark one, in the colours of modes that reports have.
 * @module
 */
import * as echarts from "echarts";
import { SIMULATION_COLOURS } from "../../dist/drawing/palette.js";
import { loadsOf, MODES, meanAt, NOMINAL_SLOTS } from "./plan.js";
import { SHAPES } from "./shapes.js";

/** @typedef {import("./plan.js").Summary} Summary */

/** @typedef {"light" | "dark"} Theme */

const PAGE = { light: "#ffffff", dark: "#0d1117" };
const INK = { light: "#333333", dark: "#d1d9e0" };
const LINES = { light: "#e0e0e6", dark: "#30363d" };
const AXIS = { light: "#6e7079", dark: "#9198a1" };

/** @param {Theme} theme */
const wordsIn = (theme) => ({ fontFamily: "system-ui, sans-serif", color: INK[theme], fontSize: 12 });

/** @param {Theme} theme @param {number} place */
const colourOf = (theme, place) => SIMULATION_COLOURS[place]?.[theme];

/** @param {Theme} theme */
const axisIn = (theme) => ({
  axisLabel: { color: INK[theme] },
  nameTextStyle: { color: INK[theme] },
  axisLine: { lineStyle: { color: AXIS[theme] } },
  splitLine: { lineStyle: { color: LINES[theme] } },
});

/** @param {Theme} theme */
const legendIn = (theme) => ({ data: [...MODES], top: 30, left: 10, itemGap: 28, textStyle: wordsIn(theme) });

/** @param {Theme} theme @param {number} width @param {number} height @param {object} option */
function svg(theme, width, height, option) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({
    animation: false,
    backgroundColor: PAGE[theme],
    textStyle: wordsIn(theme),
    ...option,
  });
  const picture = chart.renderToSVGString();
  chart.dispose();
  return `${picture.replace(/<style[\s\S]*<\/style>\n?/, "")}\n`; // its styles are for whoever points at something
}

/** Panels side by side, one for each shape. @param {number} width @param {number} top @param {number} height */
function panels(width, top, height) {
  const each = (width - 60) / Object.keys(SHAPES).length;
  return Object.keys(SHAPES).map((_, i) => ({ left: 60 + i * each, width: each - 30, top, height }));
}

/** How long tasks take, queues included, over how long without: by load. @param {Summary} summary @param {Theme} theme */
function stretch({ limited }, theme) {
  const width = 1200;
  const grids = panels(width, 80, 200);
  const loads = loadsOf(limited);
  return svg(theme, width, 340, {
    title: [
      {
        text: `Time that tasks take, over what they would take without a queue, on ${NOMINAL_SLOTS} slots`,
        left: 10,
        top: 5,
        textStyle: { ...wordsIn(theme), fontSize: 15 },
      },
      ...Object.values(SHAPES).map(({ title }, i) => ({
        text: title,
        left: grids[i]?.left,
        top: 58,
        textStyle: { ...wordsIn(theme), fontWeight: "bold" },
      })),
    ],
    legend: legendIn(theme),
    grid: grids,
    xAxis: grids.map((_, gridIndex) => ({
      ...axisIn(theme),
      gridIndex,
      type: "category",
      data: loads.map((load) => `${100 * load} %`),
      name: "load",
      nameLocation: "middle",
      nameGap: 25,
    })),
    yAxis: grids.map((_, gridIndex) => ({ ...axisIn(theme), gridIndex, type: "log", min: 1, max: 100 })),
    series: Object.keys(SHAPES).flatMap((shape, index) =>
      MODES.map((mode, place) => ({
        type: "line",
        name: mode,
        xAxisIndex: index,
        yAxisIndex: index,
        itemStyle: { color: colourOf(theme, place) },
        lineStyle: { color: colourOf(theme, place), width: 2, type: mode === "reschedule" ? "dashed" : "solid" },
        data: loads.map((load) => meanAt(limited, { shape, slots: NOMINAL_SLOTS, load, mode }, "stretch")),
      })),
    ),
  });
}

/** @param {Theme} theme @param {string} title @param {string} unit @param {(shape: string, mode: string) => number | null} figure */
function bars(theme, title, unit, figure) {
  return svg(theme, 900, 340, {
    title: { text: title, left: 10, top: 5, textStyle: { ...wordsIn(theme), fontSize: 15 } },
    legend: legendIn(theme),
    grid: { left: 70, right: 20, top: 80, bottom: 40 },
    xAxis: {
      ...axisIn(theme),
      type: "category",
      data: Object.values(SHAPES).map(({ title: name }) => name),
      axisLabel: { interval: 0, fontSize: 11, color: INK[theme] },
    },
    yAxis: { ...axisIn(theme), type: "value", name: unit },
    series: MODES.map((mode, place) => ({
      type: "bar",
      name: mode,
      itemStyle: { color: colourOf(theme, place) },
      label: { show: true, position: "top", fontSize: 10, color: INK[theme] },
      data: Object.keys(SHAPES).map((shape) => Math.round(figure(shape, mode) ?? 0)),
    })),
  });
}

/** @param {Summary} summary @param {Theme} theme */
function picturesIn({ limited, unlimited }, theme) {
  const needed = `Worker slots at which nothing queues, at the load that fills ${NOMINAL_SLOTS} in standard mode`;
  return {
    stretch: stretch({ limited, unlimited }, theme),
    "slots-needed": bars(theme, needed, "slots", (shape, mode) =>
      meanAt(unlimited, { shape, slots: NOMINAL_SLOTS, load: 1, mode }, "peakSlots"),
    ),
    makespan: bars(theme, `Makespan at a load of 200 %, on ${NOMINAL_SLOTS} slots`, "minutes", (shape, mode) => {
      const seconds = meanAt(limited, { shape, slots: NOMINAL_SLOTS, load: 2, mode }, "makespan");
      return seconds === null ? null : seconds / 60;
    }),
  };
}

/** All pictures by the names of their files. @param {Summary} summary @returns {Readonly<Record<string, string>>} */
export function slotPictures(summary) {
  const named = (/** @type {Theme} */ theme, /** @type {string} */ end) =>
    Object.entries(picturesIn(summary, theme)).map(([name, picture]) => [`${name}${end}.svg`, picture]);
  return Object.fromEntries([...named("light", ""), ...named("dark", "-dark")]);
}
