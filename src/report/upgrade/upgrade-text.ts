/**
 * The changes of an upgrade as text.
 * @module
 */

import { columns, duration, figure, textWidth } from "../../drawing/index.ts";
import { printableName } from "../../options/index.ts";
import { type RuleName, ruleNamed, type Versions } from "../../rules/index.ts";
import type { Causes } from "./causes.ts";
import type { Aspect } from "./facts.ts";
import { byEffect, type Line, type Reason, reasonsOf } from "./groups.ts";
import { type Difference, isTask, type Upgrade } from "./upgrade.ts";
import { WAYS_BACK } from "./ways-back.ts";

/** Widest line of a paragraph. */
const WIDTH = 100;

/** The lines of one reason that are printed by default. */
export const MOST_LINES = 12;

/**
 * An upgrade as lines: the verdict, and the differences by the rules that make them, with at most `most` lines for each.
 * Paragraphs are at most `width` characters wide, where that is less than is good to read.
 */
export function upgradeText(
  upgrade: Upgrade,
  most: number = MOST_LINES,
  width: number = Number.POSITIVE_INFINITY,
): string[] {
  const wrapped = wrapper(Math.min(width, WIDTH));
  const { differences, rules } = upgrade;
  const reasons = reasonsOf(differences, rules);
  const told = new Set<RuleName>();
  return [
    title(upgrade),
    ...(differences.length === 0 ? [] : wrapped(upgrade.verdict, "")),
    ...wrapped(summary(upgrade), ""),
    ...reasons.flatMap(({ causes, lines }) => [
      "",
      ...headings(causes, upgrade, told, wrapped),
      "",
      ...table(
        mostTelling(lines, most).map((line) => cells(line)),
        width,
      ),
      ...(lines.length > most ? [`  and ${figure(lines.length - most)} more: --lines all prints them`] : []),
    ]),
    ...nextQuestion(reasons).flatMap((text) => ["", ...wrapped(text, "")]),
  ];
}

/** Advises to ask again without a rule that has a way back, where it hides what others do: those act together with it. */
function nextQuestion(reasons: readonly Reason[]): string[] {
  const together = reasons.flatMap(({ causes }) => causes.filter((set) => set.length > 1).flat());
  const rule = reasons[0]?.causes.flat().find((name) => WAYS_BACK[name] !== undefined && together.includes(name));
  if (rule === undefined) return [];
  return [
    `Much of this acts together with ${rule}. Write its way back into the file and ask again to see what is left.`,
  ];
}

/** Rows as lines. Where they are too wide, the last cell of each has a line of its own. */
function table(rows: readonly (readonly string[])[], width: number): string[] {
  const lines = columns(rows, 4).map((line) => `  ${line}`);
  if (lines.every((line) => textWidth(line) <= width)) return lines;
  const narrow = columns(
    rows.map((row) => row.slice(0, -1)),
    3,
  );
  return rows.flatMap((row, i) => [`  ${narrow[i]}`, ...(row.at(-1) === "" ? [] : [`      ${row.at(-1)}`])]);
}

/** All lines in their order; where there are too many, those of the greatest effect, the greatest first. */
function mostTelling(lines: readonly Line[], most: number): readonly Line[] {
  if (lines.length <= most) return lines;
  return [...lines].sort(byEffect).slice(0, most);
}

export function title({ scenario, from, to }: Upgrade): string {
  return `${printableName(scenario)}: ${changed("Airflow", from.airflow, to.airflow)}, ${changed("Amazon provider", from.amazonProvider, to.amazonProvider)}`;
}

function changed(what: string, from: string, to: string): string {
  return from === to ? `${what} ${from}` : `${what} ${from} → ${to}`;
}

export function summary({ differences, taskInstances, unfinished }: Upgrade): string {
  if (differences.length === 0) return "Nothing differs.";
  const ofTasks = differences.filter(({ subject }) => isTask(subject));
  const countOf = (some: readonly Difference[]) => new Set(some.map(({ subject }) => JSON.stringify(subject))).size;
  const isThereInBoth = ({ from, to }: Difference) => from !== undefined && to !== undefined;
  const ended = countOf(ofTasks.filter((difference) => difference.aspect === "state" && isThereInBoth(difference)));
  const lonely = countOf(ofTasks.filter((difference) => !isThereInBoth(difference)));
  const others = lonely === 0 ? "" : `; ${figure(lonely)} ${lonely === 1 ? "is" : "are"} there in one version only`;
  const instances = `${figure(taskInstances)} task ${taskInstances === 1 ? "instance" : "instances"}`;
  const end = ended === 0 ? "none ends" : ended === 1 ? "1 ends" : `${figure(ended)} end`;
  return `Of ${instances}, ${figure(countOf(ofTasks))} differ, and ${end} in another state${others}.${leftOut(unfinished)}`;
}

/** Names the task instances that the end of the window cuts off. */
function leftOut(unfinished: number): string {
  if (unfinished === 0) return "";
  const [have, are] = unfinished === 1 ? ["has", "is"] : ["have", "are"];
  return ` ${figure(unfinished)} ${have} not ended in both versions when the window ends, and ${are} left out.`;
}

