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

/** Ids that are made up for a call: the recorder has no place for them, and the SDK makes its own. */
const isMadeUp = (name: string) => ["clientToken", "startedBy"].includes(name);

const scalarsOf = (input: object) =>
  Object.fromEntries(
    Object.entries(input).filter(
      ([name, value]) => !isMadeUp(name) && ["string", "number", "boolean"].includes(typeof value),
    ),
  );

const callsOf = ({ api_calls }: Trace) =>
  api_calls.map(({ call, params = {} }) => ({ call, params: scalarsOf(params) }));

const inOrder = (calls: readonly object[], isOpen: boolean) => {
  const lines = calls.map((call) => JSON.stringify(call));
  return isOpen ? lines.sort() : lines;
};

const GROUPS = (
  "sample aws aws-athena aws-batch aws-ec2 aws-ecs aws-emr aws-emr-serverless aws-glue-catalog aws-lambda aws-rds aws-redshift " +
  "aws-sagemaker aws-sqs aws-stepfunctions"
).split(" ");

describe.each(GROUPS)("recorded scenarios of group %s, over mocked clients", (group) => {
  // a mocked client answers at once; and no call to AWS itself shows a password, as the recorder's do
  const atOnce = recordedScenarios(group).filter(
    ({ name, scenario }) => (scenario.cloud?.latency ?? 0) === 0 && !name.startsWith("redshift-create-"),
  );
  test.each(atOnce)("$name", async ({ scenario, trace }) => {
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
