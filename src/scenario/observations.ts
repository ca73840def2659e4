/**
 * Observed values that a scenario takes from CSV files: `{ "distribution": "empirical", "csv": "durations.csv" }` becomes the
 * values themselves before anything else looks at the scenario.
 * @module
 */
import type { Problem } from "../options/index.ts";
import { isObject } from "../options/index.ts";
import { ObservedValuesError, observedValues } from "../random/index.ts";
import type { Raw } from "./raw.ts";
import { shown } from "./schema-parts.ts";

/** Reads a file that a scenario names, beside the scenario. Throws an Error that says why it cannot. */
export type ReadObservations = (path: string) => string;

/** Fields with values of users or of AWS: a value that looks like a distribution is none there. */
const NOT_OURS: ReadonlySet<string> = new Set(["conf", "params", "config", "existing", "value", "executor_config"]);

/** No place of a distribution is deeper in a file. */
const DEEPEST = 20;

/** The scenario with the values in place of the files' names. What cannot be read stays, and is told. */
export function withObservations(
  data: unknown,
  read: ReadObservations | undefined,
): { readonly data: unknown; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const texts = new Map<string, string>();
  const filled = (value: unknown, path: string, depth = 0): unknown => {
    if (depth > DEEPEST) return value;
    if (Array.isArray(value)) return value.map((item, index) => filled(item, `${path}[${index}]`, depth + 1));
    if (!isObject(value)) return value;
    if (value["distribution"] === "empirical" && "csv" in value) {
      const problem = (message: string) => problems.push({ path: `${path}.csv`, message });
      return observed(value, { read, texts, problem });
    }
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      NOT_OURS.has(key) ? item : filled(item, path === "" ? key : `${path}.${key}`, depth + 1),
    ]);
    return Object.fromEntries(entries);
  };
  return { data: filled(data, ""), problems };
}

interface Reading {
  readonly read: ReadObservations | undefined;
  readonly texts: Map<string, string>;
  readonly problem: (message: string) => void;
}

function observed(given: Raw, { read, texts, problem }: Reading): Raw {
  const { csv, column, ...rest } = given as Raw & { readonly csv: unknown; readonly column?: unknown };
  const unknownKeys = Object.keys(rest).filter((key) => key !== "distribution");
  if (typeof csv !== "string" || (column !== undefined && typeof column !== "string"))
    problem(`expected the name of a file, and that of a \`column\`, got ${shown({ csv, column })}`);
  else if (unknownKeys.length > 0) problem(`expected only \`column\` beside it, got ${unknownKeys.join(", ")}`);
  else if (read === undefined) problem("expected `values`: a scenario that is not read from a file names none");
  else {
    try {
      const text = texts.get(csv) ?? read(csv);
      texts.set(csv, text);
      return { distribution: "empirical", values: observedValues(text, column) };
    } catch (error) {
      problem(error instanceof ObservedValuesError ? `${csv}: ${error.message}` : (error as Error).message);
    }
  }
  return given;
}
