/**
 * The same operators over mocked clients of the SDK, in virtual time: what real Airflow did, call by call.
 * @module
 */
import { type Simulation, type Trace, traceDifferences } from "airlapse";
import { buildSimulation } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { simulationOptions } from "../../src/scenario/build.ts";
import { recordedScenarios } from "../conformance/recorded.ts";
import { mockedModel } from "./mocked-model.ts";

const scalarsOf = (input: object) =>
  Object.fromEntries(
    Object.entries(input).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value)),
  );

const callsOf = ({ api_calls }: Trace) => api_calls.map(({ call, params = {} }) => ({ call, params }));

const inOrder = (calls: readonly object[], isOpen: boolean) => {
  const lines = calls.map((call) => JSON.stringify(call));
  return isOpen ? lines.sort() : lines;
};

describe.each(["sample", "aws"])("recorded scenarios of group %s, over mocked clients", (group) => {
  test.each(recordedScenarios(group))("$name", async ({ scenario, trace }) => {
    const { cloud: model } = simulationOptions(scenario);
    if (model === undefined) throw new Error("Expected a cloud");
    let simulation: Simulation | undefined;
    const { cloud, sent } = await mockedModel(model, () => simulation as Simulation);
    simulation = buildSimulation(scenario, { cloud });
    const result = await simulation.runAsync();
    // by whom, when, in which order, with what: all calls are in the trace, beside every change of a state
    expect(traceDifferences(trace, result.trace(scenario.name))).toEqual([]);
    // and the clients were sent just these, in this order; only that of several triggers at one instant is left open by asyncio
    const open = result.usage().peakTriggers > 1;
    expect(
      inOrder(
        sent.map(({ call, input }) => ({ call, params: scalarsOf(input) })),
        open,
      ),
    ).toEqual(inOrder(callsOf(trace), open));
  });
});
