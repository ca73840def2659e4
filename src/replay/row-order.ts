/**
 * The order of DAGs among database rows, which decides whose runs are made first where more are due than one round makes.
 * Without the table it shows only in batches: of more runs that were due at one moment, the first ten came from the first rows.
 * @module
 */
import type { History, Instant, RunRecord } from "../history/index.ts";

/** Runs that a round of the scheduler makes, where the configuration is not there. */
const USUAL_BATCH = 10;

/** The place of each DAG: that of its row, else as batches show it. DAGs of which nothing shows lie in the middle. */
export function rowPlaces(history: History): ReadonlyMap<string, number> {
  const { dagRows, dags } = history;
  if (dagRows !== null) return new Map(dagRows.map((dagId, index) => [dagId, index]));
  const batches = batchesSeen(history);
  const usual = (dagId: string) => batches.get(dagId) ?? 0.5;
  const inOrder = [...dags.keys()].sort((a, b) => usual(a) - usual(b) || (a < b ? -1 : 1));
  return new Map(inOrder.map((dagId, index) => [dagId, index]));
}

/** The mean number of the batch in which each DAG came, among moments at which several batches were due. */
function batchesSeen({ runs, config }: History): Map<string, number> {
  const size = Number(config.get("scheduler.max_dagruns_to_create_per_loop") ?? USUAL_BATCH) || USUAL_BATCH;
  const dueAt = new Map<Instant, RunRecord[]>();
  for (const run of runs) {
    if (run.kind !== "scheduled" || run.intervalEnd === null || !Number.isFinite(run.order)) continue;
    const others = dueAt.get(run.intervalEnd);
    if (others === undefined) dueAt.set(run.intervalEnd, [run]);
    else others.push(run);
  }
  const seen = new Map<string, { sum: number; count: number }>();
  for (const due of dueAt.values()) {
    if (due.length <= size) continue;
    for (const [index, { dagId }] of due.entries()) {
      const known = seen.get(dagId) ?? { sum: 0, count: 0 };
      seen.set(dagId, { sum: known.sum + Math.floor(index / size), count: known.count + 1 });
    }
  }
  return new Map([...seen].map(([dagId, { sum, count }]) => [dagId, sum / count]));
}
