/**
 * One trial of a search for sizes: a class of environments in a mode, and the cheapest workers of it that are enough. Runs in a
 * thread, so it checks the scenario again.
 * @module
 */
import { invariant } from "../containers/index.ts";
import type { Trial } from "../experiment/index.ts";
import {
  cheapestWorkers,
  type EnvironmentOptions,
  isEnvironmentClass,
  mostWorkersOf,
  type Tried,
} from "../mwaa/index.ts";
import {
  buildSimulation,
  checkScenarios,
  inEnvironment,
  type Scenario,
  simulationOptions,
  withPrices,
} from "../scenario/index.ts";
import { type LandedFigures, landedFigures } from "./landed-figures.ts";
import { inMode, MODES } from "./modes.ts";
import { landingFigures, type SizeInput, type TrialFigures } from "./size-figures.ts";
import { lateOf } from "./verdict.ts";

/** An environment that was tried, with its figures. */
interface SizeTrial extends Tried {
  readonly figures: LandedFigures;
}

/** Finds the cheapest workers of a class in a mode; where none are enough, it has the figures of the most. */
export function measure({ input, parameters }: Trial): TrialFigures {
  const { scenario: given, mostWorkers, queuedP95, prices = {}, failures } = input as SizeInput;
  const mode = MODES.find((one) => one === parameters["mode"]);
  const environmentClass = parameters["class"];
  invariant(mode !== undefined && isEnvironmentClass(environmentClass), "a trial has a mode and a class");
  const [checked] = checkScenarios(given, "the scenario");
  invariant(checked !== undefined, "a trial has a scenario");
  const scenario = inMode(withPrices(inEnvironment(checked, environmentClass), prices), mode);
  const mostFailures = failures?.[mode] ?? Number.POSITIVE_INFINITY;
  let simulations = 0;
  const tryOut = ({ minWorkers = 1, maxWorkers = 1 }: EnvironmentOptions): SizeTrial => {
    simulations += 1;
    const figures = figuresWith(scenario, minWorkers, maxWorkers);
    const { environment, queued, runs } = figures;
    invariant(environment !== undefined, "it has an environment");
    const isInTime = (lateOf(figures) ?? 0) === 0 && (queued?.p95 ?? 0) <= (queuedP95 ?? Number.POSITIVE_INFINITY);
    const isEnough = isInTime && (runs.failed ?? 0) <= mostFailures;
    return { isEnough, month: environment.bill.month, peakWorkers: environment.peakWorkers, figures };
  };
  const most = mostWorkersOf(environmentClass, mostWorkers);
  const { environment = environmentClass } = simulationOptions(scenario);
  const options = typeof environment === "string" ? { class: environmentClass } : environment;
  // what fails with the most workers does not fail for want of them
  const found = failures === undefined ? undefined : cheapestWorkers(options, most, tryOut);
  const shown = found?.trial ?? tryOut({ class: environmentClass, minWorkers: most, maxWorkers: most });
  return { ...figuresOf(shown, simulations), maxWorkers: found?.maxWorkers ?? most };
}

function figuresWith(scenario: Scenario, minWorkers: number, maxWorkers: number): LandedFigures {
  const { environment } = scenario;
  const own = typeof environment === "object" ? environment : { class: environment };
  const sized = { ...own, min_workers: minWorkers, max_workers: maxWorkers } as Scenario["environment"];
  const changed = { ...scenario, environment: sized };
  return landedFigures(changed, buildSimulation(changed).run());
}

function figuresOf({ isEnough, month, figures }: SizeTrial, simulations: number): TrialFigures {
  const { environment, queued, runs, dags } = figures;
  invariant(environment !== undefined, "it has an environment");
  return {
    simulations,
    enough: isEnough ? 1 : 0,
    minWorkers: environment.minWorkers,
    maxWorkers: environment.maxWorkers,
    month,
    workerHours: environment.workerHours,
    peakWorkers: environment.peakWorkers,
    killedTasks: environment.killedTasks,
    queuedP95: queued?.p95 ?? 0,
    late: lateOf(figures) ?? 0,
    failedRuns: runs.failed ?? 0,
    ...landingFigures(dags),
  };
}
