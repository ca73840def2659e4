/**
 * The holders of what a task instance waited for, and the reason why they had it first.
 * @module
 */
import type { TaskInstance } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Facts } from "../analysis/facts.ts";
import type { History, Span } from "./history.ts";
import { type Holder, holdersOf, mostOpen, type Resource } from "./resources.ts";
import { counted, instant, list, nameOf, taskName } from "./texts.ts";
import type { Cause } from "./why.ts";

/** The most groups of holders that are named. */
const MOST_NAMED = 3;

/** Tells all about the holders of a resource while a task instance waited for it. */
export function heldBy(
  resource: Resource,
  instances: readonly TaskInstance[],
  instance: TaskInstance,
  wait: Span,
  history: History,
  facts: Facts,
): Cause[] {
  const holders = holdersOf(resource, instances, instance, wait, history);
  if (holders.length === 0) return [];
  const causes: Cause[] = [{ code: "heldBy", text: holderText(holders, instance, resource) }];
  const slots = needsMore(resource, holders, instance, wait);
  if (slots !== undefined) causes.push(slots);
  const backfill = ofBackfill(holders, instance, wait);
  if (backfill !== undefined) causes.push(backfill);
  const lower = lowerFirst(resource, holders, instance, wait, history, facts) ?? lowerInItself(holders, instance, wait);
  if (lower !== undefined) causes.push(lower);
  const sensors = sensorsOnly(resource, holders, wait);
  if (sensors !== undefined) causes.push(sensors);
  return causes;
}

/** Holders by task: `3 of etl.load (priority 1), etl.wait of r1 (priority 2)`. */
function holderText(holders: readonly Holder[], instance: TaskInstance, { unit }: Resource): string {
  const byTask = new Map<TaskInstance["task"], Holder[]>();
  for (const holder of holders) {
    const { task } = holder.instance;
    byTask.set(task, [...(byTask.get(task) ?? []), holder]);
  }
  const texts = [...byTask].map(([task, of]) => {
    const [first] = of as [Holder];
    const distinct = new Set(of.map((holder) => holder.instance)).size;
    const who = distinct === 1 ? nameOf(first.instance, instance) : `${distinct} of ${taskName(task, instance)}`;
    const since = Math.min(...of.map(({ from }) => from));
    const slots = first.takes === 1 ? "" : `, ${counted(first.takes, unit)}${distinct === 1 ? "" : " each"}`;
    return `${who} (since ${instant(since)}, priority ${weightText(first.instance)}${slots})`;
  });
  return `held by ${list(texts, MOST_NAMED)}; its own priority is ${weightText(instance)}`;
}

/** Slots came free, but never as many at once as it needs. */
function needsMore(resource: Resource, holders: readonly Holder[], instance: TaskInstance, wait: Span) {
  if (resource.needs <= 1 || resource.size < resource.needs) return undefined;
  const smaller = holders.filter(({ takes, from }) => takes < resource.needs && from > wait.from);
  const open = mostOpen(resource, holders, wait);
  if (open === 0 && smaller.length === 0) return undefined;
  const names = list([...new Set(smaller.map((holder) => nameOf(holder.instance, instance)))], MOST_NAMED);
  const taken =
    names === "" ? "" : `; ${names}, which ${smaller.length === 1 ? "needs" : "need"} fewer, took what came free`;
  const cause: Cause = {
    code: "needsMoreSlots",
    text: `it needs ${resource.needs} slots at once, and at most ${Math.min(open, resource.needs - 1)} ${open === 1 ? "was" : "were"} open${taken}`,
  };
  return cause;
}

/** Tasks of a backfill have come to it meanwhile, up to Airflow 2. */
function ofBackfill(holders: readonly Holder[], instance: TaskInstance, wait: Span): Cause | undefined {
  const own = holders.filter((holder) => holder.instance.dagRun.isRunByItsJob && holder.from >= wait.from);
  const [first] = own;
  if (first === undefined || instance.dagRun.isRunByItsJob) return undefined;
  const others = own.length === 1 ? "" : ` and ${own.length - 1} more`;
  return {
    code: "runOfBackfill",
    text: `${nameOf(first.instance, instance)}${others} came to it meanwhile by a backfill: \`airflow dags backfill\` queues its tasks itself, and no priority counts between its tasks and others`,
    change: "run the backfill while nothing else needs this, or give tasks a pool of their own",
  };
}

