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
    ...(rules.backfillsAreRunBy === "their command"
      ? refusalsOfCommand(dag, options)
      : refusals(dag, { from, reverse, reprocess, at: options.at })
    ).map((message) => ({ path, message })),
  ];
  if (problems.length > 0) throw new SimulationError(problems);
  return { from: micros(from), to: micros(to), maxActiveRuns, reverse, reprocess, conf };
}

/** `airflow dags backfill` with CeleryExecutor, where workers and schedulers may die. */
export function noBackfillJob({ dagId }: BackfillOptions): SimulationError {
  const message =
    "expected no `executor.class` beside a backfill, up to Airflow 2: what becomes of its command where things die is not simulated";
  return new SimulationError([{ path: `DAG "${shown(dagId)}", backfill`, message }]);
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

/** Lists what `airflow dags backfill` refuses (`BackfillJobRunner._execute`), and what is not simulated of it. */
function refusalsOfCommand(dag: DagModel, { maxActiveRuns, reverse, reprocess }: BackfillOptions): string[] {
  const found: string[] = [];
  if (!dag.timetable.canBeScheduled) found.push(`expected a DAG with a schedule: ${dag.dagId} has no run dates`);
  if (maxActiveRuns !== undefined)
    found.push("expected no limit of its own: up to Airflow 2 the max_active_runs of the DAG holds. Leave it out");
  if (dag.hasDependsOnPast && reverse === true)
    found.push("You cannot backfill backwards because one or more tasks depend_on_past: leave out `reverse`");
  if (reprocess === "completed")
    found.push(
      "expected `failed`, as --rerun-failed-tasks is: --reset-dagruns is not simulated. Clear the runs before",
    );
  if (dag.hasRunTimeMapping)
    found.push(
      "expected no task that is mapped over a result: what `airflow dags backfill` makes of one is not simulated",
    );
  return found;
}

/** Lists all that Airflow refuses of a backfill (`_create_backfill`, `_validate_backfill_params`, models/backfill.py). */
function refusals(
  dag: DagModel,
  { from, reverse, reprocess, at }: Pick<BackfillOptions, "at" | "from" | "reverse" | "reprocess">,
): string[] {
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
