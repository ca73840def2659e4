/**
 * The bench's results as tables.
 * @module
 */

/** @typedef {import("./measure.js").Result} Result */
/**
 * @typedef {{
 *   machine: string,
 *   users: null | { example: number, fleet: number, month: number, taskInstances: number, peakMiB: number },
 *   sizes: readonly { readonly runs: number, readonly results: readonly Result[] }[],
 *   warm: readonly { runs: number, mode: string, airlapse: number, simpy: number | null }[],
 *   burst: readonly { readonly runs: number, readonly results: readonly Result[] }[],
 *   waiting: readonly { readonly mode: string, readonly day: number, readonly month: number }[],
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

/**
 * How many times as fast as SimPy's model of a name; empty where that was not measured, or is what is asked about.
 * @param {Result} result @param {readonly Result[]} results @param {string} name
 */
function ratio(result, results, name) {
  const peer = results.find((other) => other.name === `SimPy, ${name}`);
  return peer === undefined || !result.name.startsWith("airlapse")
    ? ""
    : `${figure(peer.processCpu / result.processCpu, 2)} x`;
}

/** @param {readonly { readonly runs: number, readonly results: readonly Result[] }[]} sizes */
function sizesTable(sizes) {
  const head = [
    "runs",
    "what",
    "CPU s",
    "of it in-process",
    "wall s",
    "peak MiB",
    "as fast as SimPy",
    "as SimPy poke by poke",
  ];
  const rows = sizes.flatMap(({ runs, results }) =>
    results.map((result) => {
      const [, mode = ""] = result.name.split(", ");
      return [
        figure(runs),
        result.name,
        figure(result.processCpu, 2),
        figure(result.cpu, 2),
        figure(result.seconds, 2),
        figure(result.peakMiB),
        ratio(result, results, mode),
        ratio(result, results, mode === "poke" ? "poke by poke" : ""), // in deferrable mode nobody pokes
      ];
    }),
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

/** @param {Results["warm"]} warm */
function warmTable(warm) {
  const rows = warm.map(({ runs, mode, airlapse, simpy }) => [
    figure(runs),
    mode,
    figure(airlapse * 1e3, 1),
    simpy === null ? "" : figure(simpy * 1e3, 1),
    simpy === null ? "" : `${figure(simpy / airlapse, 2)} x`,
  ]);
  return table([["runs, warm", "mode", "airlapse, CPU ms", "SimPy, CPU ms", "as fast as SimPy"], ...rows], 2);
}

/** @param {NonNullable<Results["users"]>} users */
function usersTable({ example, fleet, month, taskInstances, peakMiB }) {
  const rows = [
    ["`airlapse compare` of the sample's pipeline, 12 runs", figure(example, 2)],
    ["`airlapse compare` of 40 scheduled DAGs, two days, all modes (examples/fleet)", figure(fleet, 1)],
    [
      `A month of 500 hourly DAGs of 20 tasks: ${figure(taskInstances)} task instances, ${figure(peakMiB)} MiB`,
      figure(month),
    ],
  ];
  return table([["what a user waits for, from start to end", "CPU s"], ...rows], 1);
}

/** All tables, as they stand in docs/performance.md. @param {Results} results */
export function tables({ machine, users, sizes, warm, burst, waiting }) {
  const parts = [machine, ...(users === null ? [] : [usersTable(users)]), sizesTable(sizes)];
  if (warm.length > 0) parts.push(warmTable(warm));
  if (burst.length > 0) parts.push("All runs at one instant, on 32 slots:", sizesTable(burst));
  if (waiting.length > 0) parts.push(waitingTable(waiting));
  return parts.join("\n\n");
}
