/**
 * Where the time goes: `node bench/profile.js poke|deferrable RUNS` runs the bench under Node's CPU profiler and prints the
 * shares of the rooms of src, of Node's garbage collector, and the functions that take most by themselves, as JSON.
 * @module
 */
import { Session } from "node:inspector/promises";
import { register } from "node:module";

// the modules one by one, not the bundle: a profile tells files
const modules = Object.fromEntries(
  ["", "/kernel", "/operators"].map((part) => [`airlapse${part}`, new URL(`../dist${part}/index.js`, import.meta.url)]),
);
const hook = `const modules = ${JSON.stringify(modules)};
export const resolve = (name, context, next) => next(modules[name] ?? name, context);`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
const { simulationOf } = await import("./workload.js");

const [mode, runs] = process.argv.slice(2);
const session = new Session();
session.connect();
await session.post("Profiler.enable");
await session.post("Profiler.setSamplingInterval", { interval: 500 });
await session.post("Profiler.start");
simulationOf({ mode: /** @type {"poke" | "deferrable"} */ (mode), runs: Number(runs) }).run();
const { profile } = await session.post("Profiler.stop");

const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
/** @type {Map<string, number>} */
const rooms = new Map();
/** @type {Map<string, number>} */
const functions = new Map();
let total = 0;
for (const [i, id] of (profile.samples ?? []).entries()) {
  const { url, functionName } = /** @type {import("node:inspector").Runtime.CallFrame} */ (frames.get(id));
  const time = profile.timeDeltas?.[i] ?? 0;
  const file = /\/dist\/(.*)\.js$/.exec(url)?.[1];
  const room = file?.split("/")[0] ?? (url.includes("/bench/") ? "the bench's own operators" : functionName || "other");
  const name = file === undefined ? room : `${functionName || "(a closure)"}, ${file}`;
  if (functionName === "(idle)") continue;
  total += time;
  rooms.set(room, (rooms.get(room) ?? 0) + time);
  functions.set(name, (functions.get(name) ?? 0) + time);
}

/** @param {Map<string, number>} times @param {number} count */
const most = (times, count) =>
  [...times]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, time]) => [name, `${((100 * time) / total).toFixed(1)} %`]);
console.log(JSON.stringify({ rooms: most(rooms, 12), functions: most(functions, 20) }, null, 1));
