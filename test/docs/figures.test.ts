/**
 * Figures in the documentation that come from measurements and benches are those of today.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { MEASUREMENTS, overheadTable, predictionOf, predictionTable } from "../../bench/cluster/predict.js";
import { rowsOf, sample } from "../../bench/faults/main.js";
import { predictionOf as deathsPredicted, EXPERIMENTS, realTable } from "../../bench/faults/predict.js";
import { slotTables } from "../../bench/slots/tables.js";
import { pageText, ROOT } from "./markdown.ts";

test("the tables of docs/fidelity.md about the real cluster: `npm run predict -- --write`", () => {
  const page = pageText("docs/fidelity.md");
  expect(page).toContain(`<!-- overheads -->\n${overheadTable()}\n<!-- /overheads -->`);
  expect(page).toContain(`<!-- cluster -->\n${predictionTable()}\n<!-- /cluster -->`);
});

test.each(MEASUREMENTS)(
  "what $name took on the real cluster is predicted within 10 %, with the calls of its workers",
  (one) => {
    const { makespan, running, calls } = predictionOf(one);
    expect(Math.abs(makespan / one.measured.makespan - 1)).toBeLessThan(0.1);
    expect(Math.abs(running / one.measured.running - 1)).toBeLessThan(0.1);
    for (const [call, count] of Object.entries(one.measured.calls).filter(([name]) => name.startsWith("worker/")))
      expect(Math.abs((calls[call] ?? 0) / count - 1), call).toBeLessThan(0.02);
  },
);

test("the tables of docs/faults.md: `node bench/faults/main.js --write`, of the sample, and `node bench/faults/predict.js --write`", () => {
  const page = pageText("docs/faults.md");
  expect(page).toContain(`<!-- real -->\n${realTable()}\n<!-- /real -->`);
  for (const cells of rowsOf(sample())) expect(page).toContain(`| ${cells.join(" | ")} |`);
}, 300_000);

test.each(EXPERIMENTS)(
  "what real processes did in $scenario.name is predicted within 3 s at each step",
  (experiment) => {
    for (const { label, measured, predicted } of deathsPredicted(experiment))
      expect(Math.abs(predicted - measured), label).toBeLessThan(3); // start-ups took 2 to 8 s there
  },
);

test("the tables of docs/findings.md: `npm run bench:slots`", () => {
  const summary = JSON.parse(readFileSync(join(ROOT, "bench/slots/summary.json"), "utf8"));
  const page = pageText("docs/findings.md");
  for (const [name, table] of Object.entries(slotTables(summary)))
    expect(page).toContain(`<!-- ${name} -->\n${table}\n<!-- /${name} -->`);
});
