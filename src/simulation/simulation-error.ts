import { type Problem, printableName } from "../options/index.ts";

/** Options, DAGs, tasks or requests that cannot be simulated: every problem, with its path. */
export class SimulationError extends Error {
  override readonly name = "SimulationError";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const lines = problems.map(({ path, message }) => `  ${path}: ${message}`);
    const head = `${problems.length} ${problems.length === 1 ? "problem" : "problems"}`;
    super([head, ...lines.map(printableName)].join("\n"));
    this.problems = problems;
  }
}
