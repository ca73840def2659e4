/**
 * Calls that an upgrade leaves as many as they were, with other parameters. What is expected is what Airflow's recorded calls
 * under both versions say, pair by pair.
 * @module
 */
import { checkScenarios, explainUpgrade, upgradePage, upgradeText } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import type { ApiCallEvent } from "../../src/observe/index.ts";
import { callsOf, otherParameters } from "../../src/report/upgrade/call-parameters.ts";
import { recordings } from "../conformance/recordings.js";
import type { Recording } from "../conformance/trace-file.js";

const PROVIDERS = { "2.7.2": "8.7.1", "2.10.5": "9.2.0", "2.11.0": "9.8.0" } as const;
type Airflow = keyof typeof PROVIDERS;

const versionsOf = (airflow: Airflow) => ({ airflow, amazonProvider: PROVIDERS[airflow] });

function upgradeOf({ scenario }: Recording, from: Airflow, to: Airflow) {
  const [checked] = checkScenarios(scenario, scenario.name);
  if (checked === undefined) throw new Error("Expected a scenario");
  return explainUpgrade(checked, { from: versionsOf(from), to: versionsOf(to) });
}

interface RecordedCall {
  readonly call: string;
  readonly actor: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Of two recorded lists of the same calls: how many differ in which parameter, and the first of them. */
function differingPairs(before: readonly RecordedCall[], after: readonly RecordedCall[]) {
  const found = new Map<string, { name: string; parameter: string; calls: number; from: unknown; to: unknown }>();
  for (const [i, { call, actor, params: is = {} }] of after.entries()) {
    const was = before[i]?.params ?? {};
    for (const parameter of new Set([...Object.keys(was), ...Object.keys(is)])) {
      if (was[parameter] === is[parameter]) continue;
      const name = `${call}, ${actor}`;
      const [from, to] = [was[parameter] ?? null, is[parameter] ?? null];
      const { calls } = found.get(`${name} ${parameter}`) ?? { calls: 0 };
      const first = found.get(`${name} ${parameter}`) ?? { from, to };
      found.set(`${name} ${parameter}`, { ...first, name, parameter, calls: calls + 1 });
    }
  }
  return [...found.values()];
}

const callsIn = ({ trace }: Recording) => trace.api_calls as readonly RecordedCall[];
const names = (calls: readonly RecordedCall[]) => calls.map(({ call, actor }) => `${call} ${actor}`).join();

describe("calls of the same name with other parameters", () => {
  test.each([
    ["templates", "2.7.2", "2.10.5", "datesAreWritten"],
    ["templates", "2.10.5", "2.7.2", "datesAreWritten"],
    ["aws", "2.10.5", "2.11.0", "jobLogsBeginAt"],
    ["aws", "2.11.0", "2.10.5", "jobLogsBeginAt"],
  ] as const)("are those that Airflow makes: %s, %s → %s, by %s", (group, from, to, rule) => {
    const [before, after] = [recordings(from, group), recordings(to, group)];
    const differing = [...after].filter(([name, recording]) => {
      const old = before.get(name);
      if (old === undefined || names(callsIn(old)) !== names(callsIn(recording))) return false;
      const told = upgradeOf(recording, from, to).differences.filter(({ aspect }) => aspect === "parameter");
      const expected = differingPairs(callsIn(old), callsIn(recording));
      const toldCalls = told.map(({ subject, calls, from: was, to: is }) => ({ ...subject, calls, from: was, to: is }));
      expect(new Set(toldCalls), name).toEqual(new Set(expected));
      expect(told.every(({ causes }) => JSON.stringify(causes) === JSON.stringify([[rule]]))).toBe(true);
      return expected.length > 0;
    });
    expect(differing.length).toBeGreaterThan(0);
  });

  test("have a line of their own in the text and on the page", () => {
    const recording = recordings("2.11.0", "aws").get("aws-job-verbose");
    if (recording === undefined) throw new Error("Expected it to be recorded");
    const upgrade = upgradeOf(recording, "2.10.5", "2.11.0");
    const logs = callsIn(recording).filter(({ call }) => call === "logs.FilterLogEvents");
    const cells = [
      "logs.FilterLogEvents, worker",
      `startTime of ${logs.length} calls`,
      `none → ${logs[0]?.params?.["startTime"]}`,
      "first of them",
    ];
    expect(upgradeText(upgrade)).toContain(`  ${cells.join("  ")}`);
    const page = upgradePage([upgrade]).replaceAll(/<td[^>]*>/g, "<td>");
    expect(page).toContain(`<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`);
  });

  const calls = (...ids: readonly string[]) =>
    callsOf(ids.map((id): ApiCallEvent => ({ kind: "apiCall", at: 0, by: "worker", call: "c", params: { id } })));

  test("are not those that there are only more of, fewer of, or in another order", () => {
    expect(otherParameters(calls("a", "b"), calls("a", "b", "c"))).toEqual([]);
    expect(otherParameters(calls("a", "b"), calls("a"))).toEqual([]);
    expect(otherParameters(calls("a", "b"), calls("b", "a", "a"))).toEqual([]);
    expect(otherParameters(calls("a"), calls())).toEqual([]);
    expect(otherParameters(calls(), calls("a"))).toEqual([]);
  });

  test("are as many as have a new value, and as miss their old one", () => {
    const first = { name: "c, worker", parameter: "id", from: "a", to: "c" };
    expect(otherParameters(calls("a", "a", "b"), calls("c", "c", "b"))).toEqual([{ ...first, calls: 2 }]);
    expect(otherParameters(calls("a", "b"), calls("c", "c", "b"))).toEqual([{ ...first, calls: 1 }]);
  });
});
