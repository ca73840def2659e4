/**
 * What waiting for S3 costs in real time, over HTTP by the AWS SDK: `npm run bench:waits`. A thousand deferred waits, none,
 * and a thousand that hold their worker slots, each in a process of its own.
 * @module
 */
import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { AwsSdk } from "../dist/aws/index.js";
import { DAG, realClock, Simulation } from "../dist/index.js";
import { S3KeySensor } from "../dist/operators/amazon/index.js";

const WAITS = 1000;
const SLOTS = 5;
const SPEED = 20;
/** When the objects come, and when memory is looked at, in seconds of the simulation. */
const PUT_AT = 150;
const MEASURED_AT = [100, 110, 120];

/** @param {number} count @param {boolean} deferrable */
function waits(count, deferrable) {
  const dag = new DAG("waits", { maxActiveTasks: WAITS });
  for (let i = 0; i < count; i += 1)
    new S3KeySensor({ dag, taskId: `wait-${i}`, bucketName: "b", bucketKey: `key-${i}`, deferrable });
  return dag;
}

/** @param {number} count @param {"deferrable" | "standard"} mode */
async function measure(count, mode) {
  const server = fork(fileURLToPath(new URL("s3-stand-in.js", import.meta.url)));
  const [{ port }] = /** @type {[{ port: number }]} */ (await once(server, "message"));
  // the one wait more, which is over soon, is for the SDK to be loaded and used also where there are none
  const first = new DAG("first");
  new S3KeySensor({ dag: first, taskId: "first", bucketName: "b", bucketKey: "k", timeout: 0, pokeInterval: 1 });
  const simulation = new Simulation({
    dags: [first, waits(count, mode === "deferrable")],
    cloud: new AwsSdk({ endpoint: `http://127.0.0.1:${port}`, region: "us-east-1" }),
    clock: realClock({ speed: SPEED }),
    config: { core: { parallelism: 0 }, scheduler: { maxTisPerQuery: 0 } },
    pools: { default_pool: { slots: WAITS } },
    executor: { workerSlots: SLOTS },
    until: 3600,
  });
  let [slots, deferred, triggers] = [0, 0, 0];
  simulation.on("slot", ({ delta }) => (slots += delta));
  simulation.on(
    "taskInstance",
    ({ from, state }) => (deferred += Number(state === "deferred") - Number(from === "deferred")),
  );
  simulation.on("trigger", ({ event }) => (triggers += Number(event === "created") - Number(event === "deleted")));
  if (count > 0) simulation.trigger("waits", { runId: "r" });
  const running = simulation
    .trigger("first", { runId: "r" })
    .trigger("first", { runId: "last", at: PUT_AT })
    .runAsync();
  const seen = [];
  for (const at of MEASURED_AT) {
    while (simulation.now < at) await new Promise((resolve) => setTimeout(resolve, 20));
    globalThis.gc?.();
    seen.push({ at, mebibytes: process.memoryUsage().rss / 2 ** 20, slots, deferred, triggers });
  }
  while (simulation.now < PUT_AT) await new Promise((resolve) => setTimeout(resolve, 20));
  server.send("put");
  const result = await running;
  server.disconnect();
  server.kill();
  const success = result.taskInstances.filter(({ dagId, state }) => dagId === "waits" && state === "success").length;
  return {
    count,
    mode,
    seen,
    success,
    peakSlots: result.usage().peakSlots,
    turns: turnsOf(result),
    seconds: result.endedAt / 1e6,
  };
}

/**
 * How many waits began only when another had given its slot back.
 * @param {import("../dist/index.js").SimulationResult} result
 */
function turnsOf(result) {
  const deltas = [...result.slotChanges()].filter(({ dagId }) => dagId === "waits").map(({ delta }) => delta);
  return deltas.slice(Math.max(0, deltas.indexOf(-1))).filter((delta) => delta === 1).length;
}

const [count, mode] = process.argv.slice(2);
if (count !== undefined && (mode === "deferrable" || mode === "standard")) {
  process.stdout.write(JSON.stringify(await measure(Number(count), mode)));
} else {
  /** @param {string[]} args */
  const inProcess = (...args) => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--expose-gc", "--no-warnings", fileURLToPath(import.meta.url), ...args],
      {
        encoding: "utf8",
        env: { ...process.env, AWS_ACCESS_KEY_ID: "k", AWS_SECRET_ACCESS_KEY: "s" },
      },
    );
    if (stdout === "") throw new Error(stderr);
    return /** @type {Awaited<ReturnType<typeof measure>>} */ (JSON.parse(stdout));
  };
  const runs = [inProcess("0", "deferrable"), inProcess(`${WAITS}`, "deferrable"), inProcess(`${WAITS}`, "standard")];
  for (const { count, mode, seen, success, peakSlots, turns, seconds } of runs) {
    console.log(
      `${count} waits, ${mode}: ${success} succeeded after ${seconds} s, at most ${peakSlots} slots, ${turns} tasks began in another's slot`,
    );
    for (const { at, mebibytes, slots, deferred, triggers } of seen)
      console.log(
        `  at ${at} s: ${mebibytes.toFixed(1)} MiB, ${slots} slots taken, ${deferred} deferred, ${triggers} triggers`,
      );
  }
  const most = runs.map(({ seen }) => Math.max(...seen.map(({ mebibytes }) => mebibytes)));
  const [none = 0, deferred = 0, standard = 0] = most;
  const more = [deferred, standard].map((mebibytes) => (mebibytes - none).toFixed(1));
  console.log(`more memory than without any: deferred ${more[0]} MiB, standard ${more[1]} MiB`);
}
