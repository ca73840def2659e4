/**
 * The pictures of docs/findings.md, as SVG.
 * @module
 */
import * as echarts from "echarts";
import { loadsOf, MODES, meanAt, NOMINAL_SLOTS } from "./plan.js";
import { SHAPES } from "./shapes.js";

/** @typedef {import("./plan.js").Summary} Summary */

/** Told apart by everybody: Okabe and Ito. */
const COLOURS = { standard: "#d55e00", reschedule: "#e69f00", deferrable: "#0072b2" };
const WORDS = { fontFamily: "system-ui, sans-serif", color: "#333", fontSize: 12 };

/** @param {number} width @param {number} height @param {object} option */
function svg(width, height, option) {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width, height });
  chart.setOption({
    animation: false,
    backgroundColor: "#fff",
    textStyle: WORDS,
    color: Object.values(COLOURS),
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

/** How long tasks take, queues included, over how long without: by load. @param {Summary} summary */
function stretch({ limited }) {
  const width = 1200;
  const grids = panels(width, 80, 200);
  const loads = loadsOf(limited);
  return svg(width, 340, {
    title: [
      {
        text: `Time that tasks take, over what they would take without a queue, on ${NOMINAL_SLOTS} slots`,
        left: 10,
        top: 5,
        textStyle: { ...WORDS, fontSize: 15 },
      },
      ...Object.values(SHAPES).map(({ title }, i) => ({
        text: title,
        left: grids[i]?.left,
        top: 58,
        textStyle: { ...WORDS, fontWeight: "bold" },
      })),
    ],
    legend: { data: [...MODES], top: 30, left: 10, textStyle: WORDS },
    grid: grids,
    xAxis: grids.map((_, gridIndex) => ({
      gridIndex,
      type: "category",
      data: loads.map((load) => `${100 * load} %`),
      name: "load",
      nameLocation: "middle",
      nameGap: 25,
    })),
    yAxis: grids.map((_, gridIndex) => ({ gridIndex, type: "log", min: 1, max: 100 })),
    series: Object.keys(SHAPES).flatMap((shape, index) =>
      MODES.map((mode) => ({
        type: "line",
        name: mode,
        xAxisIndex: index,
        yAxisIndex: index,
        itemStyle: { color: COLOURS[mode] },
        lineStyle: { color: COLOURS[mode], width: 2, type: mode === "reschedule" ? "dashed" : "solid" },
        data: loads.map((load) => meanAt(limited, { shape, slots: NOMINAL_SLOTS, load, mode }, "stretch")),
      })),
    ),
  });
}

/** @param {string} title @param {string} unit @param {(shape: string, mode: string) => number | null} figure */
function bars(title, unit, figure) {
  return svg(900, 340, {
    title: { text: title, left: 10, top: 5, textStyle: { ...WORDS, fontSize: 15 } },
    legend: { data: [...MODES], top: 30, left: 10, textStyle: WORDS },
    grid: { left: 70, right: 20, top: 80, bottom: 40 },
    xAxis: {
      type: "category",
      data: Object.values(SHAPES).map(({ title: name }) => name),
      axisLabel: { interval: 0, fontSize: 11 },
    },
    yAxis: { type: "value", name: unit },
    series: MODES.map((mode) => ({
      type: "bar",
      name: mode,
      itemStyle: { color: COLOURS[mode] },
      label: { show: true, position: "top", fontSize: 10 },
      data: Object.keys(SHAPES).map((shape) => Math.round(figure(shape, mode) ?? 0)),
    })),
  });
}

/** All pictures by the names of their files. @param {Summary} summary @returns {Readonly<Record<string, string>>} */
export function slotPictures(summary) {
  const { limited, unlimited } = summary;
  return {
    "stretch.svg": stretch(summary),
    "slots-needed.svg": bars(
      `Worker slots at which nothing queues, at the load that fills ${NOMINAL_SLOTS} in standard mode`,
      "slots",
      (shape, mode) => meanAt(unlimited, { shape, slots: NOMINAL_SLOTS, load: 1, mode }, "peakSlots"),
    ),
    "makespan.svg": bars(`Makespan at a load of 200 %, on ${NOMINAL_SLOTS} slots`, "minutes", (shape, mode) => {
      const seconds = meanAt(limited, { shape, slots: NOMINAL_SLOTS, load: 2, mode }, "makespan");
      return seconds === null ? null : seconds / 60;
    }),
  };
}
