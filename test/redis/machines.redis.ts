/**
 * Experiments on a real Redis, with workers that are processes of their own: what is lost, what is made twice, what is refused.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bullmq, Experiment, TrialError } from "airlapse/experiment";
import { Queue } from "bullmq";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type RedisServer, startRedis } from "./redis-server.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-machines-"));
const COMMAND = fileURLToPath(new URL("../../bin/airlapse.js", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const MODULE = new URL("squares.js", import.meta.url);
const OTHER = new URL("other.js", import.meta.url);

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis.stop();
  rmSync(FOLDER, { recursive: true, force: true });
});

interface WorkerProcess {
  readonly process: ChildProcess;
  readonly said: () => string;
}

const workers: ChildProcess[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) {
    if (worker.exitCode !== null || worker.signalCode !== null) continue;
    const ended = once(worker, "exit");
    worker.kill("SIGTERM");
    await ended;
  }
});

function startWorker(queue: string, module: URL | null = MODULE, log?: string, shared?: string): WorkerProcess {
  const which = [
    ...(module === null ? [] : ["--module", fileURLToPath(module)]),
    ...(shared === undefined ? [] : ["--shared", shared]),
  ];
  const args = [COMMAND, "worker", "--redis", redis.url, "--queue", queue, "--concurrency", "1", ...which];
  const env = log === undefined ? process.env : { ...process.env, AIRLAPSE_TEST_LOG: log };
  const worker = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  worker.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  workers.push(worker);
  return { process: worker, said: () => said };
}

let files = 0;
function newFile(): string {
  files += 1;
  return join(FOLDER, `${files}`);
}

/** Trials of some milliseconds each: `sides` of them. */
function squares(sides: number, rest = 0) {
  return new Experiment({
    name: "squares",
    parameters: { side: { from: 1, to: sides, step: 1 }, rest: [rest] },
    seed: 4,
    input: { height: 3 },
    measure: MODULE,
  });
}

async function bytesOfOneMachine(sides: number, rest = 0): Promise<string> {
  const resultsFile = newFile();
  await squares(sides, rest).run({ resultsFile, workers: 2 });
  return readFileSync(resultsFile, "utf8");
}

const engine = (queue: string, options: { readonly attempts?: number; readonly inFlight?: number } = {}) =>
  bullmq({ connection: redis.url, queue, ...options });

async function jobsOf(queue: string): Promise<Readonly<Record<string, number>>> {
  const jobs = new Queue(queue, { connection: { url: redis.url } });
  const counts = await jobs.getJobCounts("wait", "active", "delayed");
  await jobs.close();
  return counts;
}

