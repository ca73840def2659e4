/**
 * The context that dependencies are evaluated in, and the verdict that they come to.
 * @module
 */
import type { FinishedState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { DecidedSources } from "./decided-sources.ts";

/** Tells if a task instance may go on, and what it gets otherwise. */
export interface Verdict {
  /** True if all dependencies are met. */
  met: boolean;
  /** The state that it gets without running. */
  mark: FinishedState | null;
  /** Of that, what workers decide too: by a branch or short circuit upstream, or by what it is mapped over. */
  outright: FinishedState | null;
  /** Tells if it was found in the XCom of a branch or short circuit: NotPreviouslySkippedDep tells nobody of a change. */
  isSilent: boolean;
  /** When a dependency that only waits for time will be met; `NEVER` where none does. */
  waitUntil: Micros;
}

/** The dependencies that may be ignored: `DepContext`. */
export interface DepContext {
  readonly ignoreInRetryPeriod?: boolean;
  readonly ignoreInReschedulePeriod?: boolean;
  /** True if operators are at hand, or, as in the scheduler, only what was serialized of them: that knows no classes. */
  readonly isSerialized?: boolean;
  /** The decisions of one pass about tasks that others are mapped over: those see it at once (`DecidedSources`). */
  readonly decidedSources?: DecidedSources | undefined;
}
