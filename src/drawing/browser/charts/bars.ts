import type { Look, PartLook } from "../look.ts";
import type { RenderedItem, SeriesOption } from "./echarts.ts";
import { decalOf } from "./patterns.ts";

/** A series of bars over time: its data are rows of the number of a lane, and its begin and end. */
export function barSeries(id: string, data: number[][], part: PartLook, height: number, look: Look): SeriesOption {
  const colour = part.colour[look.theme];
  const decal = decalOf(part, look);
  return {
    type: "custom",
    id,
    name: part.label,
    color: colour,
    encode: { x: [1, 2], y: 0 },
    data,
    renderItem: (params, api) => {
      const row = api.value(0);
      const [from, middle] = api.coord([api.value(1), row]);
      const [to] = api.coord([api.value(2), row]);
      if (from === undefined || to === undefined || middle === undefined) return null;
      const system = params.coordSys as unknown as { x: number; width: number };
      const left = Math.max(from, system.x);
      const right = Math.min(Math.max(to, from + 1), system.x + system.width);
      if (right <= left) return null;
      return {
        type: "rect",
        shape: { x: left, y: middle - height / 2, width: right - left, height },
        style: { fill: colour, ...(decal === undefined ? {} : { decal: { ...decal } }) },
      } as RenderedItem;
    },
  };
}
