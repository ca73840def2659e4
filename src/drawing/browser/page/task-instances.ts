/**
 * The section that shows what each task instance did.
 * @module
 */
import { MARK_KINDS, type ReportData, type SimulationDrawing, SPAN_KINDS, type Timeline } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { fullLabel, kindsPresent, rowLabel, stateOf, type TimeScale } from "../charts/index.ts";
import { endOf } from "../facts.ts";
import { MARK_PARTS, SPAN_PARTS } from "../look.ts";
import type { Surroundings } from "./chart-view.ts";
import { element } from "./element.ts";
import { FoldedTable } from "./folded-table.ts";
import { GanttView } from "./gantt-view.ts";
import { choice, section } from "./section.ts";
import { table } from "./table.ts";

/** Rows of the table: a browser lays out no more in good time. */
const MOST_ROWS = 500;

export function taskInstanceSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const { simulations } = data;
  const [first] = simulations;
  if (first === undefined) return null;
  const view = new GanttView(surroundings, first, endOf(data));
  const folded = new FoldedTable(() => tablesOf(first.timeline, surroundings));
  const note = element("p", { class: "note", text: leftOutNote(first.timeline) });
  const choose = (index: number) => {
    const simulation = simulations[index];
    if (simulation === undefined) return;
    view.of(simulation);
    folded.show(() => tablesOf(simulation.timeline, surroundings));
    note.textContent = leftOutNote(simulation.timeline);
  };
  const names = simulations.map(({ name }) => name);
  return section(
    { id: "task-instances", title: "Task instances", intro: introOf(simulations) },
    ...(names.length > 1 ? [choice("Task instances of", names, choose)] : []),
    view.root,
    note,
    folded.root,
  );
}

function introOf(simulations: readonly SimulationDrawing[]): string {
  const hasManyDags = simulations.some(({ dags }) => dags.length > 1);
  return [
    "What each did when, as far as it falls into the time shown. High bars hold a worker slot, low ones do not.",
    ...(hasManyDags ? ["A DAG's row has the bars of all its task instances: click it to unfold them."] : []),
    ...(simulations.some(({ timeline }) => timeline.stories.length > 0) ? ["Click a bar to read why."] : []),
  ].join(" ");
}

function leftOutNote({ leftOut, rows }: Timeline): string {
  if (leftOut === 0) return "";
  return `The first ${figure(rows.tasks.length)} task instances; ${figure(leftOut)} more are not shown.`;
}

function tablesOf(timeline: Timeline, { time }: Surroundings): HTMLElement {
  const marks = timeline.marks.rows.length === 0 ? [] : [markTable(timeline, time.scale)];
  return element("div", {}, spanTable(timeline), ...marks);
}

/** The marks of task instances, in the order of time. */
function markTable(timeline: Timeline, scale: TimeScale): HTMLElement {
  const { rows, kinds, at } = timeline.marks;
  const label = `Killed, redelivered, taken over${rows.length > MOST_ROWS ? `: the first ${MOST_ROWS}` : ""}`;
  const body = rows.slice(0, MOST_ROWS).map((row, i) => {
    const [kind, instant] = [MARK_KINDS[kinds[i] ?? -1], at[i] ?? 0];
    const { label: name, about } = MARK_PARTS[kind ?? "killed"];
    return [{ text: scale.instant(instant), value: instant }, fullLabel(timeline, row), name, about];
  });
  return element(
    "div",
    {},
    element("h3", { text: label }),
    table(label, ["at", "task · run", "it is", "because"], body),
  );
}

/** For how long each task instance did what, in seconds. */
function spanTable(timeline: Timeline): HTMLElement {
  const { rows, spans } = timeline;
  const kinds = kindsPresent(timeline);
  const shown = rows.tasks.slice(0, MOST_ROWS);
  const totals = shown.map(() => SPAN_KINDS.map(() => 0));
  for (const [i, row] of spans.rows.entries()) {
    const total = totals[row];
    const kind = spans.kinds[i];
    if (total !== undefined && kind !== undefined)
      total[kind] = (total[kind] ?? 0) + (spans.to[i] ?? 0) - (spans.from[i] ?? 0);
  }
  const hasManyDags = new Set(rows.dags).size > 1;
  const label = `Seconds of each task instance by what it did${rows.tasks.length > MOST_ROWS ? `, the first ${MOST_ROWS}` : ""}`;
  const body = shown.map((_, row) => [
    hasManyDags ? fullLabel(timeline, row) : rowLabel(timeline, row),
    stateOf(timeline, row),
    ...kinds.map((kind) => figure(totals[row]?.[SPAN_KINDS.indexOf(kind)] ?? 0)),
  ]);
  return element(
    "div",
    {},
    element("h3", { text: label }),
    table(label, ["task · run", "final state", ...kinds.map((kind) => SPAN_PARTS[kind].label)], body),
  );
}
