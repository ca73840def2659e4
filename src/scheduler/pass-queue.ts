import type { TaskInstance } from "../database/index.ts";
import { isSchedulable } from "../definition/index.ts";

/**
 * A pass comes to every task instance, here only to those of which something has changed. Where the one at a place of the
 * queue has just changed something of another, the pass comes to that too, if its turn is after it: they are in the order of
 * their ids, and behind them those that were expanded, of which the first is one that the pass has been at already.
 */
export function lookAtInTurn(queue: TaskInstance[], place: number, instance: TaskInstance): void {
  const { id } = queue[place] as TaskInstance;
  if (instance.id <= id || !isSchedulable(instance.state) || queue.includes(instance, place)) return;
  const isBefore = (other: TaskInstance | undefined) => other !== undefined && other.id > id && other.id < instance.id;
  let turn = place + 1;
  while (isBefore(queue[turn])) turn += 1;
  queue.splice(turn, 0, instance);
}
