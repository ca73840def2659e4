import { toSeconds } from "../kernel/index.ts";
import { snake } from "../scenario/index.ts";

/** The fields that are instants or lengths of time. */
const TIMES: ReadonlySet<string> = new Set(["at", "from", "to", "waited", "endedAt", "logicalDate", "dueAt"]);

/** Causes for machines: keys as in traces, times in seconds. */
export function inSeconds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inSeconds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      snake(key),
      TIMES.has(key) && typeof item === "number" ? toSeconds(item) : inSeconds(item),
    ]),
  );
}
