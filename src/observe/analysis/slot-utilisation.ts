import type { TaskInstance, TaskModel } from "../../database/index.ts";
import type { TaskInstanceState } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Recorder } from "../recorder.ts";
import { replay } from "./replay.ts";
import { type StepSeries, StepSeriesBuilder } from "./step-series.ts";

/**
 * The use of a worker slot. `startingUp`: the task's process has not looked at its task yet. `working`: it runs.
 * `waiting`: it runs, and what runs only looks now and then whether something elsewhere is done, a sensor in poke mode say.
 * `ending`: its task instance is not running any more; the process shuts down, or has not noticed yet.
 */
export const SLOT_ACTIVITIES = ["startingUp", "working", "waiting", "ending"] as const;
export type SlotActivity = (typeof SLOT_ACTIVITIES)[number];

/** Worker slots in use over time. The parts of each division add up to the total at every instant. */
export interface SlotUtilisation {
  readonly total: StepSeries;
  readonly byActivity: Readonly<Record<SlotActivity, StepSeries>>;
  readonly byDag: readonly { readonly dagId: string; readonly slots: StepSeries }[];
  readonly byTask: readonly { readonly dagId: string; readonly taskId: string; readonly slots: StepSeries }[];
}

/** The slots of one task instance, by use. */
interface Held {
  readonly instance: TaskInstance;
  state: TaskInstanceState | null;
  /** Slots that it had before it was queued the last time, by processes that are not over. */
  old: number;
  /** Slots that it was given since. */
  own: number;
}

const NOTHING: Readonly<Record<SlotActivity, number>> = { startingUp: 0, working: 0, waiting: 0, ending: 0 };

function activitiesOf({ instance, state, old, own }: Held): Readonly<Record<SlotActivity, number>> {
  switch (state) {
    case "queued":
      return { ...NOTHING, startingUp: own, ending: old };
    case "running":
    case "restarting": {
      const others = { ...NOTHING, ending: Math.max(0, old + own - 1) };
      const running = Math.min(1, old + own);
      return instance.task.operator.onlyWaits ? { ...others, waiting: running } : { ...others, working: running };
    }
    default:
      return { ...NOTHING, ending: old + own };
  }
}

/** Adds up who held a slot, from the changes themselves. */
export function slotUtilisationOf(recorder: Recorder): SlotUtilisation {
  const total = new StepSeriesBuilder();
  const byActivity = {
    startingUp: new StepSeriesBuilder(),
    working: new StepSeriesBuilder(),
    waiting: new StepSeriesBuilder(),
    ending: new StepSeriesBuilder(),
  };
  const byTask = new Map<TaskModel, StepSeriesBuilder>();
  const byDag = new Map<string, StepSeriesBuilder>();
  const holders = new Map<TaskInstance, Held>();
  const touched = new Map<Held, Readonly<Record<SlotActivity, number>>>();
  const touch = (held: Held) => {
    if (!touched.has(held)) touched.set(held, activitiesOf(held));
  };
  const count = (at: Micros, { task }: TaskInstance, delta: 1 | -1) => {
    total.add(at, delta);
    builder(byTask, task).add(at, delta);
    builder(byDag, task.dag.dagId).add(at, delta);
  };
  replay(recorder, {
    taskInstance(_at, instance, state) {
      const held = holderOf(holders, instance, state);
      touch(held);
      if (state === "queued") [held.old, held.own] = [held.old + held.own, 0];
      held.state = state;
    },
    slot(at, instance, delta) {
      const held = holderOf(holders, instance, null);
      touch(held);
      if (delta > 0) held.own += 1;
      else if (held.old > 0) held.old -= 1;
      else held.own -= 1;
      count(at, instance, delta);
    },
    instantOver(at) {
      for (const [held, before] of touched) {
        const after = activitiesOf(held);
        for (const activity of SLOT_ACTIVITIES) byActivity[activity].add(at, after[activity] - before[activity]);
      }
      touched.clear();
    },
  });
  return {
    total,
    byActivity,
    byDag: [...byDag].map(([dagId, slots]) => ({ dagId, slots })),
    byTask: [...byTask].map(([{ dag, taskId }, slots]) => ({ dagId: dag.dagId, taskId, slots })),
  };
}

function holderOf(holders: Map<TaskInstance, Held>, instance: TaskInstance, state: TaskInstanceState | null): Held {
  const known = holders.get(instance);
  if (known !== undefined) return known;
  const held: Held = { instance, state, old: 0, own: 0 };
  holders.set(instance, held);
  return held;
}

function builder<Key>(builders: Map<Key, StepSeriesBuilder>, key: Key): StepSeriesBuilder {
  let found = builders.get(key);
  if (found === undefined) {
    found = new StepSeriesBuilder();
    builders.set(key, found);
  }
  return found;
}
