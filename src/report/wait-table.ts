import { WAIT_CAUSES, type WaitCause } from "../database/index.ts";
import { columns, duration, figure } from "../drawing/index.ts";
import { toSeconds } from "../kernel/index.ts";
import type { WaitTotals } from "../observe/index.ts";

/** The causes of waits, in words. */
export const WAIT_LABELS: Readonly<Record<WaitCause, string>> = {
  maxActiveRuns: "max_active_runs",
  logicalDate: "logical date",
  upstream: "upstream tasks",
  dependsOnPast: "the run before (depends_on_past)",
  retryDelay: "retry delay",
  rescheduleInterval: "reschedule date",
  schedulerLoop: "scheduler's next loop",
  parallelism: "parallelism",
  poolFull: "open slots in the pool",
  poolTooSmall: "a pool that is missing or too small",
  maxActiveTasks: "max_active_tasks",
  maxActiveTisPerDag: "max_active_tis_per_dag",
  maxActiveTisPerDagrun: "max_active_tis_per_dagrun",
  priority: "others with priority",
  executorHeartbeat: "executor's next heartbeat",
  workerSlot: "an open worker slot",
  taskStartup: "task start-up",
  triggererLoop: "triggerer's next loop",
  triggererCapacity: "capacity of the triggerers",
  noTriggerer: "a triggerer that is alive",
  triggerCondition: "the trigger's condition",
  runEnded: "nothing: the run has ended",
};

/** The waits of one simulation. */
export interface NamedWaits {
  readonly label: string;
  readonly waits: WaitTotals;
}

/** The waits of all task instances by cause, with a column for each simulation and the share of its waits. */
export function waitLines(all: readonly NamedWaits[]): string[] {
  const sums = all.map(({ waits }) => Object.values(waits).reduce((sum, wait) => sum + wait, 0));
  const causes = WAIT_CAUSES.filter((cause) => all.some(({ waits }) => (waits[cause] ?? 0) > 0));
  const rows = causes.map((cause) => [
    WAIT_LABELS[cause],
    ...all.flatMap(({ waits }, i) => cells(waits[cause] ?? 0, sums[i] ?? 0)),
  ]);
  const total = ["all waiting", ...sums.flatMap((sum) => [duration(sum / 1e6), ""])];
  return columns([["waited for", ...all.flatMap(({ label }) => [label, ""])], ...rows, total]);
}

function cells(wait: number, sum: number): [string, string] {
  return [duration(wait / 1e6), wait > 0 ? `${figure((100 * wait) / sum)} %` : ""];
}

/** Totals of waits, for machines. */
export function waitSeconds(waits: WaitTotals): Record<string, number> {
  return Object.fromEntries(Object.entries(waits).map(([cause, wait]) => [cause, toSeconds(wait)]));
}
