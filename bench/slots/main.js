/**
 * What five shapes of pipelines need of worker slots in each mode: `npm run bench:slots`. It goes on where it was interrupted.
 * `-- --quick` tries a little of it and writes nothing; `-- --workers 1` takes one core; `-- --on redis://…` takes the machines where
 * `airlapse worker --module bench/slots/measure.js` runs. See docs/findings.md.
 * @module
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bullmq, withoutPassword } from "airlapse/experiment";
import { EXIT } from "../../dist/cli/exit-code.js";
import { writeWhole } from "../../dist/cli/whole-file.js";
import { slotPictures } from "./pictures.js";
import { slotExperiments, summarized } from "./plan.js";
import { slotTables, withTables } from "./tables.js";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    workers: { type: "string" },
    results: { type: "string" },
    on: { type: "string" },
  },
});
const workers = options.workers === undefined ? availableParallelism() : Number(options.workers);
if (!Number.isInteger(workers) || workers < 1)
  throw new RangeError(`Expected --workers to be a whole number from 1 up, got ${options.workers}`);
const temporary = options.quick ? mkdtempSync(join(tmpdir(), "airlapse-slots-")) : undefined;
const results = options.results ?? temporary ?? here(".");

const begin = performance.now();
const seconds = () => (performance.now() - begin) / 1000;

/** @param {string} what */
const progress = (what) => (/** @type {number} */ ended, /** @type {number} */ trials) => {
  const isLast = ended === trials;
  if (process.stderr.isTTY)
    process.stderr.write(`\r${what}: ${ended} of ${trials} trials, ${seconds().toFixed(0)} s${isLast ? "\n" : ""}`);
  else if (isLast || ended % 200 === 0)
    process.stderr.write(`${what}: ${ended} of ${trials} trials, ${seconds().toFixed(0)} s\n`);
};

const stop = new AbortController();
/** @type {"SIGINT" | "SIGTERM" | undefined} */
let interruptedBy;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"]))
  process.once(signal, () => {
    interruptedBy = signal;
    stop.abort(new Error("interrupted: the same command goes on from here"));
  });

const { limited, unlimited } = slotExperiments({ quick: options.quick });
/** @param {typeof limited} experiment @param {string} name */
const run = async (experiment, name) => {
  const { points } = await experiment.run({
    ...(options.on === undefined ? { workers } : { on: bullmq({ connection: options.on }) }),
    resultsFile: join(results, `results-${name}.jsonl`),
    signal: stop.signal,
    onProgress: progress(name),
  });
  return summarized(points);
};

try {
  const summary = { limited: await run(limited, "limited"), unlimited: await run(unlimited, "unlimited") };
  console.log(
    `${limited.trials.length + unlimited.trials.length} trials on ${options.on === undefined ? `${workers} workers` : withoutPassword(options.on)} in ${seconds().toFixed(1)} s\n`,
  );
  if (options.quick) {
    for (const { where, figures } of summary.limited)
      console.log(`${where.shape}, load ${100 * where.load} %, ${where.mode}: stretch ${figures["stretch"]?.[0]}`);
  } else {
    for (const [name, table] of Object.entries(slotTables(summary))) console.log(`${name}\n${table}\n`);
    const lines = (/** @type {readonly object[]} */ points) => points.map((point) => JSON.stringify(point)).join(",\n");
    writeWhole(
      here("summary.json"),
      `{"limited":[\n${lines(summary.limited)}\n],"unlimited":[\n${lines(summary.unlimited)}\n]}\n`,
    );
    mkdirSync(here("../../docs/findings"), { recursive: true });
    for (const [name, svg] of Object.entries(slotPictures(summary)))
      writeWhole(here(`../../docs/findings/${name}`), svg);
    const page = here("../../docs/findings.md");
    writeWhole(page, withTables(readFileSync(page, "utf8"), summary));
  }
} catch (error) {
  console.error(`error: ${/** @type {Error} */ (error).message}`);
  process.exitCode = interruptedBy === undefined ? EXIT.failed : EXIT[interruptedBy];
} finally {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true });
}
