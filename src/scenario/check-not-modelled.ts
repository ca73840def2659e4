/**
 * Refuses in words what Airflow has and scenarios have not: the schema would only say that it does not know the key.
 * @module
 */
import { isObject, type Problem } from "../options/index.ts";
import { objectsOf, type Raw } from "./raw.ts";

const ALIAS =
  "asset aliases are not simulated, as which assets a task updates would be known only when it has run: name the assets themselves";
const WATCHERS =
  "watchers of assets are not simulated: let a run be asked for, or a sensor wait, at the time of each message";
const INLETS = "inlets are not simulated, as they decide nothing: leave them out";
const DEADLINE =
  "the deadlines of Airflow 3 are not simulated, which call a callback: expected the clock time, or the seconds after the end of its data interval, by which a run has to be done, which reports tell";
const MAPPERS: Readonly<Record<string, string>> = {
  RollupMapper: "makes one run of many keys",
  FanOutMapper: "makes many keys of one",
  FixedKeyMapper: "makes the same key of all",
  SegmentMapper: "takes a part of a key",
};

/** Finds aliases, watchers, inlets, deadlines and mappers of partitions that are not simulated. */
export function checkNotModelled(scenario: Raw): Problem[] {
  return objectsOf(scenario["dags"]).flatMap(([index, dag]) => {
    const path = `dags[${index}]`;
    const { schedule, deadline, tasks } = dag;
    return [
      ...inSchedule(schedule, `${path}.schedule`),
      ...(isObject(deadline) || Array.isArray(deadline) ? [{ path: `${path}.deadline`, message: DEADLINE }] : []),
      ...objectsOf(tasks).flatMap(([at, task]) => inTask(task, `${path}.tasks[${at}]`)),
    ];
  });
}

function inTask({ outlets, inlets }: Raw, path: string): Problem[] {
  const aliases = objectsOf(outlets).filter(([, outlet]) => isAlias(outlet));
  return [
    ...aliases.map(([at]) => ({ path: `${path}.outlets[${at}]`, message: ALIAS })),
    ...(inlets === undefined ? [] : [{ path: `${path}.inlets`, message: INLETS }]),
  ];
}

function inSchedule(schedule: unknown, path: string): Problem[] {
  if (Array.isArray(schedule)) return schedule.flatMap((part, at) => inSchedule(part, `${path}[${at}]`));
  if (!isObject(schedule)) return [];
  const mapper = typeof schedule["mapper"] === "string" ? MAPPERS[schedule["mapper"]] : undefined;
  return [
    ...(isAlias(schedule) ? [{ path, message: ALIAS }] : []),
    ...(schedule["watchers"] === undefined ? [] : [{ path: `${path}.watchers`, message: WATCHERS }]),
    ...(mapper === undefined
      ? []
      : [{ path: `${path}.mapper`, message: `${String(schedule["mapper"])}, which ${mapper}, is not simulated` }]),
    ...Object.entries(schedule).flatMap(([key, part]) => inSchedule(part, `${path}.${key}`)),
  ];
}

function isAlias(given: Raw): boolean {
  return "alias" in given;
}