describe("an experiment on two worker processes", () => {
  test("has the same bytes as on one machine, each trial made once", async () => {
    const log = newFile();
    for (let i = 0; i < 2; i += 1) startWorker("equal", MODULE, log);
    const resultsFile = newFile();
    await squares(500).run({ on: engine("equal"), resultsFile });
    expect(readFileSync(resultsFile, "utf8")).toBe(await bytesOfOneMachine(500));
    const made = readFileSync(log, "utf8").trim().split("\n");
    expect(made.length).toBe(500);
    expect(new Set(made).size).toBe(500);
  });

  test("never has more jobs on Redis than are to be in flight", async () => {
    const done = squares(40, 20).run({ on: engine("pressure", { inFlight: 4 }) });
    await sleep(300);
    const { wait = 0, active = 0 } = await jobsOf("pressure");
    expect(wait + active).toBe(4);
    startWorker("pressure");
    expect((await done).trials.length).toBe(40);
  });

  test("loses nothing where one of them is killed in the middle of a trial", async () => {
    const doomed = startWorker("killed");
    const resultsFile = newFile();
    const onProgress = (ended: number) => {
      if (ended === 5) {
        doomed.process.kill("SIGKILL");
        startWorker("killed");
      }
    };
    await squares(60, 30).run({ on: engine("killed"), resultsFile, onProgress });
    expect(readFileSync(resultsFile, "utf8")).toBe(await bytesOfOneMachine(60, 30));
  });

  test("makes the trials that shared a job with one that has killed its worker", async () => {
    const [trap, log] = [newFile(), newFile()];
    writeFileSync(trap, "");
    const parameters = { side: { from: 1, to: 120, step: 1 } };
    const experiment = new Experiment({ name: "deadly", parameters, input: { trap }, measure: MODULE });
    const first = startWorker("deadly", MODULE, log);
    const done = experiment.run({ on: engine("deadly", { inFlight: 64 }) });
    await once(first.process, "exit");
    startWorker("deadly", MODULE, log);
    expect((await done).trials.map(({ figures }) => figures["area"])).toEqual(
      Array.from({ length: 120 }, (_, i) => (i + 1) ** 2),
    );
    const made = readFileSync(log, "utf8").trim().split("\n");
    expect(new Set(made).size).toBe(120);
    expect(made.filter((trial) => trial === "99").length).toBe(2);
  });

  test("waits for a Redis that restarts, and goes on", async () => {
    startWorker("restart");
    const resultsFile = newFile();
    let restarted: Promise<void> | undefined;
    const onProgress = (ended: number) => {
      if (ended === 10) restarted = redis.restart(500);
    };
    await squares(60, 30).run({ on: engine("restart"), resultsFile, onProgress });
    await restarted;
    expect(restarted).toBeDefined();
    expect(readFileSync(resultsFile, "utf8")).toBe(await bytesOfOneMachine(60, 30));
  });

  test("takes its trials back where it is cancelled, and goes on from its file", async () => {
    startWorker("cancelled");
    const resultsFile = newFile();
    const stop = new AbortController();
    const onProgress = (ended: number) => {
      if (ended === 10) stop.abort(new Error("enough for now"));
    };
    const first = squares(60, 10).run({ on: engine("cancelled"), resultsFile, signal: stop.signal, onProgress });
    await expect(first).rejects.toThrow("enough for now");
    await expect.poll(() => jobsOf("cancelled")).toEqual({ wait: 0, active: 0, delayed: 0 });
    const counts: number[] = [];
    await squares(60, 10).run({ on: engine("cancelled"), resultsFile, onProgress: (ended) => counts.push(ended) });
    expect(counts[0]).toBeGreaterThanOrEqual(10);
    expect(counts).toEqual(Array.from(counts, (_, i) => (counts[0] ?? 0) + i));
    expect(readFileSync(resultsFile, "utf8")).toBe(await bytesOfOneMachine(60, 10));
  });
});

describe("two experiments", () => {
  test("share a queue without seeing each other", async () => {
    startWorker("shared");
    const experiments = [squares(40), squares(25, 1)].map(async (experiment) => {
      const resultsFile = newFile();
      await experiment.run({ on: engine("shared"), resultsFile });
      return readFileSync(resultsFile, "utf8");
    });
    expect(await Promise.all(experiments)).toEqual([await bytesOfOneMachine(40), await bytesOfOneMachine(25, 1)]);
  });
});

describe("a trial that always fails", () => {
  test("is tried as often as said, and named with its parameters and its error", async () => {
    const log = newFile();
    startWorker("failing", MODULE, log);
    const experiment = new Experiment({ name: "f", parameters: { side: ["fails"] }, measure: MODULE });
    const failure = await experiment.run({ on: engine("failing", { attempts: 3 }) }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TrialError);
    expect(String(failure)).toBe(
      'TrialError: Trial 0 with {"side":"fails"} and seed 2830833170126473 failed: sides are numbers'.replace(
        /seed \d+/,
        `seed ${experiment.trials[0]?.seed}`,
      ),
    );
    expect(readFileSync(log, "utf8")).toBe("0\n0\n0\n");
  });
});

describe("figures that are too large for Redis", () => {
  const large = () =>
    new Experiment({ name: "large", parameters: { side: [1, 2, 3, 4] }, input: { figures: 20_000 }, measure: MODULE });

  test("go through the shared folder, which is empty afterwards", async () => {
    const folder = mkdtempSync(join(FOLDER, "shared-"));
    startWorker("large", MODULE, undefined, folder);
    const [here, there] = [newFile(), newFile()];
    await large().run({ on: bullmq({ connection: redis.url, queue: "large", shared: folder }), resultsFile: there });
    await large().run({ resultsFile: here, workers: 1 });
    expect(readFileSync(there, "utf8")).toBe(readFileSync(here, "utf8"));
    expect(readdirSync(folder)).toEqual([]);
  });

  test("are refused in words where the worker, or the experiment, has no shared place", async () => {
    startWorker("small");
    await expect(large().run({ on: engine("small") })).rejects.toThrow(
      /more than the 65536 that go through Redis: give its worker and the experiment a shared place/,
    );
    startWorker("one-sided", MODULE, undefined, mkdtempSync(join(FOLDER, "shared-")));
    await expect(large().run({ on: engine("one-sided") })).rejects.toThrow(
      "its figures are in the workers' shared place: name the same one here",
    );
  });
});

