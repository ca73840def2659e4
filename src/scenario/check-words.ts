/**
 * Refuses words of a scenario file that belong to a later version than the one that is simulated.
 * @module
 */
import { isObject, type Problem } from "../options/index.ts";
import { ASSETS, PARTITIONS, RUN_AFTER, type Since, tooOld, type Versions } from "../rules/index.ts";
import { objectsOf, type Raw } from "./raw.ts";

/** Checks schedules and runs: arguments of DAGs and tasks are checked as they are built. */
export function checkWords(scenario: Raw, versions: Versions): Problem[] {
  const refused = (path: string, since: Since): Problem[] => {
    const message = tooOld(since, versions);
    return message === undefined ? [] : [{ path, message }];
  };
  return [
    ...objectsOf(scenario["dags"]).flatMap(([index, { schedule }]) =>
      isObject(schedule) && "assets" in schedule && !("timetable" in schedule)
        ? refused(`dags[${index}].schedule.assets`, ASSETS)
        : [],
    ),
    ...objectsOf(scenario["runs"]).flatMap(([index, run]) => [
      ...(run["run_after"] === undefined ? [] : refused(`runs[${index}].run_after`, RUN_AFTER)),
      ...(run["partition_key"] === undefined ? [] : refused(`runs[${index}].partition_key`, PARTITIONS)),
    ]),
  ];
}
