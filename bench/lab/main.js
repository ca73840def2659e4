/**
 * The time from a turned knob to the new picture, in a real browser: `npm run bench:lab [FILE...]`. Of each scenario, worker slots
 * are turned so often one after the other, each time after the last picture is seen. Where others use the machine too, the time of
 * the CPU says what the clock would say on one that has nothing else to do: engine and page follow each other.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const TURNS = 20;
const CATEGORIES = ["blink.user_timing", "devtools.timeline", "disabled-by-default-devtools.timeline"];
const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-bench-"));
const ROOT = new URL("../../", import.meta.url);
const own = (/** @type {string} */ path) => JSON.parse(readFileSync(new URL(path, ROOT), "utf8"));

/** The sample with twelve runs at once. */
function sample() {
  const scenario = own("examples/join-relationalize/own-names.json");
  return { ...scenario, runs: scenario.runs.map((/** @type {object} */ run) => ({ ...run, count: 12 })) };
}

const given = process.argv.slice(2);
/** @type {[string, object][]} */
const scenarios =
  given.length > 0
    ? given.map((file) => [basename(file, ".json"), JSON.parse(readFileSync(file, "utf8"))])
    : [
        ["the sample, 12 runs", sample()],
        ["a fleet of 40 DAGs, two days", own("examples/fleet.json")],
      ];

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
console.log(`load before: ${loadavg()[0]?.toFixed(1)}`);
for (const [name, scenario] of scenarios) console.log(await timesOf(name, scenario));
await browser.close();
rmSync(FOLDER, { recursive: true });

/** @param {string} name @param {object} scenario */
async function timesOf(name, scenario) {
  const [file, out] = [join(FOLDER, "scenario.json"), join(FOLDER, "lab.html")];
  writeFileSync(file, JSON.stringify(scenario));
  execFileSync(process.execPath, ["bin/airlapse.js", "lab", file, "--out", out], { cwd: ROOT });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.addInitScript(measureHere);
  await page.goto(pathToFileURL(out).href);
  const pictures = (/** @type {number} */ count) =>
    page.waitForFunction((least) => Number(document.querySelector("main")?.dataset["pictures"]) >= least, count, {
      timeout: 0,
    });
  await pictures(1);
  const field = page.getByLabel("Worker slots", { exact: true });
  await browser.startTracing(page, { categories: CATEGORIES });
  for (let turn = 1; turn <= TURNS; turn += 1) {
    await page.locator("main[aria-busy=false]").waitFor({ timeout: 0 });
    await field.fill(String(2 + turn));
    await field.press("Tab");
    await pictures(turn + 1);
  }
  const turns = turnsIn(JSON.parse((await browser.stopTracing()).toString()).traceEvents);
  await page.close();
  return [
    name,
    line("by the clock", turns, ({ clock }) => clock),
    line("CPU, engine", turns, ({ engine }) => engine),
    line("CPU, page", turns, ({ page }) => page),
    line("CPU, both", turns, ({ engine, page }) => engine + page),
  ].join("\n");
}

/** Measures in the page, from a change of a field until the picture is counted. */
function measureHere() {
  performance.mark("turned");
  document.addEventListener("change", () => performance.mark("turned"), true);
  const counted = new MutationObserver(() => performance.measure("picture", "turned"));
  counted.observe(document, { subtree: true, attributes: true, attributeFilter: ["data-pictures"] });
}

/** @typedef {{ name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args: { name?: string } }} TraceEvent */
/** @typedef {{ clock: number, engine: number, page: number }} Turn */

/**
 * What each turn took until its picture, in ms: by the clock, and of CPU in the engine's thread and in the page's.
 * @param {readonly TraceEvent[]} events
 * @returns {Turn[]}
 */
function turnsIn(events) {
  const threads = new Map(
    events.filter(({ name }) => name === "thread_name").map(({ pid, tid, args }) => [`${pid} ${tid}`, args.name ?? ""]),
  );
  const threadOf = (/** @type {TraceEvent} */ { pid, tid }) => threads.get(`${pid} ${tid}`) ?? "";
  const marks = events.filter(({ name }) => name === "picture").sort((a, b) => a.ts - b.ts);
  const ends = marks.filter(({ ph }) => ph === "e");
  const begins = marks.filter(({ ph }) => ph === "b");
  return begins.flatMap((begin, i) => {
    const end = ends[i];
    if (end === undefined) return [];
    const cpuOf = (/** @type {string} */ task, /** @type {RegExp} */ thread) =>
      events
        .filter(({ name, ts, dur = 0 }) => name === task && ts < end.ts && ts + dur > begin.ts)
        .filter((event) => thread.test(threadOf(event)))
        .reduce((sum, { tdur = 0 }) => sum + tdur / 1000, 0);
    const engine = cpuOf("HandlePostMessage", /Worker/);
    return [{ clock: (end.ts - begin.ts) / 1000, engine, page: cpuOf("RunTask", /RendererMain/) }];
  });
}

/** @param {string} label @param {readonly Turn[]} turns @param {(turn: Turn) => number} of */
function line(label, turns, of) {
  const sorted = turns.map(of).sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => `${(sorted[Math.floor((sorted.length - 1) * part)] ?? 0).toFixed(0)} ms`;
  return `  ${label.padEnd(13)} least ${at(0)}, median ${at(0.5)}, most ${at(1)}, first ${of(turns[0] ?? { clock: 0, engine: 0, page: 0 }).toFixed(0)} ms`;
}