describe("a Redis that cannot be used", () => {
  const SWEEP = ["sweep", "examples/join-relationalize/scenario.json", "--vary", "seed=1..3", "--on"];

  /** Runs the command, and ends it by a signal once it says that it waits. */
  async function command(...args: readonly string[]): Promise<{ status: number | null; said: string }> {
    const ran = spawn(process.execPath, [COMMAND, ...args], { cwd: ROOT, stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    ran.stderr.on("data", (chunk) => {
      said += String(chunk);
      if (String(chunk).includes("waiting: ")) ran.kill("SIGTERM");
    });
    const [status] = await once(ran, "exit");
    return { status, said };
  }

  test.each([
    ["a sweep", SWEEP],
    ["a worker", ["worker", "--redis"]],
  ])("%s names a refused password at once, and does not show it", async (_, args) => {
    const guarded = await startRedis("secret");
    try {
      const { status, said } = await command(...args, guarded.url.replace("//", "//:wrong@"));
      expect(status).toBe(2);
      expect(said).toMatch(/redis:\/\/\*\*\*@.*: Redis refuses the connection: WRONGPASS/);
      expect(said).not.toContain("wrong@");
    } finally {
      await guarded.stop();
    }
  });

  test.each([
    ["a sweep", SWEEP, 143],
    ["a worker", ["worker", "--redis"], 0],
  ])("%s says that it waits for a server that is not there, and ends by a signal", async (_, args, expected) => {
    const gone = await startRedis();
    await gone.stop();
    const { status, said } = await command(...args, gone.url);
    expect(said).toContain("waiting: Redis does not answer yet");
    expect(status).toBe(expected);
  });
});

describe("what is refused", () => {
  test("a worker with another module ends in words, and the right one makes its trials", async () => {
    const wrong = startWorker("wrong", OTHER);
    const done = squares(10).run({ on: engine("wrong") });
    const [code] = await once(wrong.process, "exit");
    expect(code).toBe(2);
    expect(wrong.said()).toMatch(/This worker runs \S+, the experiment asks for \S+.*same version and module/);
    startWorker("wrong");
    expect((await done).trials.map(({ figures }) => figures["area"])).toEqual([1, 4, 9, 16, 25, 36, 49, 64, 81, 100]);
  });

  test.each([
    ["no object", 5],
    ["another module's path", { module: "file:///etc/passwd" }],
    [
      "a key too many",
      { code: "x", input: null, trials: [{ trial: 0, point: 0, repetition: 0, seed: 0, parameters: {} }], run: "rm" },
    ],
    [
      "parameters that are objects",
      { code: "x", input: null, trials: [{ trial: 0, point: 0, repetition: 0, seed: 0, parameters: { a: {} } }] },
    ],
    [
      "a number that is none",
      { code: "x", input: null, trials: [{ trial: "0", point: 0, repetition: 0, seed: 0, parameters: {} }] },
    ],
  ])("a job whose data is %s fails at once, and the worker goes on", async (_, data) => {
    startWorker("hostile");
    const jobs = new Queue("hostile", { connection: { url: redis.url } });
    const job = await jobs.add("trial", data, { attempts: 3 });
    await expect.poll(() => job.getState(), { timeout: 20_000 }).toBe("failed");
    const failed = await jobs.getJob(job.id ?? "");
    expect(failed?.failedReason).toMatch(/^expected a (?:job|trial)/);
    expect(failed?.attemptsMade).toBe(1);
    await jobs.close();
    expect((await squares(3).run({ on: engine("hostile") })).trials.length).toBe(3);
  });

  test("a function cannot be sent to an engine, and an address has to be Redis's", async () => {
    const here = new Experiment({ name: "f", parameters: { side: [1] }, measure: () => ({}) });
    await expect(here.run({ on: engine("f") })).rejects.toThrow("expected the URL of a module");
    expect(() => bullmq({ connection: "http://user:secret@host" })).toThrow(
      "Expected an address like redis://localhost:6379, got `http://***@host`",
    );
  });
});
