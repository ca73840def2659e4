import { type DagFigures, type Figures, figuresOf, type SimulationResult } from "../observe/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { landingGoals } from "./landing-goals.ts";

/** The figures of a scenario that was run, with the landing times of its DAGs. */
export interface LandedFigures extends Figures {
  /** The landing times of each DAG. */
  readonly dags: readonly DagFigures[];
}

/** Measures what came of a scenario. */
export function landedFigures(scenario: Scenario, result: SimulationResult): LandedFigures {
  const workerSlots = scenario.executor?.worker_slots ?? null;
  return { ...figuresOf(result, workerSlots), dags: result.dags(landingGoals(scenario)) };
}
