import type { DagRun, TaskInstance } from "../database/index.ts";
import { Agenda } from "../kernel/index.ts";

/** What the scheduler has to look at because of the time alone. Entries may be out of date by the time they fall due. */
export class SchedulerAgenda {
  /** Task instances that wait for a retry or reschedule date, and runs for their dagrun_timeout. */
  readonly waiting = new Agenda<TaskInstance | DagRun>();
}
