import type { Metadata } from "../database/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { RandomStreams } from "../random/index.ts";
import { BusyRounds, LoopCost, type Pace, SchedulerRounds } from "../scheduler/index.ts";
import type { SimulationOptions } from "./simulation-options.ts";

/** The rounds of a scheduler, and its pace where its iterations take time. `index` tells it from others. */
export function paceOf(
  firstRound: Micros,
  { config, rules }: Pick<Metadata, "config" | "rules">,
  cost: SimulationOptions["schedulerLoop"],
  random: RandomStreams,
  index: number,
): { readonly rounds: SchedulerRounds; readonly pace?: Pace } {
  if (cost === undefined) return { rounds: new SchedulerRounds(firstRound, config, rules) };
  const rounds = new BusyRounds(firstRound, config, rules);
  const given = typeof cost === "number" || "distribution" in cost ? { base: cost } : cost;
  return { rounds, pace: { rounds, cost: new LoopCost(given, random, index) } };
}
