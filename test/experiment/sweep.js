/**
 * A sweep in a process of its own: `node sweep.js FILE thread|workers [MILLISECONDS]`, with so long a rest in each trial.
 * @module
 */
import { setTimeout } from "node:timers/promises";
import { Experiment } from "airlapse/experiment";

const [file, where, rest = "0"] = process.argv.slice(2);

/** @param {{ trial: number, seed: number, parameters: Record<string, any> }} trial */
export async function measure({ trial, seed, parameters }) {
  await setTimeout(Number(process.env["AIRLAPSE_TEST_REST"] ?? 0));
  return { trial, low: seed % 1000, product: parameters["a"] * 10 };
}

if (file !== undefined) {
  process.env["AIRLAPSE_TEST_REST"] = rest; // workers are given it too
  await new Experiment({
    name: "sweep",
    parameters: { a: Array.from({ length: 60 }, (_, i) => i) },
    seed: 3,
    measure: where === "workers" ? new URL(import.meta.url) : measure,
  }).run({ resultsFile: file, workers: 2 });
}
