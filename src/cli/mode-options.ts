import { lacksMode, MODES, MOST_DAGS, MOST_LINES, type Mode } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { InputError, parseCount, parseNames } from "./input-error.ts";

/** Reads the names of modes, with commas between them. */
export function parseModes(text: string, option = "--modes"): readonly Mode[] {
  return parseNames(option, text, MODES);
}

/** Refuses modes that scenarios cannot be run in. */
export function refuseModes(scenarios: readonly Scenario[], modes: readonly Mode[], option = "--modes"): void {
  const wrong = scenarios.flatMap((scenario) =>
    modes.flatMap((mode) => {
      const reason = lacksMode(scenario, mode);
      return reason === undefined ? [] : [`${scenario.name}: ${option} ${mode}: ${reason}`];
    }),
  );
  if (wrong.length > 0) throw new InputError(wrong);
}

/** Reads one mode. Undefined leaves tasks as the scenario has them. */
export function parseMode(text: string | undefined): Mode | undefined {
  if (text === undefined) return undefined;
  const [mode, ...others] = parseModes(text, "--mode");
  if (others.length > 0) throw new InputError(`Expected one mode for --mode, got "${text}"`);
  return mode;
}

/** Reads the number of DAGs to print, or `all`. */
export function parseDags(text: string | undefined): number {
  return parseMost("--dags", text, MOST_DAGS);
}

/** Reads the number of lines to print for each reason of an upgrade, or `all`. */
export function parseLines(text: string | undefined): number {
  return parseMost("--lines", text, MOST_LINES);
}

function parseMost(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  return text === "all" ? Number.POSITIVE_INFINITY : parseCount(option, text);
}
