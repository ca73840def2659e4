/**
 * Small pipelines for tests. A run that is asked for at 0.5 s starts in the scheduler's iteration at 1 s: what can run then
 * is scheduled, queued and running at that instant.
 * @module
 */
import {
  DAG,
  type DagArguments,
  Simulation,
  type SimulationOptions,
  type SimulationResult,
  type TaskContext,
  type TaskInstanceState,
} from "airlapse";
import { sleep } from "airlapse/kernel";
import { BaseOperator, type BaseOperatorArguments, BaseTrigger, TriggerEvent } from "airlapse/operators";

/** One DAG "d", one run "r1". */
export function runOnce(
  define: (dag: DAG) => void,
  options: Omit<Partial<SimulationOptions>, "dags"> & { readonly dag?: DagArguments } = {},
): SimulationResult {
  return simulate(define, options).run();
}

/** As `runOnce`, before it is run. */
export function simulate(
  define: (dag: DAG) => void,
  { dag: given = {}, ...options }: Omit<Partial<SimulationOptions>, "dags"> & { readonly dag?: DagArguments } = {},
): Simulation {
  const dag = new DAG("d", given);
  define(dag);
  return new Simulation({ dags: [dag], until: 3600, ...options }).trigger("d", { runId: "r1", at: 0.5 });
}

/** The states of a task instance with their times in seconds: `1 running`. */
export function history(result: SimulationResult, taskId: string, runId = "r1"): string[] {
  return result.taskInstance(runId, taskId).history.map(({ at, state }) => `${at / 1e6} ${state}`);
}

/** When a task instance was in a state first, in seconds. */
export function timeOf(result: SimulationResult, taskId: string, state: TaskInstanceState, runId = "r1"): number {
  const found = result.taskInstance(runId, taskId).history.find((step) => step.state === state);
  if (found === undefined) throw new Error(`Expected ${taskId} to have been ${state}`);
  return found.at / 1e6;
}

/** Worker slots in use at an instant, in seconds; what happens at the instant itself counts. */
export function slotsAt(result: SimulationResult, seconds: number): number {
  let level = 0;
  for (const { at, delta } of result.slotChanges()) if (at <= seconds * 1e6) level += delta;
  return level;
}

/** How many triggers there are at an instant. */
export function triggersAt(result: SimulationResult, seconds: number): number {
  let level = 0;
  for (const change of result.changes()) {
    if (change.kind !== "trigger" || change.at > seconds * 1e6) continue;
    if (change.event === "created") level += 1;
    if (change.event === "deleted") level -= 1;
  }
  return level;
}

/** Holds its slot for some seconds. */
export class Work extends BaseOperator<BaseOperatorArguments & { readonly seconds: number }> {
  *execute() {
    yield sleep(this.args.seconds);
  }
}

/** Fires after some seconds. */
export class AfterSeconds extends BaseTrigger<{ readonly seconds: number }> {
  override *run() {
    yield sleep(this.kwargs.seconds);
    yield new TriggerEvent({ waited: this.kwargs.seconds });
  }
}

export interface DeferArguments extends BaseOperatorArguments {
  /** Seconds that its trigger waits. */
  readonly wait: number;
  /** Seconds of work before and after. Default 0. */
  readonly submit?: number;
  readonly resume?: number;
  /** Default none. */
  readonly deferTimeout?: number;
  /** How often it defers. Default once. */
  readonly times?: number;
}

/** Works, waits in the triggerer, works again. Its result is the event's payload. */
export class Defer extends BaseOperator<DeferArguments> {
  *execute() {
    yield sleep(this.args.submit ?? 0);
    return this.#wait(1);
  }

  *executeComplete(_context: TaskContext, { event, time }: { readonly event: unknown; readonly time: number }) {
    yield sleep(this.args.resume ?? 0);
    return time < (this.args.times ?? 1) ? this.#wait(time + 1) : event;
  }

  #wait(time: number) {
    const trigger = new AfterSeconds({ seconds: this.args.wait });
    const timeout = this.args.deferTimeout ?? null;
    return this.defer({ trigger, methodName: "executeComplete", kwargs: { time }, timeout });
  }
}
