/**
 * Where the tasks of a DAG are drawn: in layers, from what comes first on the left to what comes last on the right; on a phone
 * from the top down, where that takes less of its width.
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
  /** True if it goes from the top down, and not from left to right. */
  readonly isDownwards: boolean;
  /** In the order of the DAG's tasks. */
  readonly boxes: readonly Box[];
  /** In the order of its groups: around what is in them. Null where nothing is. */
  readonly groups: readonly (Box | null)[];
  /** In the order of its edges: the points that each goes through. */
  readonly routes: readonly (readonly Point[])[];
}

const LETTER = 8.6;
const LINE = 17;
const MOST_LETTERS = 40;

/** Shortens a name to the width of a box. */
export function shortened(name: string): string {
  return name.length <= MOST_LETTERS ? name : `${name.slice(0, MOST_LETTERS - 1)}…`;
}

/** Lays a DAG out from left to right, or from the top down where it is wider than it may be, and less wide then. */
export function dagLayout(dag: DagDrawing, most: number = Number.POSITIVE_INFINITY): DagLayout {
  const wide = laidOut(dag, "LR");
  if (wide.width <= most) return wide;
  const high = laidOut(dag, "TB");
  return high.width < wide.width ? high : wide;
}

function laidOut({ tasks, groups, edges }: DagDrawing, rankdir: "LR" | "TB"): DagLayout {
  const graph = new Graph({ compound: true });
  graph.setGraph({ rankdir, nodesep: 18, ranksep: 56, marginx: 12, marginy: 12 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [i, { taskId, states }] of tasks.entries()) {
    const lines = Object.entries(states).map(([state, count]) => `── ${count} ${state}`);
    const letters = Math.max(...[shortened(taskId), ...lines].map(({ length }) => length));
    graph.setNode(String(i), { width: 28 + letters * LETTER, height: 18 + (1 + Math.max(1, lines.length)) * LINE });
  }
  const used = groupsUsed(tasks, groups);
  for (const place of used) graph.setNode(groupNode(place), {});
  for (const place of used) putIn(graph, groupNode(place), groups[place]?.parent ?? null);
  for (const [i, { group }] of tasks.entries()) putIn(graph, String(i), group);
  for (const [from, to] of edges) graph.setEdge(String(from), String(to));
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number };
  return {
    width,
    height,
    isDownwards: rankdir === "TB",
    boxes: tasks.map((_, i) => graph.node(String(i)) as unknown as Box),
    groups: groups.map((_, place) => (used.has(place) ? (graph.node(groupNode(place)) as unknown as Box) : null)),
    routes: edges.map(([from, to]) => (graph.edge(String(from), String(to)) as { readonly points: Point[] }).points),
  };
}

const groupNode = (place: number): string => `group ${place}`;

function putIn(graph: Graph, node: string, group: number | null): void {
  if (group !== null) graph.setParent(node, groupNode(group));
}

/** The groups that have tasks, in them or further in. */
function groupsUsed(tasks: DagDrawing["tasks"], groups: DagDrawing["groups"]): ReadonlySet<number> {
  const used = new Set<number>();
  for (const task of tasks)
    for (let place = task.group; place !== null && !used.has(place); place = groups[place]?.parent ?? null)
      used.add(place);
  return used;
}
