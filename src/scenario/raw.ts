/**
 * A scenario as it was read, of which nothing is known yet. The checks that look across a file work on this, so that they
 * find what they can also where other parts of it are wrong.
 * @module
 */
import { type Given, isObject } from "../options/index.ts";

export type Raw = Given;

/** The objects of a list, each with its place; whatever else is in it is for the schema to refuse. */
export function objectsOf(value: unknown): readonly (readonly [index: number, object: Raw])[] {
  if (!Array.isArray(value)) return [];
  return [...value.entries()].filter((entry): entry is [number, Raw] => isObject(entry[1]));
}

/** The texts of a list, each with its place. */
export function textsOf(value: unknown): readonly (readonly [index: number, text: string])[] {
  if (!Array.isArray(value)) return [];
  return [...value.entries()].filter((entry): entry is [number, string] => typeof entry[1] === "string");
}
