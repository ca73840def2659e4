/**
 * The workload of the bench under one version of Airflow after the other, in turn: `npm run bench:versions -- [RUNS] [ROUNDS]` prints the
 * table of docs/performance.md. Each measurement is a process of its own, and of each the one with the median CPU counts.
 * @module
 */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const [runs = "10000", rounds = "5"] = process.argv.slice(2);
const ONE = fileURLToPath(new URL("one.js", import.meta.url));
const VERSIONS = ["2.7.2", "3.2.1"];
const MODES = ["poke", "deferrable"];

/** @type {Map<string, { cpu: number, peak: number }[]>} */
const measured = new Map();
for (let round = 0; round < Number(rounds); round += 1)
  for (const mode of MODES)
    for (const version of VERSIONS) {
      const text = execFileSync(process.execPath, [ONE, mode, runs, "everything", "paced", version], {
        encoding: "utf8",
      });
      const { processCpu, peakMiB } = JSON.parse(text);
      const key = `${mode} ${version}`;
      measured.set(key, [...(measured.get(key) ?? []), { cpu: processCpu, peak: peakMiB }]);
    }

/** @param {string} mode @param {string} version */
function median(mode, version) {
  const all = (measured.get(`${mode} ${version}`) ?? []).sort((a, b) => a.cpu - b.cpu);
  const one = all[Math.floor(all.length / 2)];
  if (one === undefined) throw new RangeError("Expected at least one round");
  return one;
}

console.log("| mode | 2.7.2, CPU s | 3.2.1, CPU s | | 2.7.2, peak MiB | 3.2.1, peak MiB |");
console.log("| --- | ---: | ---: | ---: | ---: | ---: |");
for (const mode of MODES) {
  const [before, after] = [median(mode, "2.7.2"), median(mode, "3.2.1")];
  const ratio = `${(after.cpu / before.cpu).toFixed(2)} times`;
  console.log(
    `| ${mode} | ${before.cpu.toFixed(2)} | ${after.cpu.toFixed(2)} | ${ratio} | ${Math.round(before.peak)} | ${Math.round(after.peak)} |`,
  );
}
