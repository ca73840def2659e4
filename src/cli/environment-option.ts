import { invariant } from "../containers/index.ts";
import { ENVIRONMENT_CLASSES, type EnvironmentOptions } from "../mwaa/index.ts";
import { suggestion } from "../options/index.ts";
import type { Chosen, ScenarioEnvironment } from "../scenario/index.ts";
import { allOrNothing, InputError } from "./input-error.ts";
import { parsePrices } from "./price-file.ts";

/** The options of an environment in place of a scenario's. */
export interface EnvironmentOption {
  /** The class of an environment, and its workers. */
  readonly environment?: string;
  /** The file of prices. */
  readonly prices?: string;
}

/** Reads both options. */
export function environmentChoice({ environment, prices }: EnvironmentOption): Pick<Chosen, "environment" | "prices"> {
  const [place, table] = allOrNothing(
    () => parseEnvironment(environment),
    () => parsePrices(prices),
  );
  return { ...place, ...table };
}

/** Reads a class of environments, with its least and most workers behind a colon, as the options of an environment. */
export function environmentOptions(text: string): EnvironmentOptions {
  const { environment } = parseEnvironment(text);
  invariant(environment !== undefined, "Expected an environment where one is given");
  if (typeof environment === "string") return { class: environment };
  const { class: name, min_workers: minWorkers, max_workers: maxWorkers } = environment;
  return {
    class: name,
    ...(minWorkers === undefined ? {} : { minWorkers }),
    ...(maxWorkers === undefined ? {} : { maxWorkers }),
  };
}

/** Reads a class of environments, with its least and most workers behind a colon. */
function parseEnvironment(text: string | undefined): { readonly environment?: ScenarioEnvironment } {
  if (text === undefined) return {};
  const [, name, least, most = least] = /^([^:]*)(?::(\d+)(?:-(\d+))?)?$/.exec(text) ?? [];
  const known = ENVIRONMENT_CLASSES.find((one) => one === name);
  if (known === undefined)
    throw new InputError(
      `Expected --environment to be out of ${ENVIRONMENT_CLASSES.join(", ")}, with workers such as mw1.small:2-5, got "${text}"${suggestion(name, ENVIRONMENT_CLASSES)}`,
    );
  if (least === undefined) return { environment: known };
  return { environment: { class: known, min_workers: Number(least), max_workers: Number(most) } };
}
