import { ENVIRONMENT_CLASSES, type EnvironmentClass, environmentProblems, isEnvironmentClass } from "../mwaa/index.ts";
import { isObject, suggestion } from "../options/index.ts";
import { camel, type PricesByClass, ScenarioError, snake } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";
import { readText } from "./read-file.ts";
import { scenarioValue } from "./scenario-text.ts";

/** Reads a table of prices: dollars an hour by class, in place of those that are built in. */
export function parsePrices(file: string | undefined): { readonly prices?: PricesByClass } {
  if (file === undefined) return {};
  const { classes } = tableOf(file);
  if (!isObject(classes)) throw new InputError(`${file}: classes: expected an object of prices by class`);
  const problems = Object.entries(classes).flatMap(([name, prices]) =>
    isEnvironmentClass(name)
      ? priceProblems(name, prices).map((problem) => `${file}: classes.${name}${problem}`)
      : [
          `${file}: classes: expected ${ENVIRONMENT_CLASSES.join(", ")}, got "${name}"${suggestion(name, ENVIRONMENT_CLASSES)}`,
        ],
  );
  if (problems.length > 0) throw new InputError(problems);
  return { prices: classes as PricesByClass };
}

function tableOf(file: string): Readonly<Record<string, unknown>> {
  try {
    const value = scenarioValue(readText(file), file);
    return isObject(value) ? value : {};
  } catch (error) {
    if (error instanceof ScenarioError) throw new InputError(error.message.split("\n"));
    throw error;
  }
}

function priceProblems(name: EnvironmentClass, given: unknown): string[] {
  const prices = isObject(given)
    ? Object.fromEntries(Object.entries(given).map(([key, value]) => [camel(key), value]))
    : given;
  return environmentProblems({ class: name, prices }).map(
    ({ path, message }) => `${snake(path.replace(/^environment\.prices/, ""))}: ${message}`,
  );
}
