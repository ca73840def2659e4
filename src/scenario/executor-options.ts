/**
 * The executor of a scenario, its environment, and all that may die, as options of a simulation.
 * @module
 */
import type { FailureOptions, FaultSpec, SchedulerSpec, WorkerSpec } from "../celery/index.ts";
import type { EnvironmentClass, EnvironmentOptions } from "../mwaa/index.ts";
import type { AnyExecutorOptions, SimulationOptions } from "../simulation/index.ts";
import { camelKeys, given } from "./camel-keys.ts";
import type { Raw } from "./raw.ts";
import type { Scenario } from "./schema.ts";

/** The environment, schedulers, and what goes wrong. */
export function mortalOptions(scenario: Scenario): Partial<SimulationOptions> {
  return {
    ...(scenario.environment === undefined ? {} : { environment: environmentOptions(scenario.environment) }),
    ...given({
      schedulers: scenario.schedulers?.map((spec) => given(camelKeys(spec)) as SchedulerSpec),
      faults: scenario.faults?.map((fault) => camelKeys(fault) as unknown as FaultSpec),
      failures: scenario.failures && failureOptions(scenario.failures),
      dagProcessor: scenario.dag_processor && camelKeys(scenario.dag_processor),
    }),
  };
}

function environmentOptions(environment: NonNullable<Scenario["environment"]>): EnvironmentClass | EnvironmentOptions {
  if (typeof environment === "string") return environment;
  const { class: mwaaClass, prices, ...others } = environment;
  return {
    class: mwaaClass,
    ...camelKeys(others),
    ...(prices === undefined ? {} : { prices: camelKeys(prices) }),
  };
}

function failureOptions(failures: NonNullable<Scenario["failures"]>): FailureOptions {
  return Object.fromEntries(
    Object.entries(given(failures)).map(([kind, options]) => [kind, given(camelKeys(options as Raw))]),
  );
}

export function executorOptions({ workers, ...others }: NonNullable<Scenario["executor"]>): AnyExecutorOptions {
  const given_ = given(camelKeys(others)) as AnyExecutorOptions;
  if (workers === undefined) return given_;
  return { ...given_, workers: workers.map((worker) => given(camelKeys(worker)) as WorkerSpec) };
}
