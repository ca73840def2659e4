import type { RuleName } from "../../rules/index.ts";
import type { Causes } from "./causes.ts";
import type { Aspect, Subject } from "./facts.ts";
import type { Difference } from "./upgrade.ts";

/** Differences of one kind that one task has, or one DAG's runs have, for the same reason. */
export interface Line {
  /** A task `dag.task`, the runs of a DAG, a call, or the whole. */
  readonly what: string;
  readonly aspect: Aspect;
  readonly differences: readonly Difference[];
}

/** All that has the same reason. */
export interface Reason {
  readonly causes: Causes;
  readonly lines: readonly Line[];
}

/** Differences by their reasons, the greatest effect first; and by what they are about. */
export function reasonsOf(differences: readonly Difference[], rules: readonly RuleName[]): readonly Reason[] {
  const byCauses = grouped(differences, ({ causes }) => JSON.stringify(causes));
  const place = (reason: Reason) => Math.min(...reason.causes.flat().map((rule) => rules.indexOf(rule)));
  return [...byCauses.values()]
    .map((group): Reason => ({ causes: group[0]?.causes ?? [], lines: linesOf(group) }))
    .sort((a, b) => lighter(effectOf(a), effectOf(b)) || place(a) - place(b));
}

/**
 * An effect, the part that weighs most first: the number of ends in another state, the number of what is there in one version
 * only, the seconds by which ends move, and the number of all else.
 */
type Weight = readonly [ends: number, lonely: number, seconds: number, others: number];

/** Orders lines by their effect, the greatest first. */
export function byEffect(a: Line, b: Line): number {
  return lighter(weightOf(a), weightOf(b));
}

function lighter(a: Weight, b: Weight): number {
  const place = a.findIndex((value, i) => value !== b[i]);
  return place < 0 ? 0 : (b[place] as number) - (a[place] as number);
}

function effectOf({ lines }: Reason): Weight {
  return added(lines.map(weightOf));
}

function weightOf({ differences }: Line): Weight {
  return added(differences.map(weightOfOne));
}

function weightOfOne({ aspect, from, to }: Difference): Weight {
  if (aspect === "state") return from === undefined || to === undefined ? [0, 1, 0, 0] : [1, 0, 0, 0];
  const shift = typeof from === "number" && typeof to === "number" ? Math.abs(to - from) : 1;
  return aspect === "end" || aspect === "makespan" ? [0, 0, shift, 0] : [0, 0, 0, Math.min(1, shift)];
}

function added(weights: readonly Weight[]): Weight {
  return weights.reduce<Weight>(
    (sum, one) => [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2], sum[3] + one[3]],
    [0, 0, 0, 0],
  );
}

function linesOf(differences: readonly Difference[]): readonly Line[] {
  const byLine = grouped(differences, ({ subject, aspect, from, to }) =>
    JSON.stringify([whatOf(subject), aspect, subject.parameter, from === undefined, to === undefined]),
  );
  return [...byLine.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [{ what: whatOf(first.subject), aspect: first.aspect, differences: group } satisfies Line];
  });
}

function whatOf({ dagId, taskId, name }: Subject): string {
  if (taskId !== undefined) return `${dagId}.${taskId}`;
  if (dagId !== undefined) return `runs of ${dagId}`;
  return name ?? "all";
}

function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
