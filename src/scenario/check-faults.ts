/**
 * Checks of workers, schedulers and faults that the schema cannot express.
 * @module
 */
import { environmentProblems } from "../mwaa/index.ts";
import { isObject, type Problem } from "../options/index.ts";
import { MwaaEnvironment } from "./fault-schema.ts";
import { objectsOf, type Raw } from "./raw.ts";
import { camel, snake } from "./schema-parts.ts";

/** Keys that only mean something beside `executor.class`. */
const OF_CELERY = ["schedulers", "faults", "dag_processor"];

/** Problems with them, but for names that nothing has. */
export function checkFaults(scenario: Raw): Problem[] {
  const executor = isObject(scenario["executor"]) ? scenario["executor"] : {};
  const schedulers = objectsOf(scenario["schedulers"]);
  const workers = objectsOf(executor["workers"]);
  if (scenario["environment"] !== undefined)
    return [...checkEnvironment(scenario, executor), ...checkStays(schedulers)];
  if (executor["class"] === undefined) return withoutClass(scenario, executor);
  const { airflow } = scenario as { readonly airflow?: unknown };
  const tooNew =
    typeof airflow === "string" && airflow.startsWith("3")
      ? [
          {
            path: "executor.class",
            message: `CeleryExecutor's workers are simulated up to Airflow 2.11.0, and ${airflow} is: leave it out, or choose 2.7.2, 2.10.5 or 2.11.0`,
          },
        ]
      : [];
  return [
    ...tooNew,
    ...workers.flatMap(([index, spec]) => checkStay(`executor.workers[${index}]`, spec)),
    ...workers.flatMap(([index, spec]) => checkGrace(`executor.workers[${index}].grace`, spec)),
    ...checkStays(schedulers),
    ...checkPlaces(scenario, scenario["schedulers"] === undefined ? 1 : schedulers.length),
  ];
}

function checkStays(schedulers: ReturnType<typeof objectsOf>): Problem[] {
  return schedulers.flatMap(([index, spec]) => checkStay(`schedulers[${index}]`, spec));
}

function checkPlaces(scenario: Raw, count: number): Problem[] {
  return objectsOf(scenario["faults"]).flatMap(([index, { scheduler = 0, freeze }]) => {
    if (freeze !== "scheduler" || typeof scheduler !== "number" || scheduler < count) return [];
    const message = `expected a place in the list of ${count} schedulers, from 0, got ${scheduler}`;
    return [{ path: `faults[${index}].scheduler`, message }];
  });
}

/** Keys of `executor` that an environment decides. */
const OF_ENVIRONMENT = ["class", "workers", "broker", "worker_slots"];

function checkEnvironment(scenario: Raw, executor: Raw): Problem[] {
  const { environment, airflow } = scenario as { readonly environment?: unknown; readonly airflow?: unknown };
  const beside = OF_ENVIRONMENT.filter((key) => executor[key] !== undefined && executor[key] !== null);
  const tooNew = typeof airflow === "string" && airflow.startsWith("3");
  const isWellFormed = MwaaEnvironment.safeParse(environment).success; // else the schema says what is wrong
  return [
    ...(isWellFormed ? environmentProblems(inOwnWords(environment)) : []).map(inFilesWords),
    ...beside.map((key) => ({
      path: `executor.${key}`,
      message: "expected none beside `environment`, which has its own workers",
    })),
    ...(tooNew
      ? [
          {
            path: "environment",
            message: `MWAA's workers are simulated up to Airflow 2.11.0, and ${airflow} is: leave it out, or choose 2.7.2, 2.10.5 or 2.11.0`,
          },
        ]
      : []),
  ];
}

const inFilesWords = ({ path, message }: Problem) => ({ path: snake(path), message });

function inOwnWords(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [camel(key), inOwnWords(one)]));
}

function withoutClass(scenario: Raw, { workers, broker }: Raw): Problem[] {
  const given = [
    ...(workers === undefined ? [] : ["executor.workers"]),
    ...(broker === undefined ? [] : ["executor.broker"]),
    ...OF_CELERY.filter((key) => scenario[key] !== undefined),
  ];
  return given.map((path) => ({ path, message: 'expected `"class": "CeleryExecutor"` in `executor` beside it' }));
}

function checkStay(
  path: string,
  { start_at: start, stop_at: stop }: Raw & { start_at?: unknown; stop_at?: unknown },
): Problem[] {
  const from = typeof start === "number" ? start : 0;
  if (typeof stop !== "number" || stop >= from) return [];
  return [{ path: `${path}.stop_at`, message: `expected it to stop after it has started at ${from} s, got ${stop} s` }];
}

function checkGrace(path: string, { grace, shutdown }: Raw & { grace?: unknown; shutdown?: unknown }): Problem[] {
  if (typeof grace !== "number" || shutdown === "warm" || shutdown === "terminate") return [];
  return [{ path, message: 'expected `shutdown` "warm" or "terminate" beside it' }];
}
