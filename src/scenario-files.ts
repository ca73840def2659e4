/**
 * Scenario files, their comparison in several modes, and under two versions of Airflow, for programs.
 * @module
 */
export { type CheckedOptions, INVARIANTS, type Setting, settingOf } from "./invariants/index.ts";
export {
  type Aspect,
  type Causes,
  type Comparison,
  type ComparisonOptions,
  compareModes,
  comparisonTable,
  type Difference,
  explainUpgrade,
  inMode,
  MODES,
  type Mode,
  type ModeResult,
  modesOf,
  type Subject,
  type Upgrade,
  type UpgradeOptions,
  upgradePage,
  upgradeText,
} from "./report/index.ts";
export {
  buildSimulation,
  checkScenarios,
  parseScenarios,
  type Scenario,
  ScenarioError,
  scenarioJsonSchema,
} from "./scenario/index.ts";
