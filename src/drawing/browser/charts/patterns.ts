import type { Look, PartLook, Pattern } from "../look.ts";

/** ECharts' word for a pattern. */
export interface Decal {
  readonly symbol: string;
  readonly color: string;
  readonly symbolSize: number;
  readonly rotation: number;
  readonly dashArrayX: number | number[];
  readonly dashArrayY: number | number[];
}

const PATTERNS: Readonly<Record<Exclude<Pattern, "plain">, Omit<Decal, "color">>> = {
  stripes: { symbol: "rect", symbolSize: 1, rotation: -Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 4] },
  dots: { symbol: "circle", symbolSize: 0.8, rotation: 0, dashArrayX: [4, 4], dashArrayY: [4, 4] },
  bars: { symbol: "rect", symbolSize: 1, rotation: Math.PI / 2, dashArrayX: [1, 0], dashArrayY: [2, 5] },
};

/** The pattern that a part is drawn with, over its colour; undefined where it is plain. */
export function decalOf({ pattern }: Pick<PartLook, "pattern">, look: Look): Decal | undefined {
  if (pattern === "plain") return undefined;
  // ECharts marks the object, so that each use gets one of its own
  return { ...structuredClone(PATTERNS[pattern]), color: look.patternInk };
}