/** Tells why somebody of a lower priority had it. */
function lowerFirst(
  resource: Resource,
  holders: readonly Holder[],
  instance: TaskInstance,
  wait: Span,
  history: History,
  facts: Facts,
): Cause | undefined {
  const own = instance.task.priorityWeightTotal;
  const ready = readyAt(history, instance, wait.from);
  const lowers = holders.filter((holder) => holder.instance.task.priorityWeightTotal < own && holder.to > wait.from);
  const lower = lowers.find(({ from }) => from >= ready) ?? lowers[0];
  if (lower === undefined) return undefined;
  const other = lower.instance;
  const head = `${nameOf(other, instance)} has the lower priority (${weightText(other)} < ${weightText(instance)})`;
  const scheduledBy = history.of(other).findLast(({ state, from }) => state === "scheduled" && from <= lower.from)?.by;
  const byMini = scheduledBy === "worker" ? ", which the mini-scheduler of the task before it had scheduled" : "";
  if (lower.from < ready)
    return {
      code: "lowerPriorityFirst",
      text: `${head}, but took it at ${instant(lower.from)}${byMini}: this one was scheduled at ${instant(ready)} only`,
    };
  if (facts.rules.executorSendsFirst === "the lowest priority")
    return {
      code: "lowerPriorityFirst",
      text: `${head}, but this version's executor sends the lowest priority first (executorSendsFirst)`,
    };
  const sent = (one: TaskInstance, at: Micros) =>
    history.of(one).findLast(({ state, from }) => state === "queued" && from <= at)?.from ?? at;
  if (resource.name === "worker slots" && sent(other, lower.from) <= sent(instance, wait.to))
    return {
      code: "lowerPriorityFirst",
      text: `${head}, but was sent before it, at ${instant(sent(other, lower.from))}${byMini}: workers take tasks in the order in which they are sent`,
    };
  return lower.takes < resource.needs
    ? { code: "lowerPriorityFirst", text: `${head}, but fits: it needs less of what this one waits for` }
    : undefined;
}

/** Tells why somebody with the lower `priority_weight` of its own counts more: by what stands behind or before it. */
function lowerInItself(holders: readonly Holder[], instance: TaskInstance, wait: Span): Cause | undefined {
  const { settings, priorityWeightTotal: own } = instance.task;
  const lower = holders.find(({ instance: { task }, to }) => {
    const isLower = task.settings.priorityWeight < settings.priorityWeight;
    return to > wait.from && isLower && task.priorityWeightTotal > own;
  });
  if (lower === undefined) return undefined;
  const { task } = lower.instance;
  const { priorityWeight, weightRule } = task.settings;
  return {
    code: "lowerPriorityFirst",
    text: `${nameOf(lower.instance, instance)} has the lower priority_weight (${priorityWeight} < ${settings.priorityWeight}), but by weight_rule ${weightRule} it counts ${task.priorityWeightTotal}, the sum over itself and all that is ${weightRule} of it, and this one ${own}`,
    change: "set `weight_rule=absolute`, so that each task counts its own `priority_weight` alone",
  };
}

function weightText({ task }: TaskInstance): string {
  const { priorityWeight, weightRule } = task.settings;
  const total = task.priorityWeightTotal;
  return total === priorityWeight ? `${total}` : `${total} by weight_rule ${weightRule}`;
}

/** The last time before an instant at which it was scheduled. */
function readyAt(history: History, instance: TaskInstance, at: Micros): Micros {
  return history.of(instance).findLast(({ state, from }) => state === "scheduled" && from <= at)?.from ?? at;
}

/** All that is held is held by tasks that only look whether something elsewhere is done. */
function sensorsOnly({ name, size }: Resource, holders: readonly Holder[], { from, to }: Span): Cause | undefined {
  const middle = (from + to) / 2;
  const held = holders.filter((holder) => holder.from <= middle && holder.to > middle);
  if (held.length === 0 || name === "triggerers") return undefined;
  if (!held.every(({ instance }) => instance.task.operator.onlyWaits)) return undefined;
  const taken = held.reduce((sum, { takes }) => sum + takes, 0);
  if (taken < size) return undefined;
  const names = list([...new Set(held.map(({ instance }) => `${instance.task.dag.dagId}.${instance.task.taskId}`))]);
  return {
    code: "sensorsHoldSlots",
    text: `${size === 1 ? "the only one is" : `all ${size} are`} held by sensors that only wait: ${names}`,
  };
}
