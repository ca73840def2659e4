/**
 * The sample's pipeline against a real server over HTTP, in real time: the same calls and states as in the model.
 * @module
 */
import { realClock, Simulation, type SimulationResult } from "airlapse";
import { AwsSdk } from "airlapse/aws";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { mockedModel } from "../aws/mocked-model.ts";
import { type MotoServer, startMoto } from "./moto-server.ts";
import {
  callsOf,
  ENVIRONMENT,
  LOOKS,
  modelFor,
  type PipelineMode,
  PUT_AT,
  pipeline,
  prepare,
  reached,
  statesOf,
} from "./pipeline.ts";
import { type AwsProxy, startProxy } from "./proxy.ts";

let moto: MotoServer;
let proxy: AwsProxy;

beforeAll(async () => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  moto = await startMoto();
  proxy = await startProxy(moto.url, { looks: LOOKS });
});

afterAll(async () => {
  await proxy?.stop();
  await moto?.stop();
  vi.unstubAllEnvs();
});

const SPEED = 30;

/** The role, the bucket, and three objects. */
const PREPARING_CALLS = 5;

/** Runs it against the server; the objects are put while the sensor waits. */
async function overHttp(name: string, mode: PipelineMode): Promise<{ result: SimulationResult; log: string[] }> {
  const put = await prepare(proxy.url, name);
  const log: string[] = [];
  const simulation = new Simulation({
    dags: [pipeline(name, mode)],
    cloud: new AwsSdk({ endpoint: proxy.url }),
    clock: realClock({ speed: SPEED }),
    executor: { workerSlots: 5 },
  });
  simulation.on("log", ({ message }) => log.push(message));
  const running = simulation.trigger(DAG_ID, { runId: "r" }).runAsync();
  await reached(simulation, PUT_AT, running);
  await put();
  return { result: await running, log };
}

const DAG_ID = "join-relationalize";

describe.each(["standard", "reschedule", "deferrable"] as const)("the sample's pipeline, %s", (mode) => {
  test("does the same in the model, over mocked clients and against a server", async () => {
    const name = `same-${mode}`;
    const options = { dags: [pipeline(name, mode)], executor: { workerSlots: 5 } };
    const model = new Simulation({ ...options, cloud: modelFor(name) }).trigger(DAG_ID, { runId: "r" }).run();
    let simulation: Simulation | undefined;
    const { cloud } = await mockedModel(modelFor(name), () => simulation as Simulation);
    simulation = new Simulation({ ...options, cloud }).trigger(DAG_ID, { runId: "r" });
    const mocked = await simulation.runAsync();
    const before = proxy.calls.length;
    const { result: real, log } = await overHttp(name, mode);

    expect(model.dagRun("r").state).toBe("success");
    expect(statesOf(mocked)).toEqual(statesOf(model));
    expect(statesOf(real)).toEqual(statesOf(model));
    expect(callsOf(mocked)).toEqual(callsOf(model));
    expect(callsOf(real)).toEqual(callsOf(model));
    expect(proxy.calls.length - before).toBe(callsOf(real).length + PREPARING_CALLS); // over HTTP, each once

    const all = JSON.stringify([log, real.trace()]);
    expect(all).not.toContain(ENVIRONMENT.AWS_SECRET_ACCESS_KEY);
    expect(all).not.toContain("not-to-be-seen");
  });
});
