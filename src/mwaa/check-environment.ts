import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { expected, isObject, type Problem, suggestion, unknownKeys } from "../options/index.ts";
import { distributionProblems } from "../random/index.ts";
import { isMwaaClass, MWAA_CLASSES } from "./classes.ts";
import { ENVIRONMENT_KEYS, type EnvironmentOptions, environmentOf, PRICE_KEYS } from "./options.ts";
import { type EnvironmentClass, isEnvironmentClass, PRESETS, traitsOf } from "./presets.ts";

/** The names of all classes. */
export const ENVIRONMENT_CLASSES = [...MWAA_CLASSES, ...PRESETS] as const;

/** Problems of an environment, each with its path. */
export function environmentProblems(given: unknown): Problem[] {
  if (typeof given === "string") return classProblems("environment", given);
  if (!isObject(given) || Array.isArray(given))
    return [expected("environment", "the class of an environment, or an object with `class`", given)];
  const problems = [...unknownKeys("environment", given, ENVIRONMENT_KEYS)];
  problems.push(...classProblems("environment.class", given["class"]), ...priceProblems(given["prices"]));
  const check = (names: readonly (keyof EnvironmentOptions)[], what: string, isRight: (value: unknown) => boolean) => {
    for (const name of names) {
      const value = given[name];
      if (value !== undefined && !isRight(value)) problems.push(expected(`environment.${name}`, what, value));
    }
  };
  check(
    ["minWorkers", "maxWorkers", "schedulers", "webServers", "tasksPerWorker", "scaleInPeriods", "parallelism"],
    "a whole number from 1 up",
    (value) => Number.isSafeInteger(value) && Number(value) >= 1,
  );
  check(
    ["metricPhase", "metricLag", "removal", "idleVerification", "taskStartup"],
    `a number of seconds from 0 to ${MOST_SECONDS}`,
    (value) => isSeconds(value),
  );
  problems.push(...startProblems(given["workerStart"]));
  check(["metricPeriod"], `a number of seconds from 1 to ${MOST_SECONDS}`, (value) => isSeconds(value, 1));
  check(["databaseGb", "regionFactor"], "a number from 0 up", isPrice);
  check(["generation"], '"protected" or "zero-only"', (value) => value === "protected" || value === "zero-only");
  return problems.length > 0 ? problems : limitProblems({ ...given, class: given["class"] as EnvironmentClass });
}

function startProblems(value: unknown): Problem[] {
  const path = "environment.workerStart";
  if (value === undefined || isSeconds(value)) return [];
  if (!isObject(value))
    return [expected(path, `a number of seconds from 0 to ${MOST_SECONDS}, or a distribution`, value)];
  return distributionProblems(value).map(({ path: within, message }) => ({
    path: within === "" ? path : `${path}.${within}`,
    message,
  }));
}

/** The keys of an executor that an environment decides. */
const OF_EXECUTOR = ["class", "workers", "broker", "workerSlots"];

/** Problems of an executor that stands beside an environment. */
export function executorProblems(executor: unknown): Problem[] {
  if (!isObject(executor)) return [];
  const message = "expected none beside `environment`, which has its own workers";
  return OF_EXECUTOR.filter((key) => executor[key] !== undefined).map((key) => ({ path: `executor.${key}`, message }));
}

function classProblems(path: string, value: unknown): Problem[] {
  if (isEnvironmentClass(value)) return [];
  const { message } = expected(path, `one of ${ENVIRONMENT_CLASSES.join(", ")}`, value);
  return [{ path, message: `${message}${suggestion(value, ENVIRONMENT_CLASSES)}` }];
}

const isPrice = (value: unknown) => typeof value === "number" && Number.isFinite(value) && value >= 0;

function priceProblems(prices: unknown): Problem[] {
  const path = "environment.prices";
  if (prices === undefined) return [];
  if (!isObject(prices)) return [expected(path, "an object of dollars an hour", prices)];
  const wrong = Object.keys(PRICE_KEYS).filter((name) => prices[name] !== undefined && !isPrice(prices[name]));
  return [
    ...unknownKeys(path, prices, PRICE_KEYS),
    ...wrong.map((name) => expected(`${path}.${name}`, "a number from 0 up", prices[name])),
  ];
}

/** Limits of MWAA: 2 to 5 schedulers and web servers, and of a micro one of everything. Others have as many workers as they have. */
function limitProblems(options: EnvironmentOptions): Problem[] {
  const { minWorkers, maxWorkers, schedulers, webServers } = environmentOf(options);
  if (options.class === "mw1.micro")
    return Object.entries({ minWorkers, maxWorkers, schedulers, webServers })
      .filter(([, count]) => count !== 1)
      .map(([name, count]) => expected(`environment.${name}`, "1, which is all that a micro has", count));
  const counts = isMwaaClass(options.class) ? Object.entries({ schedulers, webServers }) : [];
  const wrong = counts.filter(([, count]) => count < 2 || count > 5);
  return [
    ...wrong.map(([name, count]) => expected(`environment.${name}`, "a whole number from 2 to 5", count)),
    ...workerProblems(options.class, minWorkers, maxWorkers),
  ];
}

function workerProblems(name: EnvironmentClass, minWorkers: number, maxWorkers: number): Problem[] {
  const path = "environment.maxWorkers";
  const { workers } = traitsOf(name);
  if (workers === "fixed" && minWorkers !== maxWorkers)
    return [expected(path, `${minWorkers} like \`minWorkers\`: nothing adds workers to \`${name}\``, maxWorkers)];
  return minWorkers > maxWorkers
    ? [expected(path, `no fewer than the ${minWorkers} of \`minWorkers\``, maxWorkers)]
    : [];
}
