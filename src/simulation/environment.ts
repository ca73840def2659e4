/**
 * An environment of Amazon MWAA as the options that it stands for.
 * @module
 */
import { environmentOf, environmentProblems, mwaaConfig } from "../mwaa/index.ts";
import type { Problem } from "../options/index.ts";
import type { PartialConfig, Versions } from "../rules/index.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Options with what an environment stands for. What is given beside it wins, but for workers, which are its own. */
export function withEnvironment(options: SimulationOptions): SimulationOptions {
  const { environment, executor, config = {}, schedulers, triggerers } = options;
  if (environment === undefined) return options;
  const settings = environmentOf(environment);
  const each = () => Array.from({ length: settings.schedulers }, () => ({}));
  return {
    ...options,
    config: mergedConfig(mwaaConfig(settings), config),
    executor: { taskStartup: settings.taskStartup, ...executor, class: "CeleryExecutor", broker: "sqs" },
    schedulers: schedulers ?? each(),
    triggerers: triggerers ?? each(),
  };
}

function mergedConfig(of: PartialConfig, given: PartialConfig): PartialConfig {
  const sections = Object.entries(given).map(([section, options]) => [
    section,
    { ...Object.entries(of).find(([name]) => name === section)?.[1], ...options },
  ]);
  return { ...of, ...Object.fromEntries(sections) };
}

/** The keys of an executor that an environment decides. */
const OF_EXECUTOR = ["class", "workers", "broker", "workerSlots"] as const;

/** Problems of an environment, and of what stands beside it. */
export function checkEnvironment(options: SimulationOptions, { airflow }: Versions): Problem[] {
  const { environment, executor = {}, clock } = options;
  if (environment === undefined) return [];
  const problems = environmentProblems(environment);
  for (const key of OF_EXECUTOR)
    if (executor[key] !== undefined)
      problems.push({
        path: `executor.${key}`,
        message: "expected none beside `environment`, which has its own workers",
      });
  if (airflow.startsWith("3"))
    problems.push({
      path: "environment",
      message: `MWAA's workers are simulated up to Airflow 2.11.0, and ${airflow} is: leave it out, or choose 2.7.2, 2.10.5 or 2.11.0`,
    });
  if (clock !== undefined)
    problems.push({ path: "environment", message: "expected virtual time beside it, got `clock`: leave one out" });
  return problems;
}
