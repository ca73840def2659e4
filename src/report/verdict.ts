/**
 * The answer of a comparison in a sentence for each mode: the part of the slot time that it frees, the DAGs that land earlier or
 * later, and the runs that are late.
 * @module
 */
import { duration, figure } from "../drawing/index.ts";
import { type DagFigures, landsLaterBy } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import type { Comparison, ModeResult } from "./comparison.ts";
import { dollars } from "./environment-line.ts";
import type { Mode } from "./modes.ts";

/** The least change of a median landing that is told: below it lie the phases of loops. */
export const LEAST_CHANGE = 5;

/** A sentence for each mode but the first. */
export function verdictLines({ modes }: Comparison): string[] {
  const [first, ...others] = modes;
  return first === undefined ? [] : others.map((mode) => verdictOf(mode, first));
}

function verdictOf(mode: ModeResult, first: ModeResult): string {
  const said = differenceSaid(mode, first);
  return `${SUBJECTS[mode.mode]} ${said === "" ? "changes nothing here" : said}.`;
}

/** The figures that a sentence is made from. */
type Told = Pick<ModeResult, "dags" | "taskInstances" | "usage" | "environment">;

/** The rest of a sentence that begins with a change or a mode: how it differs from the first. Empty where nothing follows. */
export function differenceSaid(mode: Told, first: Told): string {
  const parts = [slotsSaid, landingSaid, lateSaid, costSaid, statesSaid];
  const said = parts.map((part) => part(mode, first));
  return said.filter((text) => text !== "").join("; ");
}

/** The modes as subjects of a sentence. */
const SUBJECTS: Readonly<Record<Mode, string>> = {
  standard: "Standard mode",
  reschedule: "Reschedule",
  deferrable: "Deferrable",
  start_from_trigger: "Starting from triggers",
};

function slotsSaid({ usage }: Told, { usage: base }: Told): string {
  const freed = 1 - usage.slotSeconds / base.slotSeconds;
  if (!Number.isFinite(freed) || Math.abs(freed) < 0.005) return "frees no slot time";
  const share = `${figure(Math.abs(freed) * 100)} %`;
  return freed > 0 ? `frees ${share} of the slot time` : `takes ${share} more slot time`;
}

interface Moved {
  readonly dag: DagFigures;
  readonly from: DagFigures;
  readonly by: number;
}

function landingSaid(mode: Told, first: Told): string {
  const moved = mode.dags.flatMap((dag): Moved[] => {
    const from = first.dags.find(({ dagId }) => dagId === dag.dagId);
    const by = landsLaterBy(dag, from);
    return by === null || from === undefined || Math.abs(by) < LEAST_CHANGE ? [] : [{ dag, from, by }];
  });
  const earlier = moved.filter(({ by }) => by < 0).sort((a, b) => a.by - b.by);
  const later = moved.filter(({ by }) => by > 0).sort((a, b) => b.by - a.by);
  const texts = [
    ...(earlier[0] === undefined ? [] : [movedSaid(earlier[0], "earlier", earlier.length - 1)]),
    ...(later[0] === undefined ? [] : [movedSaid(later[0], "later", later.length - 1)]),
  ];
  if (texts.length === 0) return "nothing lands earlier or later";
  return [...texts, ...(later.length === 0 ? ["nothing lands later"] : [])].join("; ");
}

function movedSaid({ dag, from, by }: Moved, word: "earlier" | "later", others: number): string {
  const clock = dag.clock !== null && from.clock !== null && dag.clock.median !== from.clock.median;
  const how = clock ? `at ${dag.clock?.median} instead of ${from.clock?.median}` : `${duration(Math.abs(by))} ${word}`;
  const more = others === 0 ? "" : `, and ${others} more ${others === 1 ? "DAG" : "DAGs"} ${word}`;
  return `${printableName(dag.dagId)} lands ${how}${more}`;
}

function lateSaid(mode: Told, first: Told): string {
  const [late, before] = [lateOf(mode), lateOf(first)];
  if (late === null || before === null || (late === 0 && before === 0)) return "";
  const runs = `${figure(late)} ${late === 1 ? "run is" : "runs are"} late`;
  return late === before ? `${runs} in both` : `${runs} instead of ${figure(before)}`;
}

/** Names a change of a month's cost by a dollar or more. */
function costSaid({ environment: now }: Told, { environment: before }: Told): string {
  if (now === undefined || before === undefined) return "";
  const less = before.bill.month - now.bill.month;
  if (Math.abs(less) < 1) return "";
  return `costs ${dollars(Math.abs(less))} a month ${less > 0 ? "less" : "more"}`;
}

/** The late runs of all DAGs that have a deadline; null where none has. */
export function lateOf({ dags }: Pick<ModeResult, "dags">): number | null {
  const counts = dags.flatMap(({ late }) => (late === null ? [] : [late]));
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** Names a change in the ends of tasks: a comparison of two that do not do the same work says little else. */
function statesSaid({ taskInstances }: Told, { taskInstances: base }: Told): string {
  const changed = (["failed", "upstream_failed", "skipped"] as const).flatMap((state) => {
    const [now, before] = [taskInstances[state] ?? 0, base[state] ?? 0];
    return now === before ? [] : [`${figure(now)} tasks end ${state} instead of ${figure(before)}`];
  });
  return changed.join(", ");
}
