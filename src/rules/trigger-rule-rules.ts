/**
 * The rules in which versions differ about trigger rules. Paths are those of 2.7.2; an arrow leads to later versions.
 * @module
 */
import { rule } from "./core-rule.ts";

export const TRIGGER_RULE_RULES = {
  allSkippedIgnoresUpstreamFailed: rule({
    why: "`all_skipped` with nothing failed but something upstream_failed waits for ever, and the run ends as a deadlock; later it is skipped.",
    sources: "ti_deps/deps/trigger_rule_dep.py 381 → 428",
    "2.7.2": true,
    "2.10.5": false,
  }),

  fastRulesInMappedGroupsSee: rule<"the same map index" | "all map indexes" | "all map indexes until expanded">({
    why: "Says what one_success, one_failed and one_done look at in a mapped task group: an upstream's instances of the same map index, or, of an upstream that is none of those that the group or task is mapped over, all of them. In 3.3.2 they do so, as none_failed_min_one_success does, only before they are expanded, then also in groups inside the mapped one.",
    sources: "ti_deps/deps/trigger_rule_dep.py 141 → 167 → 186",
    "2.7.2": "the same map index",
    "2.10.5": "all map indexes",
    "3.3.2": "all map indexes until expanded",
  }),

  removedUpstreamsAreMissing: rule<"for map indexes" | "for all">({
    why: "Says for which tasks removed upstream instances do not count as failing: for those that have a map index themselves, in 3.3.2 for all, so that a join behind a mapped task runs though instances of that were removed.",
    sources: "ti_deps/deps/trigger_rule_dep.py 494 → 536 (`num_failures = upstream - success - removed`)",
    "2.7.2": "for map indexes",
    "3.3.2": "for all",
  }),

  minOneSuccessIsAwaited: rule({
    why: "none_failed_min_one_success asks for a success only where all upstreams are skipped. From 3.3 on it does so in any case: what has none ends as upstream_failed, and in a mapped group nothing is expanded whose upstreams are all skipped.",
    sources: "ti_deps/deps/trigger_rule_dep.py 463, 589 (new)",
    "2.7.2": false,
    "3.3.2": true,
  }),
};
