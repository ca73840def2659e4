/**
 * Problems of workers, schedulers and faults before a simulation begins.
 * @module
 */
import type { FaultSpec } from "../celery/index.ts";
import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { expected, type Problem, shown, suggestion } from "../options/index.ts";
import { lacksWorkers, rulesOf, type Versions } from "../rules/index.ts";
import { failureProblems } from "./check-failures.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** Options that only mean something beside `executor.class`. */
const OF_CELERY = ["schedulers", "faults", "failures", "dagProcessor"] as const;

/** Every problem with workers, schedulers and faults. */
export function checkFaults(options: SimulationOptions, versions: Versions): Problem[] {
  const { executor = {}, schedulers = [{}], faults = [], dagProcessor = {}, clock } = options;
  if (executor.class === undefined) return withoutClass(options, versions);
  const problems: Problem[] = [];
  const check = (path: string, what: string, value: unknown, isRight: boolean) => {
    if (!isRight) problems.push(expected(path, what, value));
  };
  check("executor.class", '"CeleryExecutor", or nothing', executor.class, executor.class === "CeleryExecutor");
  const tooNew = lacksWorkers("CeleryExecutor's", versions.airflow);
  if (tooNew !== undefined) problems.push({ path: "executor.class", message: tooNew });
  if (clock !== undefined)
    problems.push({ path: "executor.class", message: "expected virtual time beside it, got `clock`: leave one out" });
  if (executor.processTimes !== undefined)
    problems.push({ path: "executor.processTimes", message: "expected no `executor.class` beside it: leave one out" });
  check("executor.broker", '"redis" or "sqs"', executor.broker, isOneOf(executor.broker, ["redis", "sqs"]));
  for (const [index, worker] of (executor.workers ?? []).entries()) {
    const path = `executor.workers[${index}]`;
    const { concurrency, name, grace } = worker;
    problems.push(...checkStay(path, worker, ["kill", "warm", "terminate"]));
    check(`${path}.name`, "a text", name, name === undefined || typeof name === "string");
    check(
      `${path}.concurrency`,
      "a whole number from 1 up",
      concurrency,
      concurrency === undefined || isCount(concurrency),
    );
    problems.push(...checkSeconds(`${path}.grace`, grace));
    if (grace !== undefined && (worker.shutdown === undefined || worker.shutdown === "kill"))
      problems.push({ path: `${path}.grace`, message: 'expected `shutdown` "warm" or "terminate" beside it' });
  }
  for (const [index, scheduler] of schedulers.entries())
    problems.push(...checkStay(`schedulers[${index}]`, scheduler, ["kill", "terminate"]));
  problems.push(...checkSeconds("dagProcessor.callbackDelay", dagProcessor.callbackDelay));
  problems.push(...failureProblems(options.failures));
  for (const [index, fault] of faults.entries())
    problems.push(...checkFault(`faults[${index}]`, fault, options, schedulers.length));
  return problems;
}

/** From Airflow 3 on the processes of tasks may die without it. */
function withoutClass({ executor = {}, ...options }: SimulationOptions, versions: Versions): Problem[] {
  const areKnown = rulesOf(versions).silentTasksAreKnownBy === "their row";
  const given = [
    ...(executor.workers === undefined ? [] : ["executor.workers"]),
    ...(executor.broker === undefined ? [] : ["executor.broker"]),
    ...OF_CELERY.filter((name) => options[name] !== undefined && !(areKnown && name === "faults")),
  ];
  const faults = areKnown ? (options.faults ?? []).entries() : [];
  return [
    ...given.map((path) => ({ path, message: 'expected `executor.class: "CeleryExecutor"` beside it' })),
    ...[...faults].flatMap(([index, fault]) =>
      "kill" in fault
        ? checkFault(`faults[${index}]`, fault, options, 1)
        : [expected(`faults[${index}]`, `a fault that kills, from Airflow 3 on`, fault)],
    ),
  ];
}

interface Stay {
  readonly startAt?: number;
  readonly stopAt?: number;
  readonly shutdown?: string;
}

