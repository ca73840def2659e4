/**
 * The changes that another version of Airflow makes, and the rules that make them.
 * @module
 */
export type { Causes } from "./causes.ts";
export type { Aspect, Subject } from "./facts.ts";
export { type Difference, explainUpgrade, type Upgrade, type UpgradeOptions } from "./upgrade.ts";
export { upgradePage } from "./upgrade-page.ts";
export { MOST_LINES, upgradeText } from "./upgrade-text.ts";
