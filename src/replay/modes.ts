import { fnmatch } from "../python/index.ts";
import type { Changes, ModeChange } from "./changes.ts";
import { canDefer } from "./classes.ts";
import type { TaskFacts } from "./task-facts.ts";

export type Mode = ModeChange["mode"];

/** Tells in which way a task waits: as in history, or as the last change says that matches it and that its class can. */
export function modeOf(facts: TaskFacts, { modes = [] }: Changes): Mode {
  const own: Mode = facts.defers ? "deferrable" : facts.reschedules ? "reschedule" : "poke";
  const change = modes.findLast((one) => matches(one, facts) && canHave(facts, one.mode));
  return change?.mode ?? own;
}

/** Tells if tasks of its class can wait in that way. */
export function canHave({ task, kind }: TaskFacts, mode: Mode): boolean {
  const waits = kind === "sensor" || kind === "external" || kind === "job";
  if (mode === "deferrable") return waits && canDefer(task.operator, kind);
  return mode === "poke" ? waits : kind === "sensor" || kind === "external";
}

export function matches({ pattern }: Pick<ModeChange, "pattern">, { dagId, task }: TaskFacts): boolean {
  return [task.operator, task.taskId, `${dagId}.${task.taskId}`].some((name) => fnmatch(name, pattern));
}
