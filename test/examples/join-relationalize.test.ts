/**
 * The sample's pipeline, as a scenario file and in TypeScript: both do what real Airflow did with it in each mode.
 * @module
 */
import { readFileSync } from "node:fs";
import { traceDifferences } from "airlapse";
import { buildSimulation, compareModes, inMode, type Mode, parseScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { runSample, type Waiting } from "../../examples/join-relationalize/dag.ts";
import { decode } from "../conformance/trace-file.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const RECORDED = new Map(
  read("test/conformance/traces/sample.jsonl")
    .trim()
    .split("\n")
    .map(decode)
    .map(({ scenario, trace }) => [scenario.name, trace]),
);

function recorded(name: string) {
  const trace = RECORDED.get(name);
  if (trace === undefined) throw new RangeError(`Expected a recorded trace ${name}, there are ${[...RECORDED.keys()]}`);
  return trace;
}

function example(file: string) {
  const [scenario] = parseScenarios(read(`examples/join-relationalize/${file}`), file);
  if (scenario === undefined) throw new RangeError(`Expected a scenario in ${file}`);
  return scenario;
}

/** Those that Airflow 2.7.2 has. */
const RECORDED_MODES = ["standard", "reschedule", "deferrable"] as const satisfies readonly Mode[];

const WAITING: Readonly<Record<(typeof RECORDED_MODES)[number], Waiting>> = {
  standard: { mode: "poke" },
  reschedule: { mode: "reschedule" },
  deferrable: { deferrable: true },
};

describe.each(RECORDED_MODES)("the sample's pipeline, %s", (mode) => {
  test("does in TypeScript what real Airflow did", () => {
    expect(traceDifferences(recorded(`sample-${mode}`), runSample(WAITING[mode]).trace())).toEqual([]);
  });

  test("does as a scenario file, switched to the mode, what real Airflow did", () => {
    const trace = buildSimulation(inMode(example("scenario.json"), mode))
      .run()
      .trace();
    expect(traceDifferences(recorded(`sample-${mode}`), trace)).toEqual([]);
  });

  test("takes twelve times at once as long, and as many slots and calls, as in real Airflow", () => {
    const { modes } = compareModes(example("own-names.json"), { modes: [mode], runs: 12 });
    const real = recorded(`sample-12-runs-${mode}`);
    const usage = modes[0]?.usage;
    expect(usage?.makespan).toBe(Math.max(...real.dag_runs.map(({ end }) => end ?? Number.NaN)));
    expect(usage?.slotSeconds).toBeCloseTo(
      real.slots.reduce((sum, [at, delta]) => sum - at * delta, 0),
      3,
    );
    expect(usage?.apiCalls.reduce((sum, { count }) => sum + count, 0)).toBe(real.api_calls.length);
  });

  test("succeeds only once with the sample's fixed names, as in real Airflow", () => {
    const { modes } = compareModes(example("scenario.json"), { modes: [mode], runs: 3 });
    const real = recorded(`sample-fixed-names-${mode}`).dag_runs.map(({ state }) => state);
    expect(modes[0]?.runs).toEqual({ success: 1, failed: 2 });
    expect([...real].sort()).toEqual(["failed", "failed", "success"]);
  });
});
