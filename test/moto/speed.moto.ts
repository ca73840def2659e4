/**
 * How long real time takes. This is the only test that looks at a clock: its bound is that of the promise, 5 %.
 * @module
 */
import { readFileSync } from "node:fs";
import { realClock } from "airlapse";
import { buildSimulation, inMode, MODES, parseScenarios } from "airlapse/scenario";
import { expect, test } from "vitest";

const SPEED = 60;

test.each(MODES)(
  "the sample's pipeline in real time, %s, has the virtual history in a sixtieth of its time",
  async (mode) => {
    const text = readFileSync(new URL("../../examples/join-relationalize/scenario.json", import.meta.url), "utf8");
    const [sample] = parseScenarios(text, "scenario.json");
    if (sample === undefined) throw new Error("Expected a scenario");
    const scenario = inMode(sample, mode);
    const virtual = buildSimulation(scenario).run();
    const begun = performance.now();
    const real = await buildSimulation(scenario, { clock: realClock({ speed: SPEED }) }).runAsync();
    const seconds = (performance.now() - begun) / 1000;
    console.log(`${mode}: ${seconds.toFixed(3)} s for ${virtual.endedAt / 1e6} s`);
    expect(real.trace()).toEqual(virtual.trace());
    expect(Math.abs(seconds / (virtual.endedAt / 1e6 / SPEED) - 1)).toBeLessThan(0.05);
  },
);
