import type { Operator } from "../definition/index.ts";
import { pythonRepr } from "../python/index.ts";

/** Arguments that say how it waits, not for what. */
const OF_EVERY_SENSOR: ReadonlySet<string> = new Set([
  "pokeInterval",
  "pollInterval",
  "timeout",
  "softFail",
  "mode",
  "exponentialBackoff",
  "maxWait",
  "silentFail",
  "neverFail",
  "deferrable",
]);

/** The most characters of one value. */
const LONGEST = 60;

/** Says what an operator looks for or works on: its class, and the arguments of its own that are texts or numbers. */
export function lookedFor(operator: Operator): string {
  const fields = Object.entries(operator.ownArguments).flatMap(([name, value]) => {
    if (OF_EVERY_SENSOR.has(name) || !isTold(value)) return [];
    return [`${snakeCase(name)}=${shortened(pythonRepr(value))}`];
  });
  return fields.length === 0 ? operator.taskType : `${operator.taskType}(${fields.join(", ")})`;
}

function isTold(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isTold);
  return (typeof value === "string" && value !== "") || typeof value === "number";
}

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
