/**
 * Scenario files and their comparison in several modes, for programs.
 * @module
 */
export {
  type Comparison,
  type ComparisonOptions,
  compareModes,
  comparisonTable,
  inMode,
  MODES,
  type Mode,
  type ModeResult,
} from "./report/index.ts";
export {
  buildSimulation,
  checkScenarios,
  parseScenarios,
  type Scenario,
  ScenarioError,
  scenarioJsonSchema,
} from "./scenario/index.ts";
