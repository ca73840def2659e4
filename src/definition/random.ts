import type { Seconds } from "../kernel/index.ts";
import type { RandomSeconds, RandomSource, RandomStreams, StreamName } from "../random/index.ts";
import { type DagRunView, type ProvidedService, provide, serviceKey, type TaskContext } from "./context.ts";

/** The random streams of a simulation, from its `seed`. */
export const RANDOM = serviceKey<RandomStreams>("RANDOM");

/** Names a run to the random streams. Default its id. */
export const RUN_NAME =
  serviceKey<(run: Pick<DagRunView, "runId" | "runType" | "dataIntervalEnd">) => string>("RUN_NAME");

/** The random streams as services of a simulation, which name runs by their ids. */
export function chance(streams: RandomStreams): readonly ProvidedService[] {
  return [provide(RANDOM, streams), provide(RUN_NAME, ({ runId }) => runId)];
}

function streamNameOf(context: TaskContext, purpose: string): StreamName {
  const { ti, dagRun } = context;
  const run = context.service(RUN_NAME)(dagRun);
  return ["task", ti.dagId, ti.taskId, run, ti.mapIndex, ti.tryNumber, purpose];
}

/**
 * Draws a duration for this try of this task instance, drawn from a distribution: `yield context.sleep(draw(context,
 * { distribution: "lognormal", median: 60, sigma: 0.5 }))`. It is the same whatever else happens and in whatever mode. What
 * is drawn for another purpose of the same try needs a name of its own.
 */
export function draw(context: TaskContext, value: RandomSeconds, purpose = "duration"): Seconds {
  return typeof value === "number" ? value : context.service(RANDOM).draw(value, streamNameOf(context, purpose));
}

/** Numbers from 0 up and below 1 for this try of this task instance, for one purpose. */
export function randomSource(context: TaskContext, purpose: string): RandomSource {
  return context.service(RANDOM).stream(streamNameOf(context, purpose));
}
