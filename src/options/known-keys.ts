/**
 * Keys that nobody knows are refused, with the name that was meant: a misspelt option that is ignored makes a simulation of
 * something else. TypeScript finds most of them; JavaScript, JSON and a cast do not.
 * @module
 */
import { isObject } from "./given-options.ts";
import type { Problem } from "./problem.ts";

/** The keys of an options type, as data. The compiler refuses a table that lacks one, or has one too many. */
export type KnownKeys<Options> = { readonly [Key in keyof Options]-?: true };

/** Lists the keys of an options type, from a table that the compiler holds to the type. */
export function namesOf<Options>(known: KnownKeys<Options>): readonly string[] {
  return Object.keys(known);
}

/** The longest key that is compared with others, and the longest that a message shows. */
const [LONGEST_COMPARED, LONGEST_SHOWN] = [100, 80];

/**
 * Refuses each key of `given` that is not known, under its path: the keys of an object are known, or the names of a list. A key
 * that is undefined counts as not given, and what is no object has no keys.
 */
export function unknownKeys(path: string, given: unknown, known: object | readonly string[]): Problem[] {
  if (!isObject(given)) return [];
  const list: readonly string[] | undefined = Array.isArray(known) ? known : undefined;
  const isKnown = (key: string) => list?.includes(key) ?? Object.hasOwn(known, key);
  const unknown = Object.keys(given).filter((key) => given[key] !== undefined && !isKnown(key));
  if (unknown.length === 0) return [];
  const names = list ?? Object.keys(known);
  return unknown.map((key) => ({ path: path === "" ? key : `${path}.${key}`, message: unknownKeysText([key], names) }));
}

/**
 * Refuses each key that is a known one misspelt, where keys of any other name are welcome: it is two letters away at most from
 * a long name that is not given itself.
 */
export function misspeltKeys(path: string, given: unknown, known: readonly string[]): Problem[] {
  if (!isObject(given)) return [];
  const keys = Object.keys(given).filter((key) => given[key] !== undefined);
  const missing = known.filter((name) => !keys.includes(name));
  return keys
    .filter((key) => !known.includes(key) && isMisspelt(key, nearestName(key, missing)))
    .map((key) => ({ path: path === "" ? key : `${path}.${key}`, message: unknownKeysText([key], missing) }));
}

/** Short words are near to many others. */
const SHORTEST_MISSPELT = 6;

function isMisspelt(key: string, nearest: Nearest | undefined): boolean {
  if (nearest === undefined) return false;
  return (
    nearest.distance === 0 || (nearest.distance <= 2 && Math.min(key.length, nearest.name.length) >= SHORTEST_MISSPELT)
  );
}

/** The most names that a message lists. */
const MOST_LISTED = 8;

/** Says that keys are not known: with the nearest name of each, or else with all names if they are few. */
export function unknownKeysText(keys: readonly string[], known: readonly string[]): string {
  const suggestions = keys.map((key) => suggestion(key, known));
  const named = keys.map((key, index) => `${quoted(key)}${suggestions[index]}`).join(", ");
  const others = suggestions.includes("") ? `; ${knownText(known)}` : "";
  return `unknown ${keys.length > 1 ? "keys" : "key"} ${named}${others}`;
}

function knownText(known: readonly string[]): string {
  return known.length <= MOST_LISTED
    ? `known are ${known.join(", ")}`
    : `none of the ${known.length} that are known is like it`;
}

/**
 * Suggests the name that was meant, if one is near, or has it as a part: ` (did you mean "retries"?)`. Where most names have the
 * same ending, it makes none of them nearer.
 */
export function suggestion(wrong: unknown, names: readonly string[], ending?: string): string {
  const near = typeof wrong === "string" ? nearestName(wrong, names, ending) : undefined;
  const name = near?.name ?? (typeof wrong === "string" ? partOf(wrong, names) : undefined);
  return name === undefined ? "" : ` (did you mean ${quoted(name)}?)`;
}

/** Shorter words are parts of many others. */
const SHORTEST_PART = 4;

/** The shortest name that has the given one in it: `bucket_key` for `bucket`. */
function partOf(wrong: string, names: readonly string[]): string | undefined {
  const given = letters(wrong);
  if (given.length < SHORTEST_PART) return undefined;
  const longer = names.filter((name) => letters(name).includes(given));
  return longer.toSorted((a, b) => a.length - b.length)[0];
}

interface Nearest {
  readonly name: string;
  readonly distance: number;
}

/** Finds the nearest name, and how far it is: a third of its letters at most, or a quarter of those before a common ending. */
function nearestName(wrong: string, names: readonly string[], ending?: string): Nearest | undefined {
  if (wrong.length > LONGEST_COMPARED) return undefined;
  const given = letters(wrong);
  let nearest: Nearest | undefined;
  for (const name of names) {
    const known = letters(name);
    const most =
      ending === undefined ? Math.max(1, Math.floor(name.length / 3)) : Math.floor(name.replace(ending, "").length / 4);
    if (Math.abs(known.length - given.length) > most) continue; // so many letters at least are added or removed
    const distance = editDistance(given, known);
    if (distance <= most && distance < (nearest?.distance ?? Number.POSITIVE_INFINITY)) nearest = { name, distance };
  }
  return nearest;
}

/** `poke_interval` and `pokeInterval` are one name in two styles. */
const letters = (name: string) => name.replaceAll("_", "").toLowerCase();

function quoted(key: string): string {
  const text = JSON.stringify(key);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN - 3)}...` : text;
}

/** Counts the letters that have to be added, removed or changed: Levenshtein's distance, row by row in one array. */
function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    let [diagonal, left] = [i - 1, i];
    row[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const above = row[j] as number;
      left = Math.min(diagonal + (a[i - 1] === b[j - 1] ? 0 : 1), above + 1, left + 1);
      row[j] = left;
      diagonal = above;
    }
  }
  return row[b.length] as number;
}
