/**
 * Measurements, each in a process of its own, and what is made of several.
 * @module
 */
import { execFile, execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** @typedef {import("./report.js").Measured} Measured */
/** @typedef {{ name: string, command: readonly [string, ...string[]] }} Contestant */
/** @typedef {{ name: string } & Measured} Result */

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const { execPath: node } = process;
const execute = promisify(execFile);
const VENV = here(".venv/bin/python");

/** The Python that has SimPy, or undefined. */
export const PYTHON = process.env["AIRLAPSE_BENCH_PYTHON"] ?? (existsSync(VENV) ? VENV : undefined);

/** Another Node to run under, from `AIRLAPSE_BENCH_NODE`; undefined where there is none. */
export const OTHER_NODE = process.env["AIRLAPSE_BENCH_NODE"];

/** @param {string} mode @param {number} runs @param {readonly string[]} more @returns {Contestant["command"]} */
export const airlapse = (mode, runs, ...more) => [node, here("one.js"), mode, String(runs), ...more];

/** Several of one size in one process, so that code is compiled. @param {string} mode @param {number} runs @returns {Contestant["command"]} */
export const warmAirlapse = (mode, runs) => [node, here("warm.js"), mode, String(runs)];
/** @param {string} mode @param {number} runs @returns {Contestant["command"]} */
export const warmSimpy = (mode, runs) => [...simpy(mode, runs), "warm"];
/** @param {Contestant["command"]} command @returns {Contestant["command"]} */
export const underOtherNode = ([, ...args]) => [/** @type {string} */ (OTHER_NODE), ...args];

/** What Node calls its version: `v24.1.0`. @param {string} path */
export const versionOf = (path) => execFileSync(path, ["--version"], { encoding: "utf8" }).trim();

/** Seconds of CPU that a month of 500 hourly DAGs takes, each a chain of 20 tasks. */
export const monthOfFleet = () => printed([node, here("loads/one.js"), "500 hourly DAGs of 20 tasks, days", "30"]);
/** @param {string} mode @param {number} runs @returns {Contestant["command"]} */
export const simpy = (mode, runs) => [/** @type {string} */ (PYTHON), here("peers/simpy_model.py"), mode, String(runs)];
/** @param {number} runs @returns {Contestant["command"]} */
export const bareQueue = (runs) => [node, here("peers/bare-queue.js"), String(runs)];
/** @param {string} mode @returns {Contestant["command"]} */
export const waiting = (mode) => [node, here("waiting.js"), mode];

/** What a process prints. @param {Contestant["command"]} command */
export function printed([program, ...args]) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed: ${error ?? stderr}`);
  return JSON.parse(stdout);
}

/**
 * Measures several in turn, so that what slows the machine for a while slows them all; of each the one with the median CPU.
 * @param {readonly Contestant[]} contestants
 * @param {number} times
 * @returns {Result[]}
 */
export function inTurn(contestants, times) {
  const measured = contestants.map(() => /** @type {Measured[]} */ ([]));
  for (let time = 0; time < times; time += 1)
    for (const [i, { command }] of contestants.entries()) measured[i]?.push(printed(command));
  return contestants.map(({ name }, i) => {
    const sorted = measured[i]?.sort((a, b) => a.cpu - b.cpu) ?? [];
    return { name, .../** @type {Measured} */ (sorted[times >> 1]) };
  });
}

/**
 * Measures several side by side, once each, while others are measured in turn: for what takes minutes.
 * @param {readonly Contestant[]} contestants
 * @returns {Promise<Result[]>}
 */
export function atOnce(contestants) {
  const measured = contestants.map(async ({ name, command: [program, ...args] }) => {
    const { stdout } = await execute(program, args);
    return { name, .../** @type {Measured} */ (JSON.parse(stdout)) };
  });
  return Promise.all(measured);
}

/** Seconds of CPU that `airlapse compare` takes, from start to end: the median of several. @param {number} times @param {readonly string[]} scenario */
export function compareCpu(times, [file = "", ...more]) {
  const args = ["--import", here("cpu-at-exit.js"), here("../bin/airlapse.js"), "compare", here(file), ...more];
  const cpu = Array.from({ length: times }, () => {
    const { status, stderr, output } = spawnSync(node, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    if (status !== 0) throw new Error(`airlapse compare failed: ${stderr}`);
    return Number(output[3]);
  });
  return /** @type {number} */ (cpu.sort((a, b) => a - b)[times >> 1]);
}
