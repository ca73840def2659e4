/**
 * A scenario with every round of every loop run. Loops rest while they have nothing to do: where a round that was left out
 * would have changed something, the traces differ. No oracle is needed to see it.
 * @module
 */
import { traceDifferences } from "airlapse";
import { Kernel } from "airlapse/kernel";
import { traceHere } from "./here.js";

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */
/** @typedef {import("./generate/draft.js").ScenarioSpec} ScenarioSpec */

/** How a trace differs from that of the same scenario where no loop rests. @param {ScenarioSpec} scenario @param {Trace} trace @param {AirflowVersion} [airflow] */
export function differencesOfEveryRound(scenario, trace, airflow) {
  return traceDifferences(traceOfEveryRound(scenario, airflow), trace).map(
    (difference) => `loops rest too long: ${difference}`,
  );
}

/** @param {ScenarioSpec} scenario @param {AirflowVersion} [airflow] */
function traceOfEveryRound(scenario, airflow) {
  const { rest } = Kernel.prototype;
  Kernel.prototype.rest = function (loop, due) {
    rest.call(this, loop, Math.min(due, loop.rounds.from(this.now + 1)));
  };
  try {
    return traceHere(scenario, airflow);
  } finally {
    Kernel.prototype.rest = rest;
  }
}
