/**
 * Values as Python takes them out of a configuration: `config["Name"]` and `int(text)`, with the exceptions that they raise.
 * @module
 */
import { KeyError, ValueError } from "../definition/index.ts";
import { isObject } from "../options/index.ts";
import { pythonRepr } from "../python/index.ts";

/** `config["a"]["b"]`. */
export function itemOf(config: unknown, ...keys: readonly string[]): unknown {
  let value = config;
  for (const key of keys) {
    if (!isObject(value) || value[key] === undefined) throw new KeyError(pythonRepr(key));
    value = value[key];
  }
  return value;
}

/** The same, of a text. */
export function textOf(config: unknown, ...keys: readonly string[]): string {
  return itemOf(config, ...keys) as string;
}

/** `int(value)`. */
export function pythonInt(value: unknown): number {
  if (typeof value === "number" || typeof value === "boolean") return Math.trunc(Number(value));
  if (typeof value === "string" && /^\s*[+-]?\d+(?:_\d+)*\s*$/.test(value)) return Number(value.replaceAll("_", ""));
  throw new ValueError(`invalid literal for int() with base 10: ${pythonRepr(value)}`);
}
