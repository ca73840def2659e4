/**
 * A DAG as a graph, its tasks with the final states of their instances in Airflow's colours.
 * @module
 */
import type { DagDrawing, StateCounts } from "../../report-data.ts";
import { type Look, STATE_COLOURS, STATES_BY_WEIGHT } from "../look.ts";
import { type DagLayout, shortened } from "./dag-layout.ts";
import type { ChartOption } from "./echarts.ts";

const UNKNOWN = "gray";

/** The state that a task with these final states is coloured by. */
export function weightiestState(states: StateCounts): string {
  return STATES_BY_WEIGHT.find((state) => (states[state] ?? 0) > 0) ?? "no state";
}

export function dagOption(dag: DagDrawing, layout: DagLayout, look: Look, top = 0): ChartOption {
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    series: [
      {
        type: "graph",
        layout: "none",
        left: 0,
        width: layout.width,
        top,
        height: layout.height,
        symbol: "roundRect",
        edgeSymbol: ["none", "arrow"],
        edgeSymbolSize: 8,
        lineStyle: { color: look.faintInk, opacity: 0.8, width: 1.4 },
        data: [...dag.tasks.map((_, i) => box(dag, layout, i, look)), ...corners(layout)],
        links: dag.edges.map(([from, to]) => ({ source: String(from), target: String(to) })),
      },
    ],
  };
}

function box({ tasks }: DagDrawing, { boxes }: DagLayout, i: number, look: Look) {
  const { taskId = "", states = {} } = tasks[i] ?? {};
  const { x = 0, y = 0, width = 0, height = 0 } = boxes[i] ?? {};
  return {
    id: String(i),
    name: taskId,
    x,
    y,
    symbolSize: [width, height],
    itemStyle: {
      color: look.background,
      borderColor: STATE_COLOURS[weightiestState(states)] ?? UNKNOWN,
      borderWidth: 3,
    },
    label: boxLabel(taskId, states, look),
  };
}

/** ECharts fits what is there into its place: with these it fits one to one. */
function corners({ width, height }: DagLayout) {
  const corner = (id: string, x: number, y: number) => ({ id, x, y, symbolSize: 0, label: { show: false } });
  return [corner("first corner", 0, 0), corner("last corner", width, height)];
}

function boxLabel(taskId: string, states: StateCounts, look: Look) {
  const entries = Object.entries(states);
  const plain = (text: string) => text.replaceAll("{", "(").replaceAll("}", ")").replaceAll("|", "¦");
  const lines = entries.map(([state, count], i) => `{colour${i}|■} {count|${count} ${plain(state)}}`);
  const colours = entries.map(([state]) => ({ color: STATE_COLOURS[state] ?? UNKNOWN, fontSize: 13, lineHeight: 17 }));
  const none = ["{count|no instances}"];
  return {
    show: true,
    formatter: [`{task|${plain(shortened(taskId))}}`, ...(lines.length > 0 ? lines : none)].join("\n"),
    rich: {
      task: { color: look.ink, fontSize: 13, fontWeight: 600 as const, lineHeight: 18 },
      count: { color: look.faintInk, fontSize: 12, lineHeight: 17 },
      ...Object.fromEntries(colours.map((colour, i) => [`colour${i}`, colour])),
    },
  };
}
