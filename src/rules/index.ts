/**
 * The rules in which versions differ, the versions themselves, and the configuration.
 * @module
 */
export { checkConfig, checkGoneOptions, checkNewOptions } from "./check-config.ts";
export { type AirflowConfig, airflowConfig, DEFAULT_CONFIG, type PartialConfig } from "./config.ts";
export { nearestAirflow, nearestAmazonProvider } from "./near-versions.ts";
export { type RuleName, type Rules, ruleNamed, rulesOf } from "./rules.ts";
export {
  AIRFLOW_VERSIONS,
  type AirflowVersion,
  AMAZON_PROVIDER_VERSIONS,
  type AmazonProviderVersion,
  ASSETS,
  CONCAT,
  DEFAULT_AIRFLOW,
  END_FROM_TRIGGER,
  type Gone,
  type GoneArguments,
  goneIn,
  knownVersionsOf,
  lacksWorkers,
  type NewArguments,
  PARTITIONS,
  RUN_AFTER,
  type Since,
  SLA_GONE,
  START_FROM_TRIGGER,
  tooOld,
  type Versions,
  versionsOf,
} from "./versions.ts";
