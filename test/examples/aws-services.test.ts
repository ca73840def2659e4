/**
 * The worked examples of AWS's services run in all modes, and deferral gives worker slots back.
 * @module
 */
import { readFileSync } from "node:fs";
import { compareModes, type Mode, parseScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

const EXAMPLES = [
  { name: "athena-ctas", runs: 1, deferrals: 2, hasSensors: true },
  { name: "batch-fan-out", runs: 1, deferrals: 10, hasSensors: false },
  { name: "emr-steps", runs: 2, deferrals: 8, hasSensors: true },
  { name: "step-functions", runs: 2, deferrals: 2, hasSensors: true },
];
const MODES = ["standard", "reschedule", "deferrable"] as const satisfies readonly Mode[];

function example(name: string) {
  const path = `examples/aws-services/${name}.json`;
  const [scenario] = parseScenarios(readFileSync(new URL(`../../${path}`, import.meta.url), "utf8"), path);
  if (scenario === undefined) throw new RangeError(`Expected a scenario in ${path}`);
  return scenario;
}

describe.each(EXAMPLES)("$name", ({ name, runs, deferrals, hasSensors }) => {
  const { modes } = compareModes(example(name), { modes: MODES });
  const [standard, reschedule, deferrable] = modes;

  test("succeeds in each mode", () => {
    expect(modes.map((mode) => mode.runs.success)).toEqual([runs, runs, runs]);
  });

  test("defers each task that can, and those alone", () => {
    expect(modes.map(({ usage }) => usage.deferrals)).toEqual([0, 0, deferrals]);
  });

  test("holds fewer worker-slot seconds rescheduled where it has sensors, and fewest deferred", () => {
    const [most = 0, fewer = 0, least = 0] = [standard, reschedule, deferrable].map((mode) => mode?.usage.slotSeconds);
    expect(fewer < most).toBe(hasSensors);
    expect(least).toBeLessThan(most);
    expect(least).toBeLessThanOrEqual(fewer);
  });
});
