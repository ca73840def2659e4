/**
 * The bench's results as tables.
 * @module
 */

/** @typedef {import("./measure.js").Result} Result */
/**
 * @typedef {{
 *   machine: string,
 *   sizes: readonly { readonly runs: number, readonly results: readonly Result[] }[],
 *   burst: readonly { readonly runs: number, readonly results: readonly Result[] }[],
 *   waiting: readonly { readonly mode: string, readonly day: number, readonly month: number }[],
 *   compareCpu: number | null,
 * }} Results
 */

/** @param {number} value @param {number} [digits] */
export const figure = (value, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** @param {readonly (readonly string[])[]} rows @param {number} texts how many columns are texts */
function table(rows, texts) {
  const [head = [], ...body] = rows;
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i < texts ? "---" : "---:"))), ...body.map(line)].join("\n");
}

/** How many times as fast as SimPy in the same mode; empty where SimPy was not measured. @param {Result} result @param {readonly Result[]} results */
function ratio(result, results) {
  const peer = results.find(({ name }) => name === `SimPy, ${result.name.split(", ")[1]}`);
  return peer === undefined || peer === result ? "" : `${figure(peer.processCpu / result.processCpu, 1)} x`;
}

/** @param {readonly { readonly runs: number, readonly results: readonly Result[] }[]} sizes */
function sizesTable(sizes) {
  const head = ["runs", "what", "CPU s", "of it in-process", "wall s", "peak MiB", "as fast as SimPy"];
  const rows = sizes.flatMap(({ runs, results }) =>
    results.map((result) => [
      figure(runs),
      result.name,
      figure(result.processCpu, 2),
      figure(result.cpu, 2),
      figure(result.seconds, 2),
      figure(result.peakMiB),
      ratio(result, results),
    ]),
  );
  return table([head, ...rows], 2);
}

/** @param {Results["waiting"]} waiting */
function waitingTable(waiting) {
  const rows = waiting.map(({ mode, day, month }) => [
    mode,
    figure(day * 1e3, 2),
    figure(month * 1e3, 2),
    `${figure(month / day, 2)} x`,
  ]);
  return table([["one sensor", "1 day, ms", "30 days, ms", "30 days to 1"], ...rows], 1);
}

/** All tables, as they stand in docs/performance.md. @param {Results} results */
export function tables({ machine, sizes, burst, waiting, compareCpu }) {
  const parts = [machine, sizesTable(sizes)];
  if (burst.length > 0) parts.push("All runs at one instant, on 32 slots:", sizesTable(burst));
  if (waiting.length > 0) parts.push(waitingTable(waiting));
  if (compareCpu !== null)
    parts.push(
      `\`npx airlapse compare examples/join-relationalize/own-names.json --runs 12\`: ${figure(compareCpu, 2)} s of CPU from start to end.`,
    );
  return parts.join("\n\n");
}
