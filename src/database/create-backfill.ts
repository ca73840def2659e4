/**
 * The making of a backfill, as a person asks for one of Airflow 3 (`_create_backfill`, models/backfill.py).
 * @module
 */
import { invariant } from "../containers/index.ts";
import { BACKFILL_PREFIX, type DataInterval, isFinishedRun } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import { Backfill } from "./backfill.ts";
import type { DagModel } from "./dag-model.ts";
import type { DagRun } from "./dag-run.ts";
import type { Metadata } from "./metadata.ts";

/** Names the runs that a backfill runs again, of those that are there already. */
export type ReprocessBehavior = "none" | "failed" | "completed";

export interface BackfillArguments {
  readonly from: Micros;
  readonly to: Micros;
  readonly maxActiveRuns: number;
  /** The newest run first. */
  readonly reverse: boolean;
  readonly reprocess: ReprocessBehavior;
  readonly conf: Readonly<Record<string, unknown>>;
}

/** A run that a backfill is to have. */
export interface DueRun {
  readonly dataInterval: DataInterval;
  readonly runAfter: Micros;
}

/**
 * `_create_backfill`: makes the runs of a range, and clears those that are to run again. It is refused while another of the DAG is
 * not marked as complete (`AlreadyRunningBackfill`).
 */
export function createBackfill(metadata: Metadata, dag: DagModel, given: BackfillArguments): void {
  if ([...metadata.incompleteBackfills].some(({ dag: other }) => other === dag)) {
    metadata.observer.backfill(dag, { kind: "refused", inTheWay: null });
    return;
  }
  const isOver = ({ dataInterval }: DueRun) => dataInterval.end < metadata.kernel.now;
  const runs = runsBetween(metadata, dag, given).filter(isOver);
  const backfill = new Backfill(dag, given.maxActiveRuns, metadata.kernel.now, runs.length === 0);
  metadata.incompleteBackfills.add(backfill);
  metadata.wakeScheduler();
  if (given.reverse) runs.reverse();
  const counts = { made: 0, reprocessed: 0, leftAlone: 0 };
  for (const [index, { dataInterval, runAfter }] of runs.entries()) {
    const logicalDate = dataInterval.start;
    const existing = metadata.runs.findAt(dag, logicalDate);
    const ordinal = index + 1;
    if (existing !== undefined) {
      const isAgain = isReprocessed(existing, given.reprocess);
      counts[isAgain ? "reprocessed" : "leftAlone"] += 1;
      if (isAgain) metadata.runLife.reprocess(existing, backfill, ordinal);
      continue;
    }
    counts.made += 1;
    metadata.runLife.create(dag, {
      runId: `${BACKFILL_PREFIX}${metadata.calendar.isoformat(runAfter)}`,
      runType: "backfill",
      logicalDate,
      dataInterval,
      runAfter,
      conf: given.conf,
      externalTrigger: false,
      backfill: { of: backfill, ordinal },
    });
  }
  metadata.observer.backfill(dag, { kind: "made", ...counts });
}

/** The runs of a schedule whose logical dates are in a range (`iter_dagrun_infos_between`, models/dag.py). */
export function runsBetween(
  { kernel }: Metadata,
  dag: DagModel,
  { from, to }: Pick<BackfillArguments, "from" | "to">,
): DueRun[] {
  const restriction = { earliest: from, latest: to, catchup: true };
  const found: DueRun[] = [];
  for (let last: DataInterval | null = null; ; ) {
    const next = dag.timetable.nextDagrunInfo(last, restriction, kernel.now);
    if (next === null) return found;
    invariant(last === null || next.dataInterval.start > last.start, "a schedule goes forward");
    found.push(next);
    last = next.dataInterval;
  }
}

/** `_get_dag_run_no_create_reason`: a run under way is left alone in any case. */
function isReprocessed({ state }: DagRun, reprocess: ReprocessBehavior): boolean {
  if (!isFinishedRun(state) || reprocess === "none") return false;
  return reprocess === "completed" || state === "failed";
}
