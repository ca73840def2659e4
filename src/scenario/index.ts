/**
 * Scenario files: their schema, their checks, and the simulations that they describe.
 * @module
 */
export { type ArrivedRun, withArrivals } from "./arrivals.ts";
export { buildSimulation, DEFAULT_START, simulationOptions } from "./build.ts";
export { inEnvironment, type PricesByClass, type ScenarioEnvironment, withPrices } from "./in-environment.ts";
export { readJson } from "./json-text.ts";
export { type Chosen, checkScenarios, parseScenarios, ScenarioError } from "./load.ts";
export { OPERATORS } from "./operators-by-name.ts";
export { Scenario, type ScenarioTask, scenarioJsonSchema } from "./schema.ts";
export { camel, snake } from "./schema-parts.ts";
