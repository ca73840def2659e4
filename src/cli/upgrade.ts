import { printableName } from "../options/index.ts";
import { explainUpgrade, inMode, snakeKeys, type Upgrade, upgradePage, upgradeText } from "../report/index.ts";
import {
  AIRFLOW_VERSIONS,
  AMAZON_PROVIDER_VERSIONS,
  knownVersionsOf,
  nearestAirflow,
  nearestAmazonProvider,
  ruleNamed,
  type Versions,
} from "../rules/index.ts";
import type { Scenario } from "../scenario/index.ts";
import type { ExitCode } from "./exit-code.ts";
import { reportFailures } from "./exit-code.ts";
import { allOrNothing, InputError } from "./input-error.ts";
import { parseLines, parseMode, refuseModes } from "./mode-options.ts";
import { refuseSharedFiles } from "./own-files.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { StatusLine } from "./status-line.ts";
import { say, sayLines, terminalWidth } from "./terminal.ts";
import { unknownVersions } from "./version-options.ts";
import { writeWhole } from "./whole-file.ts";

export interface UpgradeCommandOptions {
  readonly from: string;
  readonly to: string;
  /** Default those of the Airflows' days. */
  readonly fromProvider?: string;
  readonly toProvider?: string;
  /** The file that a page is written to. */
  readonly report?: string;
  /** The mode that every task is switched to that can wait so in the old version. */
  readonly mode?: string;
  /** The most lines of a reason: a number, or `all`. */
  readonly lines?: string;
  readonly json?: true;
}

/** `airlapse upgrade`: the scenarios of a file under two versions, and the rules that make the difference. */
export function upgradeCommand(file: string, options: UpgradeCommandOptions): ExitCode {
  checkVersions(options);
  const from = knownVersionsOf(options.from, options.fromProvider);
  const to = knownVersionsOf(options.to, options.toProvider);
  const [old, young, mostLines, mode] = allOrNothing(
    () => read(file, from),
    () => read(file, to),
    () => parseLines(options.lines),
    () => parseMode(options.mode),
  );
  if (mode !== undefined) refuseModes([...old, ...young], [mode], "--mode");
  const scenarios = mode === undefined ? young : old.map((scenario) => inMode(scenario, mode));
  if (options.report !== undefined) refuseSharedFiles([{ option: "--report", path: options.report }], [file]);
  const status = new StatusLine(process.stderr);
  const upgrades: Upgrade[] = [];
  const failures: [name: string, error: unknown][] = [];
  for (const scenario of scenarios) {
    const onProgress = (count: number) => status.show(() => `${printableName(scenario.name)}: simulation ${count}`);
    try {
      upgrades.push(explainUpgrade(scenario, { from, to, onProgress }));
    } catch (error) {
      failures.push([scenario.name, error]);
    }
  }
  status.clear();
  if (options.report !== undefined) writeWhole(options.report, upgradePage(upgrades));
  if (options.json === true) say(asJson(upgrades, scenarios.length === 1));
  else
    for (const [i, upgrade] of upgrades.entries())
      sayLines([...(i > 0 ? [""] : []), ...upgradeText(upgrade, mostLines, terminalWidth())]);
  return reportFailures(failures);
}

function checkVersions({ from, to, fromProvider, toProvider }: UpgradeCommandOptions): void {
  const wrong = [
    ...unknownVersions(
      [
        ["--from", from],
        ["--to", to],
      ],
      AIRFLOW_VERSIONS,
      nearestAirflow,
    ),
    ...unknownVersions(
      [
        ["--from-provider", fromProvider],
        ["--to-provider", toProvider],
      ],
      AMAZON_PROVIDER_VERSIONS,
      nearestAmazonProvider,
    ),
  ];
  if (wrong.length > 0) throw new InputError(wrong);
}

/** Reads a file for some versions. It refuses operators that those versions do not have, before anything runs. */
function read(file: string, { airflow, amazonProvider }: Versions): readonly Scenario[] {
  return readScenarioFiles([file], { airflow, amazon_provider: amazonProvider }).map(({ scenario }) => scenario);
}

/** For machines: one object for a file with one scenario, else a list. */
function asJson(upgrades: readonly Upgrade[], isOne: boolean): string {
  const told = upgrades.map(({ rules, ...upgrade }) => ({
    ...upgrade,
    rules: rules.map((name) => {
      const { why, sources, valueIn } = ruleNamed(name);
      return { name, why, sources, from: valueIn(upgrade.from), to: valueIn(upgrade.to) };
    }),
  }));
  return JSON.stringify(snakeKeys(isOne ? (told[0] ?? null) : told), null, 2);
}
