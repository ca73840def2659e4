import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { expected, isObject, type KnownKeys, type Problem, unknownKeys } from "../options/index.ts";
import { distributionProblems } from "../random/index.ts";
import type { SchedulerLoopCost } from "../scheduler/index.ts";

const DEATHS = { every: true, lifetime: true, replacedAfter: true, shutdown: true } as const;

/** The keys of each kind of failure, and the ways in which it ends. */
const KINDS = {
  workers: { keys: DEATHS, ways: ["kill", "warm", "terminate"] },
  schedulers: { keys: DEATHS, ways: ["kill", "terminate"] },
  tasks: { keys: { every: true }, ways: [] },
} as const;

const LOOP_COST: KnownKeys<SchedulerLoopCost> = { base: true, perRun: true, perTask: true, perDag: true };

/** Problems of failures that come by chance, each with its path. */
export function failureProblems(given: unknown): Problem[] {
  if (given === undefined) return [];
  const path = "failures";
  if (!isObject(given)) return [expected(path, "an object of failures", given)];
  const kinds = Object.entries(KINDS).flatMap(([kind, { keys, ways }]) =>
    given[kind] === undefined ? [] : kindProblems(`${path}.${kind}`, given[kind], keys, ways),
  );
  return [...unknownKeys(path, given, KINDS), ...kinds];
}

function kindProblems(
  path: string,
  given: unknown,
  keys: Readonly<Record<string, true>>,
  ways: readonly string[],
): Problem[] {
  if (!isObject(given)) return [expected(path, "an object", given)];
  const { every, lifetime, replacedAfter, shutdown } = given;
  const problems = [
    ...unknownKeys(path, given, keys),
    ...(every === undefined ? [] : secondsProblems(`${path}.every`, every, 1)),
    ...(lifetime === undefined ? [] : secondsProblems(`${path}.lifetime`, lifetime, 1)),
    ...(replacedAfter === undefined ? [] : secondsProblems(`${path}.replacedAfter`, replacedAfter, 0)),
  ];
  if (every === undefined && lifetime === undefined)
    problems.push({
      path,
      message: `expected ${"lifetime" in keys ? "`every` or `lifetime`" : "`every`"}, got neither`,
    });
  if (every !== undefined && lifetime !== undefined)
    problems.push({ path, message: "expected `every` or `lifetime`, got both" });
  if (shutdown !== undefined && ways.length > 0 && !ways.some((way) => way === shutdown))
    problems.push(expected(`${path}.shutdown`, `one of ${ways.join(", ")}`, shutdown));
  return problems;
}

/** Refuses costs of the scheduler's loop that make no sense. */
export function loopCostProblems(given: unknown): Problem[] {
  const path = "schedulerLoop";
  if (given === undefined) return [];
  if (!isObject(given) || "distribution" in given) return secondsProblems(path, given, 0);
  const own = Object.entries(given).filter(([key, value]) => key in LOOP_COST && value !== undefined);
  return [
    ...unknownKeys(path, given, LOOP_COST),
    ...own.flatMap(([key, value]) => secondsProblems(`${path}.${key}`, value, 0)),
  ];
}

function secondsProblems(path: string, value: unknown, least: number): Problem[] {
  if (isSeconds(value, least)) return [];
  if (!isObject(value))
    return [expected(path, `a number of seconds from ${least} to ${MOST_SECONDS}, or a distribution`, value)];
  return distributionProblems(value).map(({ path: within, message }) => ({
    path: within === "" ? path : `${path}.${within}`,
    message,
  }));
}
