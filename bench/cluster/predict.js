/**
 * What a real cluster did, and what airlapse says that it would: `npm run predict` prints the table of docs/fidelity.md, and
 * `npm run predict -- --write` puts it there. The measurements are in measured.json: Airflow 2.7.2 with Celery, PostgreSQL
 * and five worker slots on two cores, the sample's pipeline, and AWS played by a stub.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSimulation, checkScenarios, inMode } from "airlapse/scenario";
import { writeWhole } from "../../dist/cli/whole-file.js";

/**
 * @typedef {{ n: number, mean: number }} Latency
 * @typedef {{
 *   name: string,
 *   mode: import("airlapse/scenario").Mode,
 *   runs: number,
 *   measured: { makespan: number, running: number, queued: number, calls: Record<string, number> },
 *   celery: { starts: number, slotSeconds: number },
 *   latencies: Record<string, Latency>,
 * }} Measurement
 */

/** @param {string} path */
const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8"));
/** @type {readonly Measurement[]} */
export const MEASUREMENTS = read("measured.json");
const SAMPLE = read("../../examples/join-relationalize/own-names.json");
const PAGE = fileURLToPath(new URL("../../docs/fidelity.md", import.meta.url));

/** What the stub of AWS did: objects 45 s after the start, a crawl of 60 + 10 s, a job of 95 s. */
const STUB = {
  objects: SAMPLE.cloud.s3.objects.map((/** @type {object} */ object) => ({ ...object, at: 45 })),
  crawlers: [{ name: "glue_crawler_legislators_*", duration: 60, stopping: 10 }],
  jobs: [{ name: "join-relationalize-legislators_*", duration: 95 }],
};

/** The mean of several latencies, by how often each was seen. @param {readonly (Latency | undefined)[]} latencies */
function meanOf(latencies) {
  const seen = latencies.filter((one) => one !== undefined);
  const count = seen.reduce((sum, { n }) => sum + n, 0);
  return count === 0 ? null : seen.reduce((sum, { n, mean }) => sum + n * mean, 0) / count;
}

/** From running to the end of code that waits for nothing: the first part of a deferred task, its second, a sensor's first poke. @param {Measurement} one */
const codeOf = ({ latencies }) =>
  meanOf(
    ["running(first)->deferred", "running(resume)->success", "running(first)->up_for_reschedule"].map(
      (stage) => latencies[stage],
    ),
  );

/** Where a mode has no code that waits for nothing, that of the other mode which ran beside it. @param {string} name */
const BESIDE = /** @type {Readonly<Record<string, string>>} */ ({ "e1-poke": "e1-defer2", "e2-poke": "e2-reschedule" });

/** Overheads from latencies alone. @param {Measurement} one */
function overheadsOf(one) {
  const beside = MEASUREMENTS.find(({ name }) => name === BESIDE[one.name]);
  const setup = codeOf(one) ?? (beside === undefined ? 0 : codeOf(beside)) ?? 0;
  // what Celery's log has for a start beyond its time in state running
  const startup = (one.celery.slotSeconds - one.measured.running) / one.celery.starts;
  return { task_startup: Math.round(startup * 1e3) / 1e3, task_setup: Math.round(setup * 1e3) / 1e3 };
}

/** @param {Measurement} one */
export function predictionOf(one) {
  const overheads = overheadsOf(one);
  const [scenario] = checkScenarios(
    {
      ...SAMPLE,
      overheads,
      cloud: { s3: { ...SAMPLE.cloud.s3, objects: STUB.objects }, glue: { crawlers: STUB.crawlers, jobs: STUB.jobs } },
      runs: Array.from({ length: one.runs }, (_, i) => ({ ...SAMPLE.runs[0], run_id: `r${i}`, logical_at: -i })),
    },
    "the sample",
  );
  if (scenario === undefined) throw new RangeError("Expected a scenario, got none");
  const result = buildSimulation(inMode(scenario, one.mode)).run();
  const { makespan, queuedSeconds } = result.usage();
  let running = 0;
  for (const { history } of result.taskInstances)
    for (const [i, { at, state }] of history.entries())
      if (state === "running") running += ((history[i + 1]?.at ?? result.endedAt) - at) / 1e6;
  /** @type {Record<string, number>} */
  const calls = {};
  for (const { by, call } of result.apiCalls) {
    const name = `${by}/${call.replace(".", "/")}`;
    calls[name] = (calls[name] ?? 0) + 1;
  }
  return { overheads, makespan: makespan ?? Number.NaN, running, queued: queuedSeconds, calls };
}

/** @param {number} value */
const seconds = (value) => value.toLocaleString("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** @param {number} predicted @param {number} measured */
const off = (predicted, measured) => {
  const percent = (100 * (predicted - measured)) / measured;
  return `${percent < 0 ? "-" : "+"}${Math.abs(percent).toFixed(1)} %`;
};

/** A row for each figure that was measured. */
export function predictionTable() {
  const rows = MEASUREMENTS.flatMap((one) => {
    const predicted = predictionOf(one);
    const { measured, runs, mode, name } = one;
    const what = `${runs} ${runs === 1 ? "run" : "runs"}, ${mode}${name.endsWith("repeat") ? ", again" : ""}`;
    const inSeconds = /** @type {const} */ ([
      ["makespan, s", "makespan"],
      ["in state running, s", "running"],
      ["queued, s", "queued"],
    ]).map(([label, key]) => [
      label,
      seconds(predicted[key]),
      seconds(measured[key]),
      off(predicted[key], measured[key]),
    ]);
    const counted = Object.entries(measured.calls).map(([call, count]) => {
      const own = predicted.calls[call] ?? 0;
      return [
        `${call.split("/")[2]}, ${call.split("/")[0]}`,
        String(own),
        String(count),
        own === count ? "equal" : off(own, count),
      ];
    });
    return [...inSeconds, ...counted].map((cells, i) => [i === 0 ? what : "", ...cells]);
  });
  const head = ["", "", "predicted", "measured", ""];
  return [head, ["---", "---", "---:", "---:", "---:"], ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** The overheads that went in. */
export function overheadTable() {
  const rows = MEASUREMENTS.map((one) => {
    const { task_startup: startup, task_setup: setup } = overheadsOf(one);
    const { runs, mode, name } = one;
    return [
      `${runs} ${runs === 1 ? "run" : "runs"}, ${mode}${name.endsWith("repeat") ? ", again" : ""}`,
      String(startup),
      String(setup),
    ];
  });
  return [["", "`task_startup`", "`task_setup`"], ["---", "---:", "---:"], ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`${overheadTable()}\n\n${predictionTable()}`);
  if (process.argv.includes("--write")) {
    const page = readFileSync(PAGE, "utf8")
      .replace(
        /(<!-- overheads -->\n)[\s\S]*?(<!-- \/overheads -->)/,
        (_, begin, end) => `${begin}${overheadTable()}\n${end}`,
      )
      .replace(
        /(<!-- cluster -->\n)[\s\S]*?(<!-- \/cluster -->)/,
        (_, begin, end) => `${begin}${predictionTable()}\n${end}`,
      );
    writeWhole(PAGE, page);
  }
}
