/**
 * Distributions in scenario files: where a number of seconds may stand, `{ "distribution": "lognormal", ... }` may too.
 * @module
 */
import { z } from "zod";
import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { DISTRIBUTION_NAMES, distributionProblems, type RandomSeconds } from "../random/index.ts";
import { isObject } from "./raw.ts";
import { shown } from "./schema-parts.ts";

const SECONDS = { type: "number", minimum: 0 } as const;
const parameters = (
  distribution: string,
  properties: Readonly<Record<string, unknown>>,
  optional: readonly string[] = [],
) => ({
  type: "object",
  properties: { distribution: { const: distribution }, ...properties },
  required: ["distribution", ...Object.keys(properties).filter((name) => !optional.includes(name))],
  additionalProperties: false,
});

/** The same for editors. */
const JSON_SCHEMA = {
  anyOf: [
    SECONDS,
    parameters("constant", { value: SECONDS }),
    parameters("uniform", { min: SECONDS, max: SECONDS }),
    parameters("exponential", { mean: { ...SECONDS, exclusiveMinimum: 0 } }),
    parameters("lognormal", { median: { ...SECONDS, exclusiveMinimum: 0 }, sigma: SECONDS }),
    parameters("empirical", { values: { type: "array", items: SECONDS, minItems: 1 } }),
    parameters("empirical", { csv: { type: "string" }, column: { type: "string" } }, ["column"]),
  ],
} as const;

const RANDOM_SECONDS = z
  .custom<RandomSeconds>()
  .superRefine((value: unknown, context) => {
    if (isSeconds(value)) return;
    if (!isObject(value)) {
      const other = typeof value === "number" ? "" : `, or a distribution (${DISTRIBUTION_NAMES.join(", ")})`;
      context.addIssue({
        code: "custom",
        message: `expected a number of seconds from 0 to ${MOST_SECONDS}${other}, got ${shown(value)}`,
      });
      return;
    }
    if ("csv" in value) return; // not read, and why was said
    for (const { path, message } of distributionProblems(value))
      context.addIssue({ code: "custom", message, path: path === "" ? [] : [path] });
  })
  .meta({ ...JSON_SCHEMA, id: "RandomSeconds", description: "Seconds, or how they are spread." });

/** Seconds from 0 up, or a distribution of them. */
export const randomSeconds = () => RANDOM_SECONDS;
