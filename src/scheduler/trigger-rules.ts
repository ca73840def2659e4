/**
 * The trigger rules, as Airflow evaluates them (ti_deps/deps/trigger_rule_dep.py; spec/airflow-core.md, 3.6). Two
 * questions, both answered from counts of finished upstream task instances: whether a task instance is decided without
 * running, often long before all upstreams have finished; and whether it may run.
 * @module
 */

import type { UpstreamTotals } from "../database/index.ts";
import type { FinishedState, TriggerRule } from "../definition/index.ts";
import type { Rules } from "../rules/index.ts";

/** The counts of upstream task instances. `UpstreamStates` is one. */
export interface UpstreamCounts {
  readonly success: number;
  readonly skipped: number;
  readonly failed: number;
  readonly upstreamFailed: number;
  readonly removed: number;
  readonly done: number;
  readonly successSetup: number;
  readonly skippedSetup: number;
}

/** The state that a task instance gets without running, or null. */
export function markByTriggerRule(
  rule: TriggerRule,
  counts: UpstreamCounts,
  totals: UpstreamTotals,
  mapIndex: number,
  rules: Rules,
): FinishedState | null {
  const { success, skipped, failed, upstreamFailed, done } = counts;
  const anyFailed = failed > 0 || upstreamFailed > 0;
  const allDone = done >= totals.upstream;
  switch (rule) {
    case "all_success":
      if (anyFailed) return "upstream_failed";
      if (skipped > 0) return "skipped";
      return isRemoved(counts, mapIndex) ? "removed" : null;
    case "all_failed":
      return success > 0 || skipped > 0 ? "skipped" : null;
    case "one_success":
      if (allDone && done === skipped) return "skipped";
      return allDone && success <= 0 ? "upstream_failed" : null;
    case "one_failed":
      return allDone && !anyFailed ? "skipped" : null;
    case "one_done":
      return allDone && failed === 0 && success === 0 ? "skipped" : null;
    case "none_failed":
      return anyFailed ? "upstream_failed" : null;
    case "none_failed_min_one_success":
      if (anyFailed) return "upstream_failed";
      if (skipped === totals.upstream) return "skipped";
      return rules.minOneSuccessIsAwaited && allDone && success === 0 ? "upstream_failed" : null;
    case "none_skipped":
      return skipped > 0 ? "skipped" : null;
    case "all_skipped":
      return success > 0 || failed > 0 || (upstreamFailed > 0 && !rules.allSkippedIgnoresUpstreamFailed)
        ? "skipped"
        : null;
    case "all_done_min_one_success":
      if (skipped > 0) return "skipped";
      return allDone && success === 0 ? "upstream_failed" : null;
    case "all_done_setup_success":
      if (!allDone || totals.setups === 0) return null;
      if (counts.skippedSetup >= totals.setups) return "skipped";
      return counts.successSetup === 0 ? "upstream_failed" : null;
    case "all_done":
    case "always":
      return null;
  }
}

/** Tells if a task instance may run. */
export function isTriggerRuleMet(
  rule: TriggerRule,
  counts: UpstreamCounts,
  totals: UpstreamTotals,
  mapIndex: number,
  rules: Rules,
): boolean {
  const { success, skipped, failed, upstreamFailed, done } = counts;
  // removed instances are missing from a mapped task's upstreams, not failing there
  const areMissing = mapIndex > -1 || rules.removedUpstreamsAreMissing === "for all";
  const upstream = areMissing ? totals.upstream - counts.removed : totals.upstream;
  switch (rule) {
    case "all_success":
      return upstream - success <= 0;
    case "all_failed":
      return upstream - failed - upstreamFailed <= 0;
    case "one_success":
      return success > 0;
    case "one_failed":
      return failed > 0 || upstreamFailed > 0;
    case "one_done":
      return success + failed > 0;
    case "none_failed":
      return upstream - success - skipped <= 0;
    case "none_failed_min_one_success":
      return upstream - success - skipped <= 0 && (success > 0 || !rules.minOneSuccessIsAwaited);
    case "none_skipped":
      return done >= totals.upstream && skipped === 0;
    case "all_skipped":
      return totals.upstream - skipped <= 0;
    case "all_done":
      return done >= totals.upstream;
    case "all_done_min_one_success":
      return done >= totals.upstream && skipped === 0 && success > 0;
    case "all_done_setup_success":
      return done >= totals.upstream && (totals.setups === 0 || counts.successSetup >= 1);
    case "always":
      return true;
  }
}

/**
 * The setups that a task depends on without being directly downstream of them: whatever its rule, they have to succeed
 * (`_evaluate_setup_constraint`).
 */
export function markBySetups(counts: UpstreamCounts, mapIndex: number): FinishedState | null {
  if (counts.upstreamFailed > 0 || counts.failed > 0) return "upstream_failed";
  if (counts.skipped > 0) return "skipped";
  return isRemoved(counts, mapIndex) ? "removed" : null;
}

export function areSetupsMet(counts: UpstreamCounts, totals: UpstreamTotals, mapIndex: number): boolean {
  return totals.upstream - counts.success - (mapIndex > -1 ? counts.removed : 0) <= 0;
}

/** A map index for which the upstream, which has fewer of them now, has no instance any more. */
function isRemoved({ removed, success }: UpstreamCounts, mapIndex: number): boolean {
  return removed > 0 && success > 0 && mapIndex > -1 && mapIndex >= success;
}
