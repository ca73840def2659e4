/**
 * Trials of 20 ms on threads, and on one and two worker processes over a Redis of its own: `npm run bench:machines [-- TRIALS]`.
 * Prints wall time, and the CPU of this process, of the workers and of Redis.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { bullmq, Experiment, threads } from "airlapse/experiment";

const trials = Number(process.argv[2] ?? 2000);
const PORT = 17_963;
const MODULE = new URL("busy.js", import.meta.url);
const COMMAND = fileURLToPath(new URL("../../bin/airlapse.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "airlapse-machines-"));

const experiment = new Experiment({ name: "busy", parameters: {}, repetitions: trials, measure: MODULE });

/** Seconds of CPU that a process has taken, by Linux's /proc. @param {number} pid */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** @param {string} label @param {import("airlapse/experiment").Engine} on @param {readonly number[]} pids */
async function time(label, on, pids) {
  const cpu = () => [process.pid, ...pids].map(cpuOf);
  const [began, before] = [performance.now(), cpu()];
  await experiment.run({ on });
  const wall = (performance.now() - began) / 1000;
  const used = cpu().map((seconds, i) => seconds - (before[i] ?? 0));
  const [here = 0, ...there] = used;
  const each = (used.reduce((a, b) => a + b, 0) / trials) * 1000;
  console.log(
    `${label}: ${wall.toFixed(1)} s; CPU ${each.toFixed(2)} ms a trial: ${[here, ...there].map((s) => s.toFixed(2)).join(" + ")} s`,
  );
}

const url = `redis://127.0.0.1:${PORT}`;
const redis = spawn("redis-server", ["--port", `${PORT}`, "--bind", "127.0.0.1", "--dir", folder, "--save", ""], {
  stdio: "ignore",
});
const workers = [];
try {
  await time("1 thread", threads(1), []);
  await time("2 threads", threads(2), []);
  for (const count of [1, 2]) {
    const args = [COMMAND, "worker", "--redis", url, "--module", fileURLToPath(MODULE), "--concurrency", "1"];
    workers.push(spawn(process.execPath, args, { stdio: "ignore" }));
    await sleep(3000);
    const pids = workers.map(({ pid }) => pid ?? 0);
    await time(`${count} worker process${count === 1 ? "" : "es"}`, bullmq({ connection: url }), [
      ...pids,
      redis.pid ?? 0,
    ]);
  }
} finally {
  for (const worker of workers) worker.kill();
  await Promise.all(workers.map((worker) => once(worker, "exit")));
  redis.kill();
  await once(redis, "exit");
  rmSync(folder, { recursive: true, force: true });
}
