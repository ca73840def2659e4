/**
 * An environment as the options that it stands for.
 * @module
 */
import { environmentConfig, environmentOf, environmentProblems, executorProblems, traitsOf } from "../mwaa/index.ts";
import { type Problem, withDefaults } from "../options/index.ts";
import { lacksWorkers, type PartialConfig, type Versions } from "../rules/index.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Options with what an environment stands for. What is given beside it wins, but for workers, which are its own. */
export function withEnvironment(options: SimulationOptions): SimulationOptions {
  const { environment, executor, config = {}, schedulers, triggerers } = options;
  if (environment === undefined) return options;
  const settings = environmentOf(environment);
  const { broker } = traitsOf(settings.class);
  const each = () => Array.from({ length: settings.schedulers }, () => ({}));
  return {
    ...options,
    config: mergedConfig(environmentConfig(settings), config),
    executor: {
      ...executor,
      taskStartup: executor?.taskStartup ?? settings.taskStartup,
      class: "CeleryExecutor",
      ...(broker === "none" ? {} : { broker }),
    },
    schedulers: schedulers ?? each(),
    triggerers: triggerers ?? each(),
  };
}

/** MWAA's configuration with what is given laid over it. */
function mergedConfig(of: ReturnType<typeof environmentConfig>, given: PartialConfig): PartialConfig {
  return {
    ...given,
    core: withDefaults<NonNullable<PartialConfig["core"]>>(of.core, given.core),
    scheduler: withDefaults<NonNullable<PartialConfig["scheduler"]>>(of.scheduler, given.scheduler),
    celery: withDefaults<NonNullable<PartialConfig["celery"]>>(of.celery, given.celery),
    celeryBrokerTransportOptions: withDefaults<NonNullable<PartialConfig["celeryBrokerTransportOptions"]>>(
      of.celeryBrokerTransportOptions,
      given.celeryBrokerTransportOptions,
    ),
  };
}

/** Problems of an environment, and of what stands beside it. */
export function checkEnvironment(options: SimulationOptions, { airflow }: Versions): Problem[] {
  const { environment, executor = {}, clock } = options;
  if (environment === undefined) return [];
  const problems = [...environmentProblems(environment), ...executorProblems(executor)];
  const message = lacksWorkers("MWAA's", airflow);
  if (message !== undefined) problems.push({ path: "environment", message });
  if (clock !== undefined)
    problems.push({ path: "environment", message: "expected virtual time beside it, got `clock`: leave one out" });
  return problems;
}