/** The rules, what they are in each version, and, where a rule comes first, why and where it says so. */
function headings(causes: Causes, { from, to }: Upgrade, told: Set<RuleName>, wrapped: Wrap): string[] {
  if (causes.length === 0) return [SEVERAL];
  return causes.flatMap((set, i) => [
    ...(i > 0 ? ["or, enough alone too:"] : []),
    ...set.flatMap((name, j) => {
      const { why, sources } = ruleNamed(name);
      const [was, is] = valuesOf(name, from, to);
      const together = set.length > 1 ? (j === 0 ? ", together with" : j < set.length - 1 ? ", and" : "") : "";
      const line = `${name}: ${was} → ${is}${together}`;
      if (told.has(name)) return [line];
      told.add(name);
      return [line, ...wrapped(why), ...wrapped(`(${sources})`), ...wayBack(name, wrapped)];
    }),
  ]);
}

/** Said of differences whose sets of rules were not looked for. */
export const SEVERAL = "several rules together, none of which is enough alone";

/** Tells the way back to the old behaviour, where there is one. */
function wayBack(name: RuleName, wrapped: Wrap): string[] {
  const way = WAYS_BACK[name];
  return way === undefined ? [] : wrapped(`As before: ${way}`);
}

export function valuesOf(name: RuleName, from: Versions, to: Versions): readonly [was: string, is: string] {
  const { valueIn } = ruleNamed(name);
  return [String(valueIn(from)), String(valueIn(to))];
}

/** Makes lines of a paragraph. */
type Wrap = (text: string, indent?: string) => string[];

function wrapper(width: number): Wrap {
  return (text, indent = " ") => {
    const lines: string[] = [];
    let line = indent;
    for (const word of text.split(" ")) {
      if (line.length + word.length + 1 > width && line.trim() !== "") {
        lines.push(line);
        line = indent;
      }
      line += line === "" ? word : ` ${word}`;
    }
    return [...lines, line];
  };
}

/** The cells of a line: the subject, the fact, its values before and after, and the number of changes. */
export function cells(line: Line): readonly string[] {
  const [{ aspect, subject, from, to, calls = 0 }] = line.differences as readonly [Difference, ...Difference[]];
  if (aspect !== "parameter") return [line.what, aspect, ...described(line)];
  const of = `${subject.parameter} of ${figure(calls)} ${calls === 1 ? "call" : "calls"}`;
  return [line.what, of, `${valueText(aspect, from)} → ${valueText(aspect, to)}`, calls === 1 ? "" : "first of them"];
}

/** The values of the first of several changes, and their number. */
function described({ aspect, differences }: Line): readonly [first: string, more: string] {
  const [first] = differences as readonly [Difference, ...Difference[]];
  const pairs = new Set(differences.map(({ from, to }) => JSON.stringify([from ?? null, to ?? null])));
  const shift = isTime(aspect) ? shiftOf(differences) : "";
  const count = differences.length === 1 ? "" : `${figure(differences.length)} times`;
  const varies = pairs.size > 1 && shift === "" ? "first of them" : "";
  const { from, to } = first;
  return [
    isTime(aspect) && typeof from === "number" && typeof to === "number"
      ? timesText(from, to)
      : `${valueText(aspect, from)} → ${valueText(aspect, to)}`,
    [shift, count, varies].filter((text) => text !== "").join(", "),
  ];
}

function isTime(aspect: Aspect): boolean {
  return aspect === "start" || aspect === "end";
}

/** By how much instants are later or earlier: `0.75 s later`, `1 s to 3 s earlier`. */
function shiftOf(differences: readonly Difference[]): string {
  const shifts = differences.flatMap(({ from, to }) =>
    typeof from === "number" && typeof to === "number" ? [Math.round((to - from) * 1e6) / 1e6] : [],
  );
  if (shifts.length < differences.length) return "";
  const [least, most] = [Math.min(...shifts), Math.max(...shifts)];
  if (least < 0 && most > 0) return `${shiftText(-least)} earlier to ${shiftText(most)} later`;
  const [near, far] = least < 0 ? [-most, -least] : [least, most];
  const range = near === far ? shiftText(near) : `${shiftText(near)} to ${shiftText(far)}`;
  return `${range} ${least < 0 ? "earlier" : "later"}`;
}

/** From two minutes on nobody counts microseconds. */
function shiftText(seconds: number): string {
  return seconds < 120 ? secondsText(seconds) : duration(seconds);
}

/** An instant since the start, and how much it moves: `344 s → 346 s`, where it moves by minutes `2 h 05 min → 13 h 25 min`. */
function timesText(from: number, to: number): string {
  const text = Math.abs(to - from) < 120 ? secondsText : duration;
  return `${text(from)} → ${text(to)}`;
}

function secondsText(value: number): string {
  return `${value.toLocaleString("en-US", { maximumFractionDigits: 6 })} s`;
}

function valueText(aspect: Aspect, value: Difference["from"]): string {
  if (value === undefined) return isCount(aspect) ? "0" : "not there";
  if (value === null) return "none";
  if (aspect === "parameter") return printableName(String(value));
  if (typeof value === "string") return shortened(value);
  const isSeconds =
    isTime(aspect) || aspect === "makespan" || aspect === "time queued" || aspect === "worker-slot seconds";
  return isSeconds ? secondsText(value) : figure(value);
}

/** The most of a list, of visits say, that is told whole. */
const MOST_LISTED = 8;

/** The first of a long list, its last, and how many there are. */
function shortened(list: string): string {
  const items = list.split(", ");
  if (items.length <= MOST_LISTED) return list;
  return `${items.slice(0, 3).join(", ")} … ${items.at(-1)} (${items.length})`;
}

/** True for counts: a count that is missing is 0. */
function isCount(aspect: Aspect): boolean {
  return aspect === "calls" || aspect === "dataset updates" || aspect === "SLA misses";
}
