/**
 * Where the tasks of a DAG are drawn: in layers, from what comes first on the left to what comes last on the right.
 * @module
 */
import { Graph, layout } from "@dagrejs/dagre";
import type { DagDrawing } from "../../report-data.ts";

export interface Box {
  /** Of the middle. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface DagLayout {
  readonly width: number;
  readonly height: number;
  /** In the order of the DAG's tasks. */
  readonly boxes: readonly Box[];
  /** In the order of its edges: the points that each goes through. */
  readonly routes: readonly (readonly Point[])[];
}

const LETTER = 8.6;
const LINE = 17;
const MOST_LETTERS = 40;

/** What of a name is written in a box. */
export function shortened(name: string): string {
  return name.length <= MOST_LETTERS ? name : `${name.slice(0, MOST_LETTERS - 1)}…`;
}

export function dagLayout({ tasks, edges }: DagDrawing): DagLayout {
  const graph = new Graph();
  graph.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 56, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [i, { taskId, states }] of tasks.entries()) {
    const lines = Object.entries(states).map(([state, count]) => `── ${count} ${state}`);
    const letters = Math.max(...[shortened(taskId), ...lines].map(({ length }) => length));
    graph.setNode(String(i), { width: 28 + letters * LETTER, height: 18 + (1 + Math.max(1, lines.length)) * LINE });
  }
  for (const [from, to] of edges) graph.setEdge(String(from), String(to));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    width,
    height,
    boxes: tasks.map((_, i) => graph.node(String(i)) as unknown as Box),
    routes: edges.map(([from, to]) => (graph.edge(String(from), String(to)) as { readonly points: Point[] }).points),
  };
}
