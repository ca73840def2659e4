/**
 * The building blocks of the scenario schema: values in the words of Airflow, and errors that say what is allowed.
 * @module
 */
import { IANAZone } from "luxon";
import { z } from "zod";
import { MOST_SECONDS } from "../kernel/index.ts";
import { unknownKeysText } from "../options/index.ts";

/** A value as an error shows it: cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === "object" || typeof value === "string" ? jsonText(value) : String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

/** Programs may hand over what is no JSON: circles, say. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "a value that is no JSON";
  }
}

/** An error for whatever is wrong with a value. */
function mustBe(what: string) {
  return ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `missing: expected ${what}` : `expected ${what}, got ${shown(input)}`;
}

/** An object that has these keys and no others. */
export function record<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code === "unrecognized_keys") return unknownKeysText(issue.keys, names);
      return mustBe("an object")(issue);
    },
  });
}

/** No code is generated for a schema: most read one scenario, in less time than that takes. */
export const JITLESS = { jitless: true } as const;

/** Makes something when it is first asked for. */
export function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Reads a value by the schema that is chosen for it, which is made then. */
export function chosen<Output>(schemaOf: (value: unknown) => z.ZodType<Output>) {
  return z.unknown().transform((value, { issues }) => {
    const { data, error } = schemaOf(value).safeParse(value, JITLESS);
    if (error === undefined) return data;
    for (const { path, message } of error.issues) issues.push({ code: "custom", path, message, input: value });
    return z.NEVER;
  });
}

export const bool = () => z.boolean({ error: mustBe("true or false") });
export const text = () => z.string({ error: mustBe("a text") });
/** A time zone. */
export const zone = () =>
  text().refine((given) => IANAZone.isValidZone(given), {
    error: mustBe("the name of a time zone, such as Europe/Zurich"),
  });
export const name = () => text().min(1, { error: mustBe("a text that is not empty") });

/** Seconds after the start, before it where they are negative. */
export const instant = () => secondsFrom(-MOST_SECONDS, `a number of seconds from -${MOST_SECONDS} to ${MOST_SECONDS}`);

/** Seconds from 0 up. */
export const seconds = () => secondsFrom(0, `a number of seconds from 0 to ${MOST_SECONDS}`);

/** Seconds above 0: a microsecond at least, as time is counted in those. */
export const positiveSeconds = () => secondsFrom(1e-6, `a number of seconds from 0.000001 to ${MOST_SECONDS}`);

function secondsFrom(least: number, what: string) {
  const error = mustBe(what);
  return z.number({ error }).min(least, { error }).max(MOST_SECONDS, { error });
}

export function whole(least: number, most = Number.MAX_SAFE_INTEGER) {
  const error = mustBe(`a whole number from ${least} ${most === Number.MAX_SAFE_INTEGER ? "up" : `to ${most}`}`);
  return z.int({ error }).min(least, { error }).max(most, { error });
}

export const integer = () => z.int({ error: mustBe("a whole number") });

export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, { error: mustBe(`one of ${values.join(", ")}`) });
}

export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item, { error: mustBe("a list") });
}

/** A JSON object with any keys. */
export const json = () => z.record(z.string(), z.unknown(), { error: mustBe("an object") });

/** Whatever may stand in airflow.cfg. */
export const scalar = () =>
  z.union([z.string(), z.number(), z.boolean(), z.null()], { error: mustBe("a text, a number, true or false") });

/** A text, or a list of them. */
export const textOrTexts = () =>
  z.union([z.string(), z.array(z.string())], { error: mustBe("a text or a list of texts") });

export { mustBe };

/** `max_active_runs_per_dag` for `maxActiveRunsPerDag`. */
export function snake(camelCase: string): string {
  return camelCase.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `poke_interval` as `pokeInterval`. */
export function camel(snake: string): string {
  return snake.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
