import type { Pool } from "../../database/index.ts";
import type { TaskInstanceState } from "../../definition/index.ts";
import type { Recorder } from "../recorder.ts";
import { replay } from "./replay.ts";
import { type StepSeries, StepSeriesBuilder } from "./step-series.ts";

/** The slots of a pool over time, as Airflow's pool page counts them. */
export interface PoolLevels {
  readonly pool: string;
  /** Null where the pool has no limit. */
  readonly slots: number | null;
  readonly includeDeferred: boolean;
  readonly running: StepSeries;
  readonly queued: StepSeries;
  readonly deferred: StepSeries;
  /** Slots that its scheduled task instances would take, if they could. */
  readonly scheduled: StepSeries;
  /** Slots less those of running and queued task instances, and of deferred ones where the pool counts them; null without limit. */
  readonly open: StepSeries | null;
}

/** Triggers over time. */
export interface TriggerLevels {
  /** Assigned to a triggerer: they run, or are about to. */
  readonly running: StepSeries;
  /** Not assigned: for want of room, or because no triggerer has looked yet. */
  readonly waiting: StepSeries;
}

type PoolState = "running" | "queued" | "deferred" | "scheduled";

function poolState(state: TaskInstanceState | null): PoolState | undefined {
  return state === "running" || state === "queued" || state === "deferred" || state === "scheduled" ? state : undefined;
}

interface PoolBuilder {
  readonly pool: Pool;
  readonly states: Record<PoolState, StepSeriesBuilder>;
  readonly open: StepSeriesBuilder | null;
}

/** Adds up what task instances have taken of each pool. */
export function poolLevelsOf(recorder: Recorder, pools: Iterable<Pool>): readonly PoolLevels[] {
  const builders = new Map<Pool, PoolBuilder>();
  for (const pool of pools) {
    const open = Number.isFinite(pool.slots) ? new StepSeriesBuilder() : null;
    open?.set(0, pool.slots);
    const states = {
      running: new StepSeriesBuilder(),
      queued: new StepSeriesBuilder(),
      deferred: new StepSeriesBuilder(),
      scheduled: new StepSeriesBuilder(),
    };
    builders.set(pool, { pool, states, open });
  }
  replay(recorder, {
    taskInstance(at, { task }, state, from) {
      const builder = task.pool === undefined ? undefined : builders.get(task.pool);
      if (builder === undefined) return;
      const { poolSlots } = task.settings;
      const [left, entered] = [poolState(from), poolState(state)];
      if (left !== undefined) builder.states[left].add(at, -poolSlots);
      if (entered !== undefined) builder.states[entered].add(at, poolSlots);
      const { running, queued, deferred } = builder.states;
      const counted = builder.pool.includeDeferred ? deferred.value : 0;
      builder.open?.set(at, builder.pool.slots - running.value - queued.value - counted);
    },
  });
  return [...builders.values()].map(({ pool, states, open }) => ({
    pool: pool.name,
    slots: Number.isFinite(pool.slots) ? pool.slots : null,
    includeDeferred: pool.includeDeferred,
    ...states,
    open,
  }));
}

/** Counts triggers that have a triggerer, and those that have none. */
export function triggerLevelsOf(recorder: Recorder): TriggerLevels {
  const [running, waiting] = [new StepSeriesBuilder(), new StepSeriesBuilder()];
  const assigned = new Set<number>();
  replay(recorder, {
    trigger(at, triggerId, _instance, event) {
      switch (event) {
        case "created":
          waiting.add(at, 1);
          break;
        case "assigned":
          if (assigned.has(triggerId)) break; // another triggerer takes over
          assigned.add(triggerId);
          waiting.add(at, -1);
          running.add(at, 1);
          break;
        case "deleted":
          (assigned.delete(triggerId) ? running : waiting).add(at, -1);
          break;
      }
    },
  });
  return { running, waiting };
}
