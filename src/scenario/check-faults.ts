/**
 * Checks of workers, schedulers and faults that the schema cannot express.
 * @module
 */
import { environmentProblems, executorProblems } from "../mwaa/index.ts";
import { isObject, type Problem } from "../options/index.ts";
import { knownVersionsOf, lacksWorkers, rulesOf } from "../rules/index.ts";
import { failureProblems } from "../simulation/index.ts";
import { Failures, MwaaEnvironment } from "./fault-schema.ts";
import { objectsOf, type Raw } from "./raw.ts";
import { camel, snake } from "./schema-parts.ts";

/** Keys that only mean something beside `executor.class`. */
const OF_CELERY = ["schedulers", "faults", "failures", "dag_processor"];

/** Problems with them, but for names that nothing has. */
export function checkFaults(scenario: Raw): Problem[] {
  const executor = isObject(scenario["executor"]) ? scenario["executor"] : {};
  const schedulers = objectsOf(scenario["schedulers"]);
  const workers = objectsOf(executor["workers"]);
  if (scenario["environment"] !== undefined)
    return [...checkEnvironment(scenario, executor), ...checkStays(schedulers), ...checkFailures(scenario)];
  if (executor["class"] === undefined) return withoutClass(scenario, executor);
  return [
    ...checkVersion(scenario, "executor.class", "CeleryExecutor's"),
    ...workers.flatMap(([index, spec]) => checkStay(`executor.workers[${index}]`, spec)),
    ...workers.flatMap(([index, spec]) => checkGrace(`executor.workers[${index}].grace`, spec)),
    ...checkStays(schedulers),
    ...checkFailures(scenario),
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

function checkVersion({ airflow }: Raw, path: string, what: string): Problem[] {
  const message = typeof airflow === "string" ? lacksWorkers(what, airflow) : undefined;
  return message === undefined ? [] : [{ path, message }];
}

function checkEnvironment(scenario: Raw, executor: Raw): Problem[] {
  const { environment } = scenario;
  const isWellFormed = MwaaEnvironment.safeParse(environment).success; // else the schema says what is wrong
  const given = Object.fromEntries(Object.entries(executor).filter(([, value]) => value !== null));
  return [
    ...(isWellFormed ? environmentProblems(inOwnWords(environment)) : []).map(inFilesWords),
    ...executorProblems(inOwnWords(given)).map(inFilesWords),
    ...checkVersion(scenario, "environment", "MWAA's"),
  ];
}

function checkFailures({ failures }: Raw & { failures?: unknown }): Problem[] {
  const isWellFormed = Failures.safeParse(failures).success; // else the schema says what is wrong
  return isWellFormed ? failureProblems(inOwnWords(failures)).map(inFilesWords) : [];
}

const inFilesWords = ({ path, message }: Problem) => ({ path: snake(path), message });

function inOwnWords(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [camel(key), inOwnWords(one)]));
}

/** From Airflow 3 on the processes of tasks may die without it. */
function withoutClass(scenario: Raw, { workers, broker }: Raw): Problem[] {
  const versions = knownVersionsOf(scenario["airflow"], scenario["amazon_provider"]);
  const areKnown = rulesOf(versions).silentTasksAreKnownBy === "their row";
  const given = [
    ...(workers === undefined ? [] : ["executor.workers"]),
    ...(broker === undefined ? [] : ["executor.broker"]),
    ...OF_CELERY.filter((key) => scenario[key] !== undefined && !(areKnown && key === "faults")),
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
