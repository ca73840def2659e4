import { shown } from "../options/index.ts";
import { pythonRepr } from "../python/index.ts";
import type { Rules } from "../rules/index.ts";

/** `validate_key`, airflow/utils/helpers.py: what dag_id and task_id may be. */
const KEY_PATTERN = /^[\p{L}\p{N}_.-]+\n?$/u; // as Python's, whose `$` also stands before a last line break
const KEY_LENGTH = 250;
const GROUP_KEY_LENGTH = 200;
/** `scheduler.allowed_run_id_pattern`; what matches the built-in pattern matches it too. */
const RUN_ID_PATTERN = /^[A-Za-z0-9_.~:+-]+$/;
/** The ids that Airflow itself makes up: `RUN_ID_REGEX` (models/dagrun.py), in Airflow's own notation. */
const BUILT_IN_PATTERN = String.raw`^(?:manual|scheduled|dataset_triggered)__(?:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00)$`;

/** Returns the problem of a dag_id or task_id, in Airflow's words; undefined where nothing is. */
export function keyProblem(key: string): string | undefined {
  if (typeof key !== "string") return `The key has to be a string and is ${typeof key}:${shown(key)}`;
  if ([...key].length > KEY_LENGTH) return `The key has to be less than ${KEY_LENGTH} characters`;
  if (!KEY_PATTERN.test(key))
    return `The key ${pythonRepr(key)} has to be made of alphanumeric characters, dashes, dots and underscores exclusively`;
  return undefined;
}

/** Returns the problem of the id of a task group that prefixes others (`validate_group_key`); undefined where nothing is. */
export function groupKeyProblem(key: string): string | undefined {
  if (typeof key !== "string") return `The key has to be a string and is ${typeof key}:${shown(key)}`;
  if ([...key].length > GROUP_KEY_LENGTH) return `The key has to be less than ${GROUP_KEY_LENGTH} characters`;
  if (!/^[\p{L}\p{N}_-]+\n?$/u.test(key))
    return `The key ${pythonRepr(key)} has to be made of alphanumeric characters, dashes and underscores exclusively`;
  return undefined;
}

/** The beginning of the id of each run that a backfill makes (`DagRunType.generate_run_id`, utils/types.py). */
export const BACKFILL_PREFIX = "backfill__";

/** Tells if a run was made for a date, by its id: the schedule or a backfill has made it. */
export function isMadeForDate(runId: string): boolean {
  return runId.startsWith(BACKFILL_PREFIX) || ofAnotherType(runId) === "scheduled";
}

/** The type that the id of a run begins with, where that is not `manual` (`DagRunType.from_run_id`). */
export function ofAnotherType(runId: string): "scheduled" | "dataset_triggered" | undefined {
  return (["scheduled", "dataset_triggered"] as const).find((type) => runId.startsWith(`${type}__`));
}

/** Returns the type that Airflow 3 reserves ids of that beginning for (`from_run_id`); undefined for none. */
function reservedFor(runId: string): string | undefined {
  return ["scheduled", "asset_triggered", "asset_materialization"].find((type) => runId.startsWith(`${type}__`));
}

/** Returns the problem of the id of a run that is asked for; undefined where nothing is. Without rules the ids of others are not looked at. */
export function runIdProblem(runId: string, rules?: Pick<Rules, "runIdsOfOthersAre">): string | undefined {
  if (typeof runId !== "string") return `\`run_id\` expected to be a str is ${typeof runId}`;
  if (runId.length > KEY_LENGTH && [...runId].length > KEY_LENGTH)
    return `The run ID has to be less than ${KEY_LENGTH} characters`;
  if (!RUN_ID_PATTERN.test(runId))
    return `The provided run ID '${runId}' is invalid. It does not match either the configured pattern: '${RUN_ID_PATTERN.source}' or the built-in pattern: '${BUILT_IN_PATTERN}'`;
  if (runId.startsWith(BACKFILL_PREFIX))
    return `The provided run ID '${runId}' is that of a backfill, which the scheduler never runs: give another`;
  const reserved = rules?.runIdsOfOthersAre === "refused" ? reservedFor(runId) : undefined;
  if (reserved !== undefined)
    return `A manual DAG run cannot use ID ${pythonRepr(runId)} since it is reserved for ${reserved} runs: give another`;
  return undefined;
}
