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
    .sort((a, b) => effectOf(b) - effectOf(a) || place(a) - place(b));
}

/** Ends in other states weigh most, then what is there in one version only, then time, then all else. */
function effectOf({ lines }: Reason): number {
  return lines.reduce((sum, line) => sum + weightOfLine(line), 0);
}

/** The effect of a line's differences together. */
export function weightOfLine({ differences }: Line): number {
  return differences.reduce((sum, difference) => sum + weightOf(difference), 0);
}

function weightOf({ aspect, from, to }: Difference): number {
  if (aspect === "state") return from === undefined || to === undefined ? 10_000 : 100_000;
  const shift = typeof from === "number" && typeof to === "number" ? Math.abs(to - from) : 1;
  return aspect === "end" || aspect === "makespan" ? shift : Math.min(1, shift);
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
