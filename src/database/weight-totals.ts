import { Heap } from "../containers/index.ts";
import type { TaskModel } from "./task-model.ts";

/**
 * Of each task, by its index: its own weight and those of all that can be reached from it (`priority_weight_total` of the rules
 * `downstream` and `upstream`). From a task on, others are followed only as far as all ways meet in one: what is behind that is
 * known. So a chain takes no longer than its tasks, and so does whatever comes together again and again.
 */
export function weightTotals(tasks: readonly TaskModel[], direction: "downstream" | "upstream"): Float64Array {
  const order = fromEndToEnd(tasks, direction);
  const places = new Uint32Array(tasks.length);
  for (const [place, task] of order.entries()) places[task.index] = place;
  const totals = new Float64Array(tasks.length);
  const seenFrom = new Uint32Array(tasks.length);
  const ahead = new Heap<number>((a, b) => a < b);
  for (let place = order.length - 1; place >= 0; place -= 1) {
    const task = order[place] as TaskModel;
    const follow = (from: TaskModel) => {
      for (const { index } of from[direction]) {
        if (seenFrom[index] === place + 1) continue;
        seenFrom[index] = place + 1;
        ahead.push(places[index] as number);
      }
    };
    let total = task.settings.priorityWeight;
    follow(task);
    // the first of the order is reached from none of the others: where it is alone, all that was met before lies behind
    while (ahead.size > 1) {
      const next = order[ahead.pop() as number] as TaskModel;
      total += next.settings.priorityWeight;
      follow(next);
    }
    const meeting = ahead.pop();
    if (meeting !== undefined) total += totals[(order[meeting] as TaskModel).index] as number;
    totals[task.index] = total;
  }
  return totals;
}

/** All tasks, each before those that can be reached from it. */
function fromEndToEnd(tasks: readonly TaskModel[], direction: "downstream" | "upstream"): readonly TaskModel[] {
  const before = new Uint32Array(tasks.length);
  for (const task of tasks) for (const { index } of task[direction]) before[index] = (before[index] as number) + 1;
  const order = tasks.filter(({ index }) => before[index] === 0);
  for (let i = 0; i < order.length; i += 1)
    for (const next of (order[i] as TaskModel)[direction]) {
      const left = (before[next.index] as number) - 1;
      before[next.index] = left;
      if (left === 0) order.push(next);
    }
  return order;
}
