/**
 * The kinds of questions that people ask of their Airflow, each with the smallest scenario of it.
 * @module
 */
import { readFileSync } from "node:fs";
import type { CauseCode } from "airlapse";
import { parseScenarios, type Scenario } from "airlapse/scenario";

/** A question as the command takes it, and the causes that its answer has to name. */
export interface Kind {
  readonly task?: string;
  readonly run?: string;
  readonly at?: string;
  readonly codes: readonly CauseCode[];
  /** Words that the answer has, and that it has not. */
  readonly says?: readonly string[];
  readonly unsaid?: readonly string[];
  readonly scenario: Scenario;
}

const FILE = new URL("kinds.json", import.meta.url);

export const KINDS: readonly Kind[] = (JSON.parse(readFileSync(FILE, "utf8")) as Kind[]).map((kind) => {
  const [scenario] = parseScenarios(JSON.stringify(kind.scenario), "kinds.json");
  if (scenario === undefined) throw new Error("Expected a scenario, got none");
  return { ...kind, scenario };
});
