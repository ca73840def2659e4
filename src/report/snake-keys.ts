import { snake } from "../scenario/index.ts";

/** A value with its keys written as in traces: `makespan_seconds` for `makespanSeconds`. */
export function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [snake(key), snakeKeys(item)]));
}
