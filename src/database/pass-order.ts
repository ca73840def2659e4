import type { Rules } from "../rules/index.ts";

/** The columns of a task instance that a pass goes by. */
interface InPass {
  readonly id: number;
  readonly task: { readonly index: number };
  readonly mapIndex: number;
}

/** Says which of two task instances of a run a pass of the scheduler comes to first: `Rules.passesGoBy`. */
export type PassOrder = (a: InPass, b: InPass) => number;

interface Named {
  readonly taskId: string;
}

export function passOrder({ passesGoBy }: Rules, tasks: readonly (Named & { readonly index: number })[]): PassOrder {
  if (passesGoBy === "row") return byRow;
  const turns = new Int32Array(tasks.length);
  for (const [turn, { index }] of [...tasks].sort(byTaskId).entries()) turns[index] = turn;
  const turnOf = ({ task }: InPass) => turns[task.index] as number;
  return (a, b) => turnOf(a) - turnOf(b) || a.mapIndex - b.mapIndex;
}

function byRow(a: InPass, b: InPass): number {
  return a.id - b.id;
}

export function byTaskId(a: Named, b: Named): number {
  return byText(a.taskId, b.taskId);
}

/** Python orders strings by code point, which differs from JavaScript's order only beyond the Basic Multilingual Plane. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
