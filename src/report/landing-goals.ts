import type { LandingGoal } from "../observe/index.ts";
import type { Scenario } from "../scenario/index.ts";

/** The landings that are wanted, by DAG id. */
export type LandingGoals = Readonly<Record<string, LandingGoal>>;

/** The deadlines of a scenario's DAGs. */
export function landingGoals({ dags }: Scenario): LandingGoals {
  return Object.fromEntries(dags.map(({ dag_id, deadline }) => [dag_id, deadline === undefined ? {} : { deadline }]));
}
