import type { DagRun, TaskInstance, TaskModel } from "../../database/index.ts";
import type { TaskInstanceState } from "../../definition/index.ts";
import { isFinishedRun } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Recorder } from "../recorder.ts";
import { type Percentiles, percentilesOf } from "./percentiles.ts";
import { replay } from "./replay.ts";

/** The durations of one task's instances. */
export interface TaskDurations {
  readonly dagId: string;
  readonly taskId: string;
  /** In state queued, before it runs. */
  readonly queued: Percentiles | null;
  /** In state running. */
  readonly running: Percentiles | null;
}

/**
 * Durations. A task that was deferred, rescheduled or retried has run several times, and each run counts by itself;
 * what has not ended is left out.
 */
export interface Durations {
  /** In state running. */
  readonly running: Percentiles | null;
  /** In state queued, before it runs. */
  readonly queued: Percentiles | null;
  /** Of runs of DAGs, from state running to success or failed. */
  readonly dagRuns: Percentiles | null;
  /** The tasks that were ever queued, in the order in which they first were. */
  readonly byTask: readonly TaskDurations[];
}

interface Stays {
  readonly queued: Micros[];
  readonly running: Micros[];
}

/** Measures each stay in a state, from the changes. */
export function durationsOf(recorder: Recorder): Durations {
  const tasks = new Map<TaskModel, Stays>();
  const since = new Map<TaskInstance, Micros>();
  const runsSince = new Map<DagRun, Micros>();
  const runs: Micros[] = [];
  const leave = (instance: TaskInstance, at: Micros, from: TaskInstanceState | null, to: TaskInstanceState | null) => {
    const [entered, stays] = [since.get(instance), tasks.get(instance.task)];
    if (entered === undefined || stays === undefined) return;
    if (from === "running") stays.running.push(at - entered);
    else if (from === "queued" && to === "running") stays.queued.push(at - entered);
  };
  replay(recorder, {
    taskInstance(at, instance, state, from) {
      if (state === "queued" && !tasks.has(instance.task)) tasks.set(instance.task, { queued: [], running: [] });
      leave(instance, at, from, state);
      if (state === "queued" || state === "running") since.set(instance, at);
      else since.delete(instance);
    },
    dagRun(at, run, state) {
      const began = runsSince.get(run);
      if (state === "running") runsSince.set(run, at);
      else runsSince.delete(run);
      if (isFinishedRun(state) && began !== undefined) runs.push(at - began);
    },
  });
  return {
    running: percentilesOf([...tasks.values()].flatMap(({ running }) => running)),
    queued: percentilesOf([...tasks.values()].flatMap(({ queued }) => queued)),
    dagRuns: percentilesOf(runs),
    byTask: [...tasks].map(([{ dag, taskId }, { queued, running }]) => ({
      dagId: dag.dagId,
      taskId,
      queued: percentilesOf(queued),
      running: percentilesOf(running),
    })),
  };
}
