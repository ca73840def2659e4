import { rulesOf, versionsOf } from "../rules/index.ts";
import { type ArrivedRun, DEFAULT_START, type Scenario, withArrivals } from "../scenario/index.ts";

/**
 * The scenario with each manual run asked for `count` times at once, and what a person does to it done to all copies. Where
 * runs have logical dates, those have to differ: they lie microseconds apart, at the run's and before it, but not before the
 * DAG's start, where its tasks would have no instances.
 */
export function repeated(scenario: Scenario, count: number): Scenario {
  if (count === 1) return scenario;
  const { runs = [], actions = [], dags } = withArrivals(scenario);
  const isAlwaysDated = rulesOf(versionsOf({ airflow: scenario.airflow })).manualRunsAreAbout === "their logical date";
  const isDated = ({ logical_at }: ArrivedRun) => isAlwaysDated || typeof logical_at === "number";
  const taken = new Set(runs.filter(isDated).map((run) => key(run, dateOf(run))));
  const copies = runs.flatMap((run) => {
    if (!isDated(run)) return Array.from({ length: count }, (_, i) => ({ ...run, run_id: copyId(run.run_id, i) }));
    const start = dags.find(({ dag_id }) => dag_id === run.dag_id)?.start_at ?? DEFAULT_START;
    taken.delete(key(run, dateOf(run)));
    const isFree = (date: number) => !taken.has(key(run, date));
    const dates = logicalDates(dateOf(run), Math.round(start * 1e6), count, isFree);
    for (const date of dates) taken.add(key(run, date));
    return dates.map((date, i) => ({ ...run, run_id: copyId(run.run_id, i), logical_at: date / 1e6 }));
  });
  const isRun = (dagId: string, runId: string) => runs.some((run) => run.dag_id === dagId && run.run_id === runId);
  const deeds = actions.flatMap((action) =>
    "run_id" in action && isRun(action.dag_id, action.run_id)
      ? Array.from({ length: count }, (_, i) => ({ ...action, run_id: copyId(action.run_id, i) }))
      : [action],
  );
  return { ...scenario, runs: copies, ...(actions.length > 0 ? { actions: deeds } : {}) };
}

function copyId(runId: string, index: number): string {
  return `${runId}_${index + 1}`;
}

/** The logical date of a run, in microseconds after the start. */
function dateOf({ logical_at, at }: ArrivedRun): number {
  return Math.round((logical_at ?? at ?? 0) * 1e6);
}

function key({ dag_id }: ArrivedRun, date: number): string {
  return `${date} ${dag_id}`;
}

function logicalDates(own: number, earliest: number, count: number, isFree: (date: number) => boolean): number[] {
  const dates: number[] = [];
  for (let date = own; dates.length < count && date >= earliest; date -= 1) if (isFree(date)) dates.push(date);
  for (let date = own + 1; dates.length < count; date += 1) if (isFree(date)) dates.push(date);
  return dates.sort((a, b) => a - b);
}
