/**
 * The door for JSON that other people wrote. `JSON.parse` takes more than is good: a key that is there twice counts as the
 * last one, and nothing bounds how deep values are nested, so that readers of the values would have to bear any depth.
 * @module
 */
import type { Problem } from "../options/index.ts";
import { shown } from "./schema-parts.ts";

/** More than any configuration of Airflow or AWS has, and few enough for code that goes down level by level. */
const DEEPEST = 100;

/** The value of a JSON text, or the problems of the text. */
export type ReadJson = { readonly value: unknown } | { readonly problems: readonly Problem[] };

export function readJson(text: string): ReadJson {
  const json = text.replace(/^\uFEFF/, "");
  if (json.trim() === "") return refused("expected JSON, got an empty file");
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return refused(`expected JSON: ${(error as Error).message}`);
  }
  const wrongShape = shapeProblems(value);
  const problems = wrongShape.length > 0 ? wrongShape : repeatedKeys(json);
  return problems.length > 0 ? { problems } : { value };
}

function refused(message: string): ReadJson {
  return { problems: [{ path: "", message }] };
}

interface Place {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
}

/**
 * Finds values that are refused wherever they come from: nested too deep, or with the one key that JavaScript takes for something
 * else, so that it could get lost. Without recursion, as it is what keeps recursion safe.
 */
export function shapeProblems(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const open: Place[] = [{ value, path: "", depth: 0 }];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value, path, depth } = place;
    if (typeof value !== "object" || value === null) continue;
    if (depth >= DEEPEST)
      return [{ path: shortPath(path), message: `expected values nested at most ${DEEPEST} deep, got more` }];
    const isList = Array.isArray(value);
    if (!isList && Object.hasOwn(value, "__proto__"))
      problems.push({ path, message: 'expected any key but "__proto__", which JavaScript keeps for itself' });
    for (const [key, item] of Object.entries(value))
      if (typeof item === "object" && item !== null)
        open.push({
          value: item,
          path: isList ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
          depth: depth + 1,
        });
  }
  return problems;
}

function shortPath(path: string): string {
  return path.length > 60 ? `${path.slice(0, 60)}...` : path;
}

/** An object or list that is open where one stands in the text. */
interface Open {
  /** The keys of an object; undefined for a list. */
  readonly keys: Set<string> | undefined;
  /** The key or the index of the value that is being read. */
  at: string | number;
  /** True if a key comes next. */
  expectsKey: boolean;
}

const WITHOUT_MARKS = /[^{}[\]",]*/y;

/** The keys that an object has more than once. The text is known to be JSON. */
function repeatedKeys(json: string): Problem[] {
  const problems: Problem[] = [];
  const open: Open[] = [];
  for (let at = 0; at < json.length; ) {
    const top = open.at(-1);
    const character = json[at];
    at += 1;
    if (character === "{") open.push({ keys: new Set(), at: "", expectsKey: true });
    else if (character === "[") open.push({ keys: undefined, at: 0, expectsKey: false });
    else if (character === "}" || character === "]") open.pop();
    else if (character === "," && top !== undefined) {
      if (typeof top.at === "number") top.at += 1;
      else top.expectsKey = true;
    } else if (character === '"') {
      const end = endOfText(json, at);
      if (top?.keys !== undefined && top.expectsKey) {
        const key = JSON.parse(json.slice(at - 1, end)) as string;
        top.at = key;
        top.expectsKey = false;
        if (top.keys.has(key))
          problems.push({ path: pathTo(open), message: `expected one value for ${shown(key)}, got a second one` });
        top.keys.add(key);
      }
      at = end;
    }
    WITHOUT_MARKS.lastIndex = at;
    at += WITHOUT_MARKS.exec(json)?.[0].length ?? 0;
  }
  return problems;
}

/** Where the text ends that begins at `at`, its last quote included. */
function endOfText(json: string, at: number): number {
  for (let quote = json.indexOf('"', at); ; quote = json.indexOf('"', quote + 1)) {
    let slashes = 0;
    while (json[quote - 1 - slashes] === "\\") slashes += 1;
    if (slashes % 2 === 0) return quote + 1;
  }
}

function pathTo(open: readonly Open[]): string {
  return open.reduce(
    (path, { at }) => (typeof at === "number" ? `${path}[${at}]` : path === "" ? at : `${path}.${at}`),
    "",
  );
}
