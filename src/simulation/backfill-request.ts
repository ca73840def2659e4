/**
 * The request for a backfill. What Airflow would refuse when it is made, or find out then, is refused before anything runs.
 * @module
 */
import type { BackfillArguments, DagModel } from "../database/index.ts";
import { isSeconds, MOST_SECONDS } from "../kernel/index.ts";
import { expected, type Problem, shown } from "../options/index.ts";
import type { Rules } from "../rules/index.ts";
import { unknownBackfillOptions } from "./known-keys.ts";
import type { BackfillOptions } from "./request-options.ts";
import { SimulationError } from "./simulation-error.ts";

const REPROCESS: readonly unknown[] = ["none", "failed", "completed"];

/** Checks the options of a backfill, and makes of them what the database takes. */
export function backfillArguments(dag: DagModel, options: BackfillOptions, rules: Rules): BackfillArguments {
  const { from, to, maxActiveRuns = 10, reverse = false, reprocess = "none", conf = {} } = options;
  const path = `DAG "${shown(options.dagId)}", backfill`;
  const problems = [
    ...unknownBackfillOptions(path, options),
    ...numberProblems(path, options),
    ...(Number.isInteger(maxActiveRuns) && maxActiveRuns > 0
      ? []
      : [expected(`${path}, maxActiveRuns`, "a whole number from 1 up", maxActiveRuns)]),
    ...(REPROCESS.includes(reprocess)
      ? []
      : [expected(`${path}, reprocess`, "one of none, failed, completed", reprocess)]),
    ...refusals(dag, { from, reverse, reprocess, at: options.at }, rules).map((message) => ({ path, message })),
  ];
  if (problems.length > 0) throw new SimulationError(problems);
  return { from: micros(from), to: micros(to), maxActiveRuns, reverse, reprocess, conf };
}

const micros = (seconds: number) => Math.round(seconds * 1e6);

function numberProblems(path: string, { at, from, to }: BackfillOptions): Problem[] {
  const least = { at: 0, from: -MOST_SECONDS, to: -MOST_SECONDS };
  return Object.entries({ at, from, to }).flatMap(([key, value]) =>
    isSeconds(value, least[key as keyof typeof least])
      ? []
      : [expected(`${path}, ${key}`, "a number of seconds", value)],
  );
}

/** Lists all that Airflow refuses of a backfill (`_create_backfill`, `_validate_backfill_params`, models/backfill.py). */
function refusals(
  dag: DagModel,
  { from, reverse, reprocess, at }: Pick<BackfillOptions, "at" | "from" | "reverse" | "reprocess">,
  { backfillsAreRunBy }: Rules,
): string[] {
  if (backfillsAreRunBy === "their command")
    return ["expected Airflow 3: up to 2 a command runs backfills, which is not simulated"];
  const found: string[] = [];
  if (!dag.timetable.canBeScheduled) found.push(`expected a DAG with a schedule: ${dag.dagId} has no schedule`);
  if (dag.timetable.partitionKey !== undefined)
    found.push("expected a schedule of dates: backfills of partitions are not simulated");
  if (dag.hasDependsOnPast && reverse === true)
    found.push(
      "Backfill cannot be run in reverse when the Dag has tasks where depends_on_past=True: leave out `reverse`",
    );
  if (dag.hasDependsOnPast && reprocess === "none")
    found.push(
      "Dag has tasks for which depends_on_past=True. You must set reprocess behavior to reprocess completed or reprocess failed: give `reprocess`",
    );
  if (from >= at) found.push("Backfill cannot be executed for future dates: let `from` be before `at`");
  return found;
}