/** From when to when something is there, and how it ends. */
function checkStay(path: string, { startAt, stopAt, shutdown }: Stay, ways: readonly string[]): Problem[] {
  const problems = [...checkSeconds(`${path}.startAt`, startAt), ...checkSeconds(`${path}.stopAt`, stopAt)];
  if (!isOneOf(shutdown, ways)) problems.push(expected(`${path}.shutdown`, `one of ${ways.join(", ")}`, shutdown));
  if (stopAt !== undefined && stopAt < (startAt ?? 0))
    problems.push({
      path: `${path}.stopAt`,
      message: `expected it to stop after it has started at ${startAt ?? 0} s, got ${stopAt} s`,
    });
  return problems;
}

function checkFault(path: string, fault: FaultSpec, options: SimulationOptions, schedulers: number): Problem[] {
  const problems = checkSeconds(`${path}.at`, fault.at, true);
  if ("freeze" in fault && !isSeconds(fault.for, 1e-6))
    problems.push(expected(`${path}.for`, `a number of seconds from 0.000001 to ${MOST_SECONDS}`, fault.for));
  if ("freeze" in fault && fault.freeze === "scheduler") {
    const { scheduler = 0 } = fault;
    if (!Number.isInteger(scheduler) || scheduler < 0 || scheduler >= schedulers)
      problems.push(
        expected(`${path}.scheduler`, `a place in the list of ${schedulers} schedulers, from 0`, scheduler),
      );
    return problems;
  }
  return [...problems, ...checkKind(path, fault), ...checkTarget(path, fault, options)];
}

const KINDS = '`kill`: "task" or "supervisor"; `freeze`: "supervisor" or "scheduler"; or `lose`: "message"';

function checkKind(path: string, fault: FaultSpec): Problem[] {
  const { kill, freeze, lose } = fault as { readonly kill?: string; readonly freeze?: string; readonly lose?: string };
  const isKnown =
    (kill !== undefined && ["task", "supervisor"].includes(kill)) || freeze === "supervisor" || lose === "message";
  const given = [kill, freeze, lose].filter((value) => value !== undefined);
  return isKnown && given.length === 1 ? [] : [{ path, message: `expected one of ${KINDS}` }];
}

function checkTarget(path: string, fault: object, { dags }: SimulationOptions): Problem[] {
  const { dagId, runId, taskId, mapIndex } = fault as { readonly [Key in string]?: unknown };
  const problems: Problem[] = [];
  const dag = dags.find((one) => one.dagId === dagId);
  if (dag === undefined)
    problems.push(
      unknownName(
        `${path}.dagId`,
        "a DAG of the simulation",
        dagId,
        dags.map((one) => one.dagId),
      ),
    );
  else if (!dag.tasks.has(String(taskId)))
    problems.push(
      unknownName(`${path}.taskId`, `a task of the DAG "${shown(dag.dagId)}"`, taskId, [...dag.tasks.keys()]),
    );
  if (typeof runId !== "string") problems.push(expected(`${path}.runId`, "the id of a run", runId));
  if (mapIndex !== undefined && (!Number.isInteger(mapIndex) || Number(mapIndex) < -1))
    problems.push(
      expected(`${path}.mapIndex`, "a whole number from 0 up, or -1 where the task is not mapped", mapIndex),
    );
  return problems;
}

function unknownName(path: string, what: string, name: unknown, names: readonly string[]): Problem {
  const { message } = expected(path, what, name);
  return { path, message: `${message}${suggestion(name, names) || `: there are ${names.join(", ")}`}` };
}

function isOneOf(value: string | undefined, known: readonly string[]): boolean {
  return value === undefined || known.includes(value);
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1;

function checkSeconds(path: string, value: unknown, isNeeded = false): Problem[] {
  if ((value === undefined && !isNeeded) || isSeconds(value)) return [];
  return [expected(path, `a number of seconds from 0 to ${MOST_SECONDS}`, value)];
}
