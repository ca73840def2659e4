import type { DagRunState, TaskInstanceState } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { TaskInstanceKey } from "../events.ts";
import type { CauseCode } from "./causes.ts";

/** A cause, told of one case. */
export interface Cause {
  readonly code: CauseCode;
  /** A sentence without a full stop. */
  readonly text: string;
  /** The thing to change in this case, where it is another than its code's; empty where there is none. */
  readonly change?: string;
}

/** The cause alone, of something that has more to it. */
export function causeOf({ code, text, change }: Cause): Cause {
  return change === undefined ? { code, text } : { code, text, change };
}

/** A stretch of time with one cause, or an instant with the cause of what happened at it. */
export interface WhyStep extends Cause {
  readonly from: Micros;
  /** The same as `from` where it is an instant. */
  readonly to: Micros;
  /** The state of the task instance or run in that time, or from that instant on. */
  readonly state: TaskInstanceState | DagRunState | null;
  /** More that belongs to it: who holds what it waits for, say. */
  readonly more: readonly Cause[];
}

/** Tells why a task instance did what it did, from its first state to its last. */
export interface TaskInstanceWhy extends TaskInstanceKey {
  readonly of: "taskInstance";
  readonly state: TaskInstanceState | null;
  /** The cause of its last state; of one that has succeeded the cause that it waited for longest. */
  readonly summary: Cause;
  /** True if nothing could ever end its wait. */
  readonly isForEver: boolean;
  readonly steps: readonly WhyStep[];
}

/** Tells why a run was made, waited, and ended. */
export interface DagRunWhy {
  readonly of: "dagRun";
  readonly dagId: string;
  readonly runId: string;
  readonly state: DagRunState;
  readonly summary: Cause;
  readonly steps: readonly WhyStep[];
}

/** A run that was not made, or made late. */
export interface MissingRun extends Cause {
  /** The date that it would be about, and the instant from which on it was due. */
  readonly logicalDate: Micros;
  readonly dueAt: Micros;
}

/** Tells why a DAG has the runs that it has. */
export interface DagWhy {
  readonly of: "dag";
  readonly dagId: string;
  readonly summary: Cause;
  readonly steps: readonly WhyStep[];
}

/** Something that needs to be explained: of one task or DAG, over all its instances with the same cause. */
export interface Finding extends Cause {
  readonly dagId: string;
  /** Null where it is about the DAG or its runs. */
  readonly taskId: string | null;
  /** The first run and map index that it is true of; null where it is about no run. */
  readonly runId: string | null;
  readonly mapIndex: number;
  /** The task instances or runs that it is true of. */
  readonly count: number;
  /** The waits of all of them together, where it is about a wait. */
  readonly waited: Micros;
  readonly isForEver: boolean;
  readonly at: Micros;
  readonly more: readonly Cause[];
}
