/**
 * The things that `airlapse why` is asked about.
 * @module
 */
import type { DagRunResult, SimulationResult, TaskInstanceResult } from "../observe/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { InputError } from "./input-error.ts";

/** A DAG, or a task of it, all map indexes or one. */
export interface Named {
  readonly dagId: string;
  /** Null for the DAG itself. */
  readonly taskId: string | null;
  readonly mapIndex: number | null;
}

/** The names in a scenario: its DAGs and their tasks, with the names that groups give them. */
export interface Names {
  readonly dagId: string;
  readonly taskIds: readonly string[];
}

/** Reads `dag.task`, `task`, `dag.task[2]` or `dag`. Throws an InputError where that is none, or several. */
export function findNamed(text: string, names: readonly Names[], { name }: Scenario): Named {
  const [, head = text, index] = /^(.*?)(?:\[(\d+)\])?$/s.exec(text) ?? [];
  const mapIndex = index === undefined ? null : Number(index);
  const exact = names.flatMap(({ dagId, taskIds }): Named[] => [
    ...taskIds.filter((taskId) => head === `${dagId}.${taskId}`).map((taskId) => ({ dagId, taskId, mapIndex })),
    ...(head === dagId ? [{ dagId, taskId: null, mapIndex: null }] : []),
  ]);
  const found =
    exact.length > 0
      ? exact
      : names.flatMap(({ dagId, taskIds }): Named[] =>
          taskIds.filter((taskId) => head === taskId).map((taskId) => ({ dagId, taskId, mapIndex })),
        );
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  if (found.length > 1)
    throw new InputError(
      `Expected --task to name one task of ${name}, got "${text}", which may be ${found.map(({ dagId, taskId }) => `${dagId}${taskId === null ? "" : `.${taskId}`}`).join(" or ")}`,
    );
  const all = names.flatMap(({ dagId, taskIds }) => [dagId, ...taskIds.map((taskId) => `${dagId}.${taskId}`)]);
  throw new InputError(
    `Expected --task to be a DAG or a task of ${name}, got "${text}": there ${all.length === 1 ? "is" : "are"} ${shown(all)}`,
  );
}

/** The names of an error. */
function shown(names: readonly string[]): string {
  return names.length > 20 ? `${names.slice(0, 20).join(", ")} and ${names.length - 20} more` : names.join(", ");
}

/** The runs with an id, of one DAG where one is named. Throws an InputError where no DAG could have one. */
export function findRuns(runId: string, named: Named | undefined, result: SimulationResult): readonly DagRunResult[] {
  const runs = result.dagRuns.filter(
    (run) => run.runId === runId && (named === undefined || run.dagId === named.dagId),
  );
  if (runs.length > 0 || named !== undefined) return runs;
  throw new InputError(
    `Expected --run to be the id of a run, got "${runId}": name its DAG by --task to hear why there is none, or one of ${shown([...new Set(result.dagRuns.map((run) => run.runId))])}`,
  );
}

/** The instances of a task in some runs, or in all. */
export function findInstances(
  { dagId, taskId, mapIndex }: Named,
  runs: readonly DagRunResult[] | undefined,
  result: SimulationResult,
): readonly TaskInstanceResult[] {
  return result.taskInstances.filter(
    (instance) =>
      instance.dagId === dagId &&
      instance.taskId === taskId &&
      (mapIndex === null || instance.mapIndex === mapIndex) &&
      (runs === undefined || runs.some((run) => run.runId === instance.runId)),
  );
}

/** Reads an instant: seconds, `h:mm:ss`, `2 d 03:14:05`, or a date. Throws an InputError where it is none. */
export function parseInstant(text: string, start: string): number {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?( ?s)?$/.test(trimmed)) return Number.parseFloat(trimmed) * 1e6;
  const [, days = "0", hours, minutes, seconds] = /^(?:(\d+) ?d )?(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(trimmed) ?? [];
  if (hours !== undefined)
    return (Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1e6;
  const at = (Date.parse(trimmed) - Date.parse(start)) * 1000;
  if (/^\d{4}-\d\d-\d\d/.test(trimmed) && at >= 0) return at;
  throw new InputError(
    `Expected --at to be seconds since the start, h:mm:ss, or a date after the start (${start}), got "${text}"`,
  );
}
