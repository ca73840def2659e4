/**
 * README's picture: who holds a worker slot when, in each mode, as a Gantt chart for Mermaid. `npm run picture` prints it;
 * test/docs keeps README's copy up to date.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSimulation, inMode, MODES, parseScenarios } from "airlapse/scenario";

const FILE = new URL("../examples/join-relationalize/scenario.json", import.meta.url);
/** How Mermaid draws what a task does: red where it holds a slot. */
const LOOKS = /** @type {const} */ ({ running: "crit", deferred: "done", up_for_reschedule: "done" });
const WORDS = /** @type {const} */ ({ running: "in a slot", deferred: "deferred", up_for_reschedule: "rescheduled" });

/** @typedef {import("airlapse/scenario").Mode} Mode */

/** The bars of one mode. @param {Mode} mode @returns {string[]} */
function bars(mode) {
  const [scenario] = parseScenarios(readFileSync(FILE, "utf8"), "scenario.json");
  if (scenario === undefined) throw new RangeError("Expected a scenario in the example's file, got none");
  const { taskInstances, endedAt } = buildSimulation(inMode(scenario, mode)).run();
  /** @type {{ from: number, to: number, text: string }[]} */
  const found = [];
  for (const { taskId, history } of taskInstances) {
    for (const [index, { at, state }] of history.entries()) {
      if (state !== "running" && state !== "deferred" && state !== "up_for_reschedule") continue;
      const to = history[index + 1]?.at ?? endedAt;
      if (to > at) found.push({ from: at, to, text: `${taskId}, ${WORDS[state]} :${LOOKS[state]}` });
    }
  }
  found.sort((a, b) => a.from - b.from);
  return found.map(({ from, to, text }) => `  ${text}, ${from / 1000}, ${to / 1000}`);
}

export function slotPicture() {
  const sections = MODES.flatMap((mode) => [`  section ${mode}`, ...bars(mode)]);
  const head = ["gantt", "  dateFormat x", "  axisFormat %M:%S", "  title Red holds a worker slot, grey does not"];
  return [...head, ...sections].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(slotPicture());
