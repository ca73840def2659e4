/**
 * Arguments that operators for AWS take and that change nothing in a simulation.
 * @module
 */
import type { GoneArguments, NewArguments } from "../../rules/index.ts";

/** Settings of OpenLineage, which wants its own provider. They only change what is told to it. */
export interface OpenLineageArguments {
  readonly openlineageInjectParentJobInfo?: boolean;
  readonly openlineageInjectTransportInfo?: boolean;
}

/** Returns the provider in which they came. */
export function openLineageSince(amazonProvider: string): NewArguments {
  const since = { amazonProvider };
  return { openlineageInjectParentJobInfo: since, openlineageInjectTransportInfo: since };
}

/** The other name that an argument had in provider 8.7.1. */
export function calledSince920(instead: string): GoneArguments[string] {
  return { since: "9.2.0", of: "amazonProvider", instead };
}

/** The wait as provider 8.7.1 also takes it (`waiter_countdown`, `waiter_check_interval_seconds`). */
export interface CountdownArguments {
  /** Seconds that are waited at most, where `waiterMaxAttempts` is not given. Up to provider 8.7.1. */
  readonly waiterCountdown?: number | null;
  /** Seconds between two looks, where `waiterDelay` is not given. Up to provider 8.7.1. */
  readonly waiterCheckIntervalSeconds?: number;
}

export const GONE_COUNTDOWN: GoneArguments = {
  waiterCountdown: calledSince920("use `waiter_max_attempts`, a number of looks"),
  waiterCheckIntervalSeconds: calledSince920("call it `waiter_delay`"),
};
