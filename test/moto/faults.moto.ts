/**
 * What goes wrong on the way to AWS: a task ends as the provider's does, and nothing hangs.
 * @module
 */
import { DAG, realClock, Simulation, type SimulationResult } from "airlapse";
import { AwsSdk, type AwsSdkOptions } from "airlapse/aws";
import type { Steps } from "airlapse/kernel";
import { PythonOperator } from "airlapse/operators";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type MotoServer, startMoto } from "./moto-server.ts";
import { ENVIRONMENT, type PipelineMode, PUT_AT, pipeline, prepare, reached } from "./pipeline.ts";
import { type AwsProxy, type Fault, startProxy } from "./proxy.ts";

let moto: MotoServer;
let proxy: AwsProxy | undefined;

beforeAll(async () => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  moto = await startMoto();
});

afterEach(async () => {
  await proxy?.stop();
  proxy = undefined;
});

afterAll(async () => {
  await moto?.stop();
  vi.unstubAllEnvs();
});

let count = 0;

/** Runs the sample's pipeline past a fault. It ends by itself within a day of its time; what hangs would be seen by that. */
async function runPast(mode: PipelineMode, fault: Fault, options: AwsSdkOptions = {}): Promise<SimulationResult> {
  count += 1;
  const name = `fault-${count}`;
  const put = await prepare(moto.url, name);
  proxy = await startProxy(moto.url, { looks: 3, faults: [fault] });
  const simulation = new Simulation({
    dags: [pipeline(name, mode)],
    cloud: new AwsSdk({ endpoint: proxy.url, maxAttempts: 1, ...options }),
    clock: realClock({ speed: 60 }),
    until: 1800,
  });
  const running = simulation.trigger("join-relationalize", { runId: "r" }).runAsync();
  await reached(simulation, PUT_AT, running);
  await put();
  const result = await running;
  expect(result.endedAt / 1e6).toBeLessThan(1800);
  return result;
}

/** A DAG whose task only sleeps, for 100 seconds. */
function pipelineThatWaits(): DAG {
  const dag = new DAG("waits");
  new PythonOperator({
    dag,
    taskId: "sleep",
    *pythonCallable(context): Steps<void> {
      yield context.sleep(100);
    },
  });
  return dag;
}

const errorsOf = ({ errors }: SimulationResult) => errors.map(({ taskId, type, message }) => [taskId, type, message]);

describe("a 500 in the answer", () => {
  const failed = "An error occurred (500) when calling the HeadObject operation";

  test.each(["standard", "deferrable"] as const)("is tried again as botocore does, %s", async (mode) => {
    const fault = { call: "s3.HeadObject", kind: "error", after: 1, times: 2 } as const;
    const result = await runPast(mode, fault, { maxAttempts: 5 });
    expect(errorsOf(result)).toEqual([]);
    expect(result.dagRun("r").state).toBe("success");
    const asked = result.apiCalls.filter(({ call }) => call === "s3.HeadObject").length;
    expect(proxy?.calls.filter((call) => call === "s3.HeadObject")).toHaveLength(asked + 2); // a call is recorded once
  });

  test("ends the wait of a worker when it stays", async () => {
    const result = await runPast("standard", { call: "s3.HeadObject", kind: "error", after: 1 }, { maxAttempts: 2 });
    const message = `${failed} (reached max retries: 1): Internal Server Error`;
    expect(errorsOf(result)).toEqual([["WaitForSourceData", "ClientError", message]]);
  });

  test("ends the wait of a trigger when it stays", async () => {
    const result = await runPast("deferrable", { call: "s3.HeadObject", kind: "error", after: 1 });
    const message = `${failed}: Internal Server Error`;
    expect(errorsOf(result)).toEqual([["WaitForSourceData", "AirflowException", message]]);
  });
});

describe("a throttled call", () => {
  test("ends a worker's wait for the crawler", async () => {
    const result = await runPast("standard", { call: "glue.GetCrawler", kind: "throttle", after: 2 });
    expect(errorsOf(result)).toEqual([
      [
        "CrawlSourceData",
        "WaiterError",
        "Waiter crawler_ready failed: An error occurred (ThrottlingException): Rate exceeded",
      ],
    ]);
  });

  test("is waited through by the crawler's trigger, to which it looks like not ready", async () => {
    const result = await runPast("deferrable", { call: "glue.GetCrawler", kind: "throttle", after: 2, times: 2 });
    expect(result.dagRun("r").state).toBe("success");
    expect(result.apiCalls.filter(({ by, call }) => by === "triggerer" && call === "glue.GetCrawler")).toHaveLength(6);
  });

  test("fails the trigger that waits for a job run", async () => {
    const result = await runPast("deferrable", { call: "glue.GetJobRun", kind: "throttle", after: 2 });
    expect(errorsOf(result)).toEqual([["ProcessSourceData", "TaskDeferralError", "Trigger failure"]]);
  });
});

describe("a dropped connection", () => {
  const closed = /^Connection was closed before we received a valid response from endpoint URL: "http:\/\/127/;

  test("is tried again", async () => {
    const fault = { call: "glue.GetJobRun", kind: "drop", times: 1 } as const;
    expect((await runPast("standard", fault, { maxAttempts: 3 })).dagRun("r").state).toBe("success");
  });

  test("ends the wait of a worker when it stays", async () => {
    const result = await runPast("standard", { call: "s3.HeadObject", kind: "drop", after: 1 });
    expect(errorsOf(result)).toEqual([["WaitForSourceData", "ConnectionClosedError", expect.stringMatching(closed)]]);
  });

  test("ends the wait of a trigger when it stays", async () => {
    const result = await runPast("deferrable", { call: "s3.HeadObject", kind: "drop", after: 1 });
    expect(errorsOf(result)).toEqual([["WaitForSourceData", "AirflowException", expect.stringMatching(closed)]]);
  });
});

describe("an answer that does not come", () => {
  const hang = { call: "glue.GetJobRun", kind: "hang", after: 1 } as const;

  test("ends the wait after the timeout", async () => {
    const result = await runPast("standard", hang, { timeout: 0.5 });
    expect(errorsOf(result)).toEqual([
      ["ProcessSourceData", "ReadTimeoutError", expect.stringMatching(/^Read timeout on endpoint URL: "http/)],
    ]);
  });

  test("is left where the task is marked: the call is aborted, and others have gone on meanwhile", async () => {
    count += 1;
    const name = `fault-${count}`;
    const put = await prepare(moto.url, name);
    await put();
    proxy = await startProxy(moto.url, { looks: 3, faults: [hang] });
    const dag = pipeline(name, "standard");
    const simulation = new Simulation({
      dags: [dag, pipelineThatWaits()],
      cloud: new AwsSdk({ endpoint: proxy.url }),
      clock: realClock({ speed: 60 }),
      until: 120,
    });
    simulation.trigger("join-relationalize", { runId: "r" }).trigger("waits", { runId: "r" });
    const result = await simulation
      .mark("failed", { at: 60, dagId: "join-relationalize", runId: "r", taskId: "ProcessSourceData" })
      .runAsync();
    expect(proxy.left()).toBe(1);
    expect(result.taskInstance("r", "ProcessSourceData").state).toBe("failed");
    expect(result.taskInstance("r", "sleep").state).toBe("success");
    expect(result.taskInstance("r", "sleep").endDate).toBeLessThan(102e6);
  });
});
