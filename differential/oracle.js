/**
 * Real Airflow: the oracle, as a command that takes a suite and writes traces.
 * @module
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */
/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */

/**
 * The command that runs the oracle: `AIRLAPSE_ORACLE` is a command, or the path of oracle.py, which `AIRLAPSE_ORACLE_PYTHON`
 * runs, or else the environment beside it. Undefined where there is none.
 * @param {NodeJS.ProcessEnv} environment
 */
export function oracleCommand({ AIRLAPSE_ORACLE: oracle, AIRLAPSE_ORACLE_PYTHON: python }) {
  if (oracle === undefined || oracle.trim() === "") return undefined;
  const words = oracle.trim().split(/\s+/);
  if (words.length > 1 || !oracle.endsWith(".py")) return words;
  const beside = join(dirname(oracle), ".venv/bin/python");
  return [python ?? (existsSync(beside) ? beside : "python3"), oracle];
}

/**
 * What real Airflow does in each scenario, by name. One for which there is no trace, or in which the oracle itself crashed, is
 * left out.
 * @param {readonly string[]} command
 * @param {readonly ScenarioSpec[]} scenarios
 * @param {AirflowVersion} airflow which the command has to run
 * @returns {Promise<ReadonlyMap<string, Trace>>}
 */
export async function realTraces([program = "", ...rest], scenarios, airflow) {
  const folder = mkdtempSync(join(tmpdir(), "airlapse-differential-"));
  try {
    const suite = join(folder, "suite.json");
    writeFileSync(suite, JSON.stringify(scenarios));
    await finished(program, [...rest, suite, "--out", folder, "--jobs", String(Math.min(2, scenarios.length))]);
    const traces = scenarios.flatMap(({ name }) => {
      const path = join(folder, `${name}.trace.json`);
      if (!existsSync(path)) return [];
      const trace = /** @type {Trace} */ (JSON.parse(readFileSync(path, "utf8")));
      const { airflow: real = "2.7.2" } = trace;
      if (real !== airflow)
        throw new Error(`Expected an oracle of Airflow ${airflow}, got one of ${real}: check AIRLAPSE_ORACLE`);
      return trace.crashed.length > 0 ? [] : [/** @type {const} */ ([name, trace])];
    });
    return new Map(traces);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Characters of what a command that has failed said last. */
const LAST_WORDS = 500;

/** @param {string} program @param {readonly string[]} words @returns {Promise<void>} */
function finished(program, words) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => {
      said = `${said}${text}`.slice(-LAST_WORDS);
    });
    child.on("error", (error) => reject(new Error(`${program}: ${error.message}: check AIRLAPSE_ORACLE`)));
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${program} ${words[0] ?? ""} ended with ${code}: check AIRLAPSE_ORACLE\n${said.trim()}`));
    });
  });
}
