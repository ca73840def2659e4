/**
 * Marks in the Gantt chart: what has befallen task instances.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import { MARK_KINDS, type MarkKind, type Timeline } from "../../report-data.ts";
import { type Look, MARK_PARTS } from "../look.ts";
import type { RenderedItem, SeriesOption } from "./echarts.ts";
import type { GanttRow } from "./gantt-rows.ts";
import type { ChartPlace } from "./panels.ts";

const RADIUS = 7;

/** The kinds of marks that there are at all. */
export function marksPresent({ marks }: Timeline): MarkKind[] {
  const present = new Set(marks.kinds);
  return MARK_KINDS.filter((_, code) => present.has(code));
}

/** A mark in a row. `shift` is its place among those that would lie on each other. */
interface Mark {
  readonly row: number;
  readonly at: Seconds;
  readonly instance: number;
  readonly kind: MarkKind;
  readonly shift: number;
}

/** The marks of rows. Those nearer to each other than their width stand side by side. */
export function marksOf({ marks }: Timeline, rows: readonly GanttRow[], pixel: Seconds): Mark[] {
  const places = new Map<number, number[]>();
  for (const [place, instance] of marks.rows.entries()) {
    const known = places.get(instance);
    if (known === undefined) places.set(instance, [place]);
    else known.push(place);
  }
  if (places.size === 0) return [];
  return rows.flatMap(({ instances }, row) => {
    let [last, shift] = [Number.NEGATIVE_INFINITY, 0];
    return instances
      .flatMap((instance) => places.get(instance) ?? [])
      .sort((a, b) => (marks.at[a] ?? 0) - (marks.at[b] ?? 0))
      .flatMap((place) => {
        const [at = 0, instance = -1, kind] = [
          marks.at[place],
          marks.rows[place],
          MARK_KINDS[marks.kinds[place] ?? -1],
        ];
        shift = (at - last) / pixel < 2 * RADIUS ? shift + 1 : 0;
        if (shift === 0) last = at;
        return kind === undefined ? [] : [{ row, at, instance, kind, shift }];
      });
  });
}

/** A series for each kind of marks: a sign in a circle. */
export function markSeries(
  timeline: Timeline,
  marks: readonly Mark[],
  look: Look,
  { scale }: ChartPlace,
): SeriesOption[] {
  return marksPresent(timeline).map((kind) => {
    const { label, colour, sign } = MARK_PARTS[kind];
    const own = marks.filter((mark) => mark.kind === kind);
    return {
      type: "custom",
      id: kind,
      name: label,
      color: colour[look.theme],
      encode: { x: 1, y: 0 },
      dimensions: ["row", "at", "shift", "instance"],
      data: own.map(({ row, at, shift, instance }) => [row, scale.millis(at), shift, instance]),
      z: 5,
      renderItem: (params, api) => {
        const [x = Number.NaN, y = Number.NaN] = api.coord([api.value(1), api.value(0)]);
        const system = params.coordSys as unknown as { x: number; width: number };
        if (!(x >= system.x && x <= system.x + system.width)) return null;
        const middle = x + Number(api.value(2)) * 2 * RADIUS;
        return {
          type: "group",
          children: [
            {
              type: "circle",
              shape: { cx: middle, cy: y, r: RADIUS },
              style: { fill: look.background, stroke: colour[look.theme], lineWidth: 1.5 },
            },
            {
              type: "text",
              style: {
                text: sign,
                x: middle,
                y: y + 0.5,
                fill: colour[look.theme],
                font: "600 10px system-ui, sans-serif",
                textAlign: "center",
                textVerticalAlign: "middle",
              },
            },
          ],
        } as RenderedItem;
      },
    };
  });
}
