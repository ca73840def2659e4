/**
 * Things that task instances may have to wait for because others have them: slots of a pool, limits, worker slots, triggerers.
 * @module
 */
import type { TaskInstance, WaitCause } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Facts } from "../analysis/facts.ts";
import type { History, Span, States } from "./history.ts";
import { counted } from "./texts.ts";

/** Something of which there is only so much. */
export interface Resource {
  /** For instance `pool "p"`. */
  readonly name: string;
  /** True if it is the slots of a pool. */
  readonly isPool?: true;
  /** Infinity where there is no limit. */
  readonly size: number;
  /** The number that the one that waits needs of it. */
  readonly needs: number;
  readonly unit: string;
  /** The number that another takes of it while it holds it; 0 where it has nothing to do with it. */
  takes(other: TaskInstance): number;
  /** The times in which another holds it. */
  spans(other: TaskInstance): readonly Span[];
}

/** One that has held a resource while another waited. */
export interface Holder extends Span {
  readonly instance: TaskInstance;
  readonly takes: number;
}

const ACTIVE: States = ["queued", "running"];
const WITH_DEFERRED: States = [...ACTIVE, "deferred"];

/** Finds what a task instance lacks; undefined where the cause is no want of anything. */
export function resourceOf(
  cause: WaitCause,
  instance: TaskInstance,
  history: History,
  facts: Facts,
): Resource | undefined {
  switch (cause) {
    case "poolFull":
    case "poolTooSmall":
      return poolOf(instance, history);
    case "parallelism": {
      const spans = (other: TaskInstance) => history.staysIn(other, ACTIVE);
      return {
        name: "parallelism",
        size: facts.config.core.parallelism,
        unit: "task",
        needs: 1,
        takes: () => 1,
        spans,
      };
    }
    case "workerSlot": {
      const spans = (other: TaskInstance) => history.slotsOf(other);
      return { name: "worker slots", size: facts.workerSlots, unit: "slot", needs: 1, takes: () => 1, spans };
    }
    case "triggererCapacity": {
      const spans = (other: TaskInstance) => history.triggersOf(other);
      return { name: "triggerers", size: Number.POSITIVE_INFINITY, unit: "trigger", needs: 1, takes: () => 1, spans };
    }
    default:
      return limitOf(cause, instance, history, facts);
  }
}

function poolOf({ task }: TaskInstance, history: History): Resource {
  const { pool, settings } = task;
  return {
    name: `pool "${settings.pool}"`,
    isPool: true,
    size: pool?.slots ?? 0,
    needs: settings.poolSlots,
    unit: "slot",
    takes: (other) => (pool !== undefined && other.task.pool === pool ? other.task.settings.poolSlots : 0),
    spans: (other) => history.staysIn(other, pool?.includeDeferred === true ? WITH_DEFERRED : ACTIVE),
  };
}

/** The limits of a DAG and of a task. */
function limitOf(
  cause: WaitCause,
  { task, dagRun }: TaskInstance,
  history: History,
  { rules }: Facts,
): Resource | undefined {
  const { settings, dag } = task;
  const limit = (name: string, size: number | null, isOne: (other: TaskInstance) => boolean): Resource => ({
    name,
    size: size ?? 0,
    needs: 1,
    unit: "task instance",
    takes: (other) => (isOne(other) ? 1 : 0),
    spans: (other) =>
      history.staysIn(
        other,
        cause !== "maxActiveTasks" && rules.taskLimitsCount === "deferred too" ? WITH_DEFERRED : ACTIVE,
      ),
  });
  switch (cause) {
    case "maxActiveTasks": {
      const isOne = (other: TaskInstance) => (dag.limitsRuns ? other.dagRun === dagRun : other.task.dag === dag);
      return limit(`max_active_tasks of ${dag.limitsRuns ? "the run" : dag.dagId}`, dag.maxActiveTasks, isOne);
    }
    case "maxActiveTisPerDag":
      return limit("max_active_tis_per_dag", settings.maxActiveTisPerDag, (other) => other.task === task);
    case "maxActiveTisPerDagrun":
      return limit(
        "max_active_tis_per_dagrun",
        settings.maxActiveTisPerDagrun,
        (other) => other.task === task && other.dagRun === dagRun,
      );
    default:
      return undefined;
  }
}

/** The holders of a resource in a time, the one first that held the most of it. */
export function holdersOf(
  resource: Resource,
  instances: readonly TaskInstance[],
  instance: TaskInstance,
  { from, to }: Span,
  history: History,
): Holder[] {
  const holders: Holder[] = [];
  for (const other of instances) {
    const life = history.lifeOf(other);
    if (life.from >= to || life.to <= from) continue;
    const takes = other === instance ? 0 : resource.takes(other);
    if (takes === 0) continue;
    for (const span of resource.spans(other)) {
      if (span.from >= to) break; // they are in the order in which they begin
      if (span.to > from) holders.push({ instance: other, takes, from: span.from, to: span.to });
    }
  }
  const held = (one: Holder) => one.takes * (Math.min(one.to, to) - Math.max(one.from, from));
  return holders.sort((a, b) => held(b) - held(a) || a.from - b.from || a.instance.id - b.instance.id);
}

/** The most that was free at once in a time: `all` have held it. */
export function mostOpen({ size }: Resource, all: readonly Holder[], { from, to }: Span): number {
  const instants = [from, ...all.flatMap((holder) => (holder.to > from && holder.to < to ? [holder.to] : []))];
  const taken = (at: Micros) =>
    all.reduce((sum, holder) => sum + (holder.from <= at && holder.to > at ? holder.takes : 0), 0);
  return Math.max(0, ...instants.map((at) => size - taken(at)));
}

/** Says what it lacks: `2 of the 3 slots of pool "p"`. */
export function needText({ name, isPool, size, needs, unit }: Resource): string {
  if (!Number.isFinite(size)) return name;
  if (name === "worker slots") return size === 1 ? "the only worker slot" : `one of the ${size} worker slots`;
  if (isPool !== true) return `${name} = ${size}`;
  return size === 1 ? `the only slot of ${name}` : `${needs} of the ${counted(size, unit)} of ${name}`;
}
