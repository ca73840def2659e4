import type { DagRunReason } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DagRun } from "./dag-run.ts";
import type { TaskInstance } from "./task-instance.ts";
import type { TaskModel } from "./task-model.ts";

/** The reason of a change, as the component knows it that makes the change. Other changes explain themselves by who made them. */
export type Reason =
  /** The trigger rule has decided it. */
  | { readonly kind: "triggerRule" }
  /** A setup that it needs, further upstream, has decided it. */
  | { readonly kind: "setup" }
  /** The decision of a branch or short circuit was found in its XCom (NotPreviouslySkippedDep). */
  | { readonly kind: "skipDecision"; readonly by: TaskModel }
  /** A branch or short circuit has skipped it as it ended. `followed` are the tasks that a branch leads to, else null. */
  | { readonly kind: "skippedBy"; readonly by: TaskInstance; readonly followed: readonly string[] | null }
  /** The task that it is mapped over has not succeeded (MappedTaskUpstreamDep). */
  | { readonly kind: "mappedSource" }
  /** There is nothing to map over: no value at all, or an empty one. */
  | { readonly kind: "nothingToMap"; readonly isEmpty: boolean }
  /** The code has raised. `isForced` tells that retries are not asked for, `softened` what a sensor has made a skip of. */
  | {
      readonly kind: "raised";
      readonly type: string;
      readonly message: string;
      readonly isForced: boolean;
      readonly softened: string | null;
    }
  /** The executor is done with it, but its state says that it never ran or never ended. */
  | { readonly kind: "killedExternally" }
  /** The process is gone with its supervisor, and nobody knows. */
  | { readonly kind: "vanished" }
  /** The process was silent for too long: a zombie. */
  | { readonly kind: "noHeartbeat" }
  /** The worker found that it must not run. */
  | { readonly kind: "refusedByWorker" }
  /** It was queued for longer than `task_queued_timeout`. */
  | { readonly kind: "stuckInQueued"; readonly isLast: boolean }
  /** The run has lasted longer than `dagrun_timeout`. */
  | { readonly kind: "runTimeout" }
  /** The deferral has lasted longer than its timeout, which fell on this instant. */
  | { readonly kind: "triggerTimeout"; readonly due: Micros }
  | { readonly kind: "triggerFired" }
  | { readonly kind: "triggerFailed"; readonly message: string | null };

/** Hears the reasons of changes. */
export interface ReasonObserver {
  /** Tells the reason of a change that may follow at this instant. The last reason before the change counts. */
  because(instance: TaskInstance, reason: Reason): void;
  /** Tells the end of a run, which has come about at this instant. */
  runEnded(run: DagRun, reason: DagRunReason): void;
}
