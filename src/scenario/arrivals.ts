import { RandomStreams, sampler } from "../random/index.ts";
import type { Scenario } from "./schema.ts";

type Run = NonNullable<Scenario["runs"]>[number];

/** A run with the instant at which it is asked for. */
export type ArrivedRun = Omit<Run, "at" | "count" | "every"> & { readonly at?: number };

/** A scenario whose runs arrive at known instants. */
export type ArrivedScenario = Omit<Scenario, "runs"> & { readonly runs?: readonly ArrivedRun[] };

/**
 * The scenario with each run at its instant, drawn from the seed; those that are asked for several times one by one, with
 * `_1`, `_2` and so on behind their ids. What is known already stays as it is.
 */
export function withArrivals(scenario: Scenario): ArrivedScenario {
  const { runs, seed = 0 } = scenario;
  if (runs === undefined || runs.every(isPlain)) return scenario as ArrivedScenario;
  const random = new RandomStreams(seed);
  return { ...scenario, runs: runs.flatMap((run) => (isPlain(run) ? [run] : arrivals(run, random))) };
}

function isPlain(run: Run): run is Run & ArrivedRun {
  return (run.at === undefined || typeof run.at === "number") && run.count === undefined && run.every === undefined;
}

function arrivals({ at = 0, count, every = 0, ...run }: Run, random: RandomStreams): ArrivedRun[] {
  const name = ["run", run.dag_id, run.run_id];
  const first = random.draw(at, [...name, "at"]);
  if (count === undefined) return [{ ...run, at: first }];
  const gap = typeof every === "number" ? () => every : sampler(every, random.stream([...name, "every"]));
  let micros = Math.round(first * 1e6);
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) micros += Math.max(1, Math.round(gap() * 1e6)); // logical dates differ
    return { ...run, run_id: `${run.run_id}_${index + 1}`, at: micros / 1e6 };
  });
}
