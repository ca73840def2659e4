import type { FinishedState } from "../definition/index.ts";

/**
 * Counts a task's direct upstream task instances that have finished, by state: all that trigger rules ask for
 * (`_UpstreamTIStates` of ti_deps/deps/trigger_rule_dep.py). Kept up to date rather than counted when asked, so that a
 * join over ten thousand tasks is not counted ten thousand times.
 */
export class UpstreamStates {
  success = 0;
  skipped = 0;
  failed = 0;
  upstreamFailed = 0;
  removed = 0;
  done = 0;
  successSetup = 0;
  skippedSetup = 0;

  /** One more, or (-1) one less, has finished as `state`. */
  add(state: FinishedState, isSetup: boolean, delta: 1 | -1): void {
    this.done += delta;
    switch (state) {
      case "success":
        this.success += delta;
        if (isSetup) this.successSetup += delta;
        break;
      case "skipped":
        this.skipped += delta;
        if (isSetup) this.skippedSetup += delta;
        break;
      case "failed":
        this.failed += delta;
        break;
      case "upstream_failed":
        this.upstreamFailed += delta;
        break;
      case "removed":
        this.removed += delta;
        break;
    }
  }
}
