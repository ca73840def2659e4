/**
 * The states of the tasks upstream of a task instance.
 * @module
 */
import { relevantInstances, type TaskInstance } from "../../database/index.ts";
import { isFinished, type TaskInstanceState } from "../../definition/index.ts";
import type { Evidence } from "./evidence.ts";
import type { Span } from "./history.ts";
import { instant, list, nameOf } from "./texts.ts";

/** The task instances that it waits for, those further up among them, each once. */
export function upstreamOf(instance: TaskInstance): TaskInstance[] {
  return instance.task.awaited.flatMap((other) => relevantInstances(instance, other));
}

/** The states upstream before a change, grouped: `a, b success; c skipped`. */
export function statesText(
  instance: TaskInstance,
  { history }: Evidence,
  row: number,
  upstream: readonly TaskInstance[] = upstreamOf(instance),
): string {
  const groups = new Map<TaskInstanceState | null, string[]>();
  for (const other of upstream) {
    const state = history.stateBefore(other, row);
    groups.set(state, [...(groups.get(state) ?? []), nameOf(other, instance)]);
  }
  return [...groups].map(([state, names]) => `${list(names)} ${state ?? "without a state yet"}`).join("; ");
}

/** Names the tasks that it waits for in a time: the last of those upstream to finish, or those that have not. */
export function upstreamWaitText(instance: TaskInstance, { history, facts }: Evidence, { to }: Span): string {
  const upstream = upstreamOf(instance);
  const { triggerRule } = instance.task.settings;
  const rule = triggerRule === "all_success" ? "" : ` (trigger rule ${triggerRule})`;
  const stateAt = (other: TaskInstance) => history.of(other).findLast(({ from }) => from < to)?.state ?? null;
  const open = upstream.filter((other) => !isFinished(stateAt(other)));
  const last = open.filter((other) => history.of(other).some(({ from, state }) => from === to && isFinished(state)));
  if (last.length > 0 && to < facts.endedAt)
    return `waits for ${list(last.map((other) => `${nameOf(other, instance)} (${other.state ?? "no state"} at ${instant(to)})`))}${rule}`;
  if (open.length > 0)
    return `waits for ${list(open.map((other) => `${nameOf(other, instance)} (${stateAt(other) ?? "no state"})`))}${rule}`;
  if (upstream.length === 0) return "waits for the tasks upstream";
  if (to < facts.endedAt)
    return `${list(upstream.map((other) => `${nameOf(other, instance)} ${stateAt(other) ?? ""}`))}: the scheduler decides on that in its next iteration`;
  const states = list(upstream.map((other) => `${nameOf(other, instance)} ${stateAt(other) ?? "without a state"}`));
  return `waits for what trigger rule ${triggerRule} asks for: upstream ${states}`;
}
