/**
 * A DAG as a graph, its tasks with the final states of their instances in Airflow's colours.
 * @module
 */
import type { DagDrawing, StateCounts } from "../../report-data.ts";
import { type Look, STATE_COLOURS, STATES_BY_WEIGHT } from "../look.ts";
import { type Box, type DagLayout, type Point, shortened } from "./dag-layout.ts";
import type { ChartOption, RenderedItem, SeriesOption } from "./echarts.ts";

const UNKNOWN = "gray";
const ARROW = 7;
const LINE = 17;

/** The state that a task with these final states is coloured by. */
export function weightiestState(states: StateCounts): string {
  return STATES_BY_WEIGHT.find((state) => (states[state] ?? 0) > 0) ?? "no state";
}

export function dagOption(dag: DagDrawing, layout: DagLayout, look: Look, top = 0): ChartOption {
  const nested = groupBoxes(dag, layout);
  return {
    animation: false,
    backgroundColor: "transparent",
    textStyle: { fontFamily: "system-ui, sans-serif" },
    series: [
      drawn(nested.length, (i) => groupBox(nested[i], top, look)),
      drawn(dag.edges.length, (i) => arrow(layout.routes[i] ?? [], layout.isDownwards, top, look)),
      drawn(dag.tasks.length, (i) => box(dag, layout, i, top, look)),
    ],
  };
}

/** A series that is drawn as it is told, in pixels. */
function drawn(count: number, draw: (index: number) => RenderedItem): SeriesOption {
  return {
    type: "custom",
    coordinateSystem: "none",
    silent: true,
    data: Array.from({ length: count }, (_, i) => [i]),
    renderItem: ({ dataIndex }) => draw(dataIndex),
  };
}

interface GroupBox {
  readonly label: string;
  readonly box: Box;
  /** The number of groups that it is in. */
  readonly depth: number;
}

/** The boxes of groups, outer ones first: inner ones are drawn upon them. */
function groupBoxes({ groups }: DagDrawing, layout: DagLayout): GroupBox[] {
  const depthOf = (place: number): number => {
    let depth = 0;
    for (let at = groups[place]?.parent ?? null; at !== null; at = groups[at]?.parent ?? null) depth += 1;
    return depth;
  };
  return groups
    .flatMap(({ label }, place) => {
      const box = layout.groups[place] ?? null;
      return box === null ? [] : [{ label, box, depth: depthOf(place) }];
    })
    .sort((a, b) => a.depth - b.depth);
}

function groupBox(group: GroupBox | undefined, top: number, look: Look): RenderedItem {
  if (group === undefined) return null;
  const { x, y, width, height } = group.box;
  const [left, upper] = [x - width / 2, y - height / 2 + top];
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x: left, y: upper, width, height, r: 8 },
        style: { fill: look.line, opacity: 0.35, stroke: look.faintInk, lineWidth: 1, lineDash: [4, 3] },
      },
      {
        type: "text",
        x: left + 8,
        y: upper + 4,
        style: {
          text: shortened(group.label),
          fontSize: 11,
          fontFamily: "system-ui, sans-serif",
          fill: look.faintInk,
          width: width - 16,
          overflow: "truncate",
        },
      },
    ],
  } as RenderedItem;
}

function arrow(route: readonly Point[], isDownwards: boolean, top: number, look: Look): RenderedItem {
  const points = route.map(({ x, y }) => [x, y + top]);
  const [endX = 0, endY = 0] = points.at(-1) ?? [];
  const behind = (along: number, across: number) =>
    isDownwards ? [endX + across, endY - along] : [endX - along, endY + across];
  points[points.length - 1] = behind(ARROW, 0);
  const head = [[endX, endY], behind(ARROW + 2, -ARROW / 1.6), behind(ARROW + 2, ARROW / 1.6)];
  return {
    type: "group",
    children: [
      {
        type: "polyline",
        shape: { points, smooth: 0.35 },
        style: { stroke: look.faintInk, fill: "none", lineWidth: 1.4 },
      },
      { type: "polygon", shape: { points: head }, style: { fill: look.faintInk } },
    ],
  } as RenderedItem;
}

function box({ tasks }: DagDrawing, { boxes }: DagLayout, i: number, top: number, look: Look): RenderedItem {
  const { taskId = "", states = {} } = tasks[i] ?? {};
  const { x = 0, y = 0, width = 0, height = 0 } = boxes[i] ?? {};
  const [left, upper] = [x - width / 2, y - height / 2 + top];
  const lines = Object.entries(states).map(([state, count]) => ({
    text: `${count} ${state}`,
    colour: colourOf(state),
  }));
  const text = (words: string, line: number, style: object) => ({
    type: "text",
    x: left + 14,
    y: upper + 9 + line * LINE,
    style: {
      text: words,
      fontSize: 12,
      fontFamily: "system-ui, sans-serif",
      fill: look.faintInk,
      width: width - 24,
      overflow: "truncate",
      ...style,
    },
  });
  return {
    type: "group",
    children: [
      {
        type: "rect",
        shape: { x: left, y: upper, width, height, r: 6 },
        style: { fill: look.background, stroke: colourOf(weightiestState(states)), lineWidth: 3 },
      },
      text(shortened(taskId), 0, { fill: look.ink, fontWeight: 600, fontSize: 13 }),
      ...(lines.length === 0 ? [text("no instances", 1, {})] : []),
      ...lines.flatMap(({ text: words, colour }, line) => [
        {
          type: "rect",
          shape: { x: left + 14, y: upper + 11 + (line + 1) * LINE, width: 9, height: 9, r: 1 },
          style: { fill: colour },
        },
        text(words, line + 1, { x: 15 }),
      ]),
    ],
  } as RenderedItem;
}

function colourOf(state: string): string {
  return STATE_COLOURS[state] ?? UNKNOWN;
}
