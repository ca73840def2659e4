/**
 * What trigger rules decide is what real Airflow decides, over all small cases: the tables in `trigger-rules`, one a version,
 * were recorded from its TriggerRuleDep by scripts/record-trigger-rules.py.
 * @module
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { UpstreamStates } from "../../src/database/index.ts";
import type { FinishedState, TriggerRule } from "../../src/definition/index.ts";
import { type Rules, rulesOf, versionsOf } from "../../src/rules/index.ts";
import { isTriggerRuleMet, markByTriggerRule } from "../../src/scheduler/trigger-rules.ts";

interface Recorded {
  readonly states: readonly (FinishedState | null)[];
  readonly map_indexes: readonly number[];
  readonly cases: number;
  /** For each rule and map index, two letters a case: whether it is met, and the state that it decides. */
  readonly rules: Readonly<Record<Exclude<TriggerRule, "always">, readonly string[]>>;
}

type Upstream = readonly [state: FinishedState | null, isSetup: boolean];

const VERSIONS = ["2.7.2", "2.10.5", "3.2.1", "3.3.2"] as const;

function readTable(airflow: string): Recorded {
  return JSON.parse(readFileSync(new URL(`trigger-rules/${airflow}.json`, import.meta.url), "utf8")) as Recorded;
}

const upstreams = readTable("2.7.2").states.flatMap((state): Upstream[] => [
  [state, false],
  [state, true],
]);
const cases = [1, 2, 3].flatMap((size) => multisets(upstreams, size));
const letters: Readonly<Record<string, string>> = { skipped: "s", upstream_failed: "u", removed: "r" };

/** All ways to take so many items, an item possibly again, in the order of Python's itertools. */
function multisets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, i) => multisets(items.slice(i), size - 1).map((rest) => [item, ...rest]));
}

function decide(rules: Rules, rule: TriggerRule, upstream: readonly Upstream[], mapIndex: number): string {
  const counts = new UpstreamStates();
  for (const [state, isSetup] of upstream) if (state !== null) counts.add(state, isSetup, 1);
  const totals = { upstream: upstream.length, setups: upstream.filter(([, isSetup]) => isSetup).length };
  const mark = markByTriggerRule(rule, counts, totals, mapIndex, rules);
  return `${isTriggerRuleMet(rule, counts, totals, mapIndex, rules) ? "M" : "w"}${mark === null ? "-" : letters[mark]}`;
}

describe.each(VERSIONS)("trigger rules decide as in real Airflow %s", (airflow) => {
  const recorded = readTable(airflow);
  const rules = rulesOf(versionsOf({ airflow }));

  test("over as many cases as were recorded", () => {
    expect(cases).toHaveLength(recorded.cases);
  });

  for (const [rule, answers] of Object.entries(recorded.rules)) {
    test.each(recorded.map_indexes.map((mapIndex, i) => [mapIndex, answers[i] ?? ""] as const))(
      `${rule}, map index %i`,
      (mapIndex, expected) => {
        const actual = cases.map((upstream) => decide(rules, rule as TriggerRule, upstream, mapIndex));
        const differing = cases.flatMap((upstream, i) => {
          const wanted = expected.slice(2 * i, 2 * i + 2);
          return actual[i] === wanted ? [] : [`${JSON.stringify(upstream)}: expected ${wanted}, got ${actual[i]}`];
        });
        expect(differing).toEqual([]);
      },
    );
  }

  test("always is met whatever its upstreams do, and decides nothing", () => {
    for (const upstream of cases) expect(decide(rules, "always", upstream, -1)).toBe("M-");
  });
});
