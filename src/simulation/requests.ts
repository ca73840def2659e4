/**
 * What a person asks for while a simulation runs.
 * @module
 */

import type { TriggerArguments } from "../database/index.ts";
import { isSeconds, MOST_SECONDS, type Seconds } from "../kernel/index.ts";
import { expected, shown } from "../options/index.ts";
import { SimulationError } from "./check-simulation.ts";

export interface TriggerOptions {
  /** Default `manual__` and the logical date. */
  readonly runId?: string;
  readonly conf?: Readonly<Record<string, unknown>>;
  /** When it is asked for, in seconds. Default 0. */
  readonly at?: Seconds;
  /** Its logical date, in seconds after the start of the simulation. Default when it is asked for. */
  readonly logicalAt?: Seconds;
}

/** Which task instances a person marks or clears, and when. */
export interface ActionOptions {
  readonly at: Seconds;
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
}

/** What the scheduler is told of it. */
export function triggerArguments(dagId: string, { at = 0, logicalAt, runId, conf }: TriggerOptions): TriggerArguments {
  const path = `DAG "${dagId}", ${runId === undefined ? "manual run" : `run "${shown(runId)}"`}`;
  checkSeconds(`${path}, at`, at, 0);
  if (logicalAt !== undefined) checkSeconds(`${path}, logicalAt`, logicalAt, -MOST_SECONDS);
  return { runId, conf, logicalDate: logicalAt === undefined ? undefined : Math.round(logicalAt * 1e6) };
}

/** When a person marks or clears. */
export function actionAt({ at, dagId, runId, taskId }: ActionOptions): Seconds {
  checkSeconds(`DAG "${dagId}", run "${runId}", task "${taskId}", at`, at, 0);
  return at;
}

function checkSeconds(path: string, value: unknown, least: Seconds): void {
  if (!isSeconds(value, least))
    throw new SimulationError([expected(path, `a number of seconds from ${least} to ${MOST_SECONDS}`, value)]);
}
