/**
 * Distributions in scenario files: where a number of seconds may stand, `{ "distribution": "lognormal", ... }` may too.
 * @module
 */
import { z } from "zod";
import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { isObject } from "../options/index.ts";
import { DISTRIBUTION_NAMES, distributionProblems, type RandomSeconds } from "../random/index.ts";
import { shown } from "./schema-parts.ts";

const SECONDS = { type: "number", minimum: 0 } as const;
const parameters = (
  distribution: string,
  properties: Readonly<Record<string, unknown>>,
  optional: readonly string[] = [],
) => ({
  type: "object",
  properties: {
    distribution: { const: distribution, description: `Chooses ${distribution}, which has these keys.` },
    ...properties,
  },
  required: ["distribution", ...Object.keys(properties).filter((name) => !optional.includes(name))],
  additionalProperties: false,
});

/** The same for editors. */
const DISTRIBUTIONS = [
  parameters("constant", { value: { ...SECONDS, description: "Seconds, always." } }),
  parameters("uniform", {
    min: { ...SECONDS, description: "Least seconds." },
    max: { ...SECONDS, description: "Most seconds." },
  }),
  parameters("exponential", { mean: { ...SECONDS, exclusiveMinimum: 0, description: "Seconds on average." } }),
  parameters("lognormal", {
    median: { ...SECONDS, exclusiveMinimum: 0, description: "Seconds that half of them are below." },
    sigma: { ...SECONDS, description: "The standard deviation of the logarithm; 0.5 is a usual spread." },
  }),
  parameters("empirical", {
    values: { type: "array", items: SECONDS, minItems: 1, description: "Observed seconds, one of which is drawn." },
  }),
  parameters(
    "empirical",
    {
      csv: { type: "string", description: "A CSV file of observed seconds, beside the scenario." },
      column: { type: "string", description: "Its column. Default the only one." },
    },
    ["column"],
  ),
];

interface Kind {
  readonly id: string;
  readonly description: string;
  readonly least: number;
}

/** A schema of a name of its own, which the JSON Schema refers to. */
function schemaOf({ id, description, least }: Kind) {
  return z
    .custom<RandomSeconds>()
    .superRefine((value: unknown, context) => {
      if (isSeconds(value, least)) return;
      if (!isObject(value)) {
        const other = typeof value === "number" ? "" : `, or a distribution (${DISTRIBUTION_NAMES.join(", ")})`;
        const expected = `expected a number of seconds from ${least} to ${MOST_SECONDS}${other}`;
        context.addIssue({ code: "custom", message: `${expected}, got ${shown(value)}` });
        return;
      }
      if ("csv" in value) return; // not read, and why was said
      const isForOthers = "every" in value; // what recurs is another schema's, where it is taken
      for (const { path, message } of distributionProblems(value))
        context.addIssue({ code: "custom", message, path: path === "" ? [] : [path], continue: !isForOthers });
    })
    .meta({ anyOf: [{ type: "number", minimum: least }, ...DISTRIBUTIONS], id, description });
}

const RANDOM_SECONDS = schemaOf({
  id: "RandomSeconds",
  description: "Seconds, or how they are spread.",
  least: 0,
});

const RANDOM_INSTANT = schemaOf({
  id: "RandomInstant",
  description: "Seconds after the start, before it where they are negative, or how they are spread.",
  least: -MOST_SECONDS,
});

/** Seconds from 0 up, or a distribution of them. */
export const randomSeconds = () => RANDOM_SECONDS;

/** Seconds after the start, or a distribution of them. */
export const randomInstant = () => RANDOM_INSTANT;
