/**
 * The owner of a task instance: the scheduler that has queued it, its message, the supervisor of its process.
 * @module
 */
import type { Job, TaskJob } from "./jobs.ts";
import type { TaskInstance } from "./task-instance.ts";

/** The columns of a task instance that say who looks after it. They are there where somebody may die. */
export interface OwnerColumns {
  /** `queued_by_job_id`: the scheduler that has queued it, or has taken it over. */
  readonly queuedBy: Job | null;
  /** `external_executor_id`: its message. */
  readonly externalExecutorId: object | null;
  /** `job_id`, and with it `hostname` and `pid`: the supervisor whose process runs it. */
  readonly job: TaskJob | null;
}

const NOBODY: OwnerColumns = { queuedBy: null, externalExecutorId: null, job: null };

/** Writes some of these columns. They are written here and by `Life`, and read-only everywhere else. */
export function setOwner(
  row: { -readonly [Column in "owner"]: TaskInstance[Column] },
  columns: Partial<OwnerColumns>,
): void {
  row.owner = { ...(row.owner ?? NOBODY), ...columns };
}
