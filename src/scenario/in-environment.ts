/**
 * Scenarios in an environment that is not their own.
 * @module
 */
import { isObject } from "../options/index.ts";
import type { Scenario } from "./schema.ts";

/** An environment as a scenario file has it. */
export type ScenarioEnvironment = NonNullable<Scenario["environment"]>;

/** Keys of an executor that are the environment's to say. */
const OF_ENVIRONMENT = ["class", "workers", "broker", "worker_slots"];

/** Keys of an environment that go with its class: another class has its own. */
const OF_CLASS = ["class", "tasks_per_worker", "prices", "min_workers", "max_workers"];

/** Keys of an environment that a micro has one of. */
const OF_MORE = ["schedulers", "web_servers"];

/**
 * A scenario, checked or not, with another environment in place of its executor. Parameters of its own environment that go with no
 * class stay: the start-up of workers, say, or the factor of the region.
 */
export function inEnvironment<Given extends Readonly<Record<string, unknown>>>(
  scenario: Given,
  environment: ScenarioEnvironment,
): Given {
  const { executor, environment: own } = scenario as { readonly executor?: unknown; readonly environment?: unknown };
  const given = typeof environment === "string" ? { class: environment } : environment;
  const kept = without(own, given.class === "mw1.micro" ? [...OF_CLASS, ...OF_MORE] : OF_CLASS);
  const rest = without(executor, OF_ENVIRONMENT);
  return {
    ...scenario,
    ...(executor === undefined ? {} : { executor: rest }),
    environment: Object.keys(kept).length === 0 ? environment : { ...kept, ...given },
  };
}

/** Prices of some classes, as a scenario file has those of its own. */
export type PricesByClass = Readonly<Record<string, NonNullable<Exclude<ScenarioEnvironment, string>["prices"]>>>;

/** A scenario whose environment costs as a table says, but where it has prices of its own. */
export function withPrices<Given extends Readonly<Record<string, unknown>>>(
  scenario: Given,
  table: PricesByClass,
): Given {
  const { environment } = scenario as { readonly environment?: unknown };
  const given = isObject(environment) ? environment : { class: environment };
  const name = given["class"];
  const prices = typeof name === "string" && Object.hasOwn(table, name) ? table[name] : undefined;
  if (prices === undefined) return scenario;
  const own = isObject(given["prices"]) ? given["prices"] : {};
  return { ...scenario, environment: { ...given, prices: { ...prices, ...own } } };
}

function without(given: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isObject(given)) return {};
  return Object.fromEntries(Object.entries(given).filter(([key]) => !keys.includes(key)));
}
