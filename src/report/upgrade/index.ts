/**
 * What another version of Airflow changes, and by which rule.
 * @module
 */
export type { Causes } from "./causes.ts";
export type { Aspect, Subject } from "./facts.ts";
export { type Difference, explainUpgrade, type Upgrade, type UpgradeOptions } from "./upgrade.ts";
export { upgradePage } from "./upgrade-page.ts";
export { upgradeText } from "./upgrade-text.ts";
