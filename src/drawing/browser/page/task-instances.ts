/**
 * The section that shows what each task instance did.
 * @module
 */
import { type ReportData, type SimulationDrawing, SPAN_KINDS, type Timeline } from "../../report-data.ts";
import { duration, figure } from "../../text.ts";
import { elapsed, ganttHeight, ganttOption, kindsPresent, ROWS_SHOWN, rowLabel } from "../charts/index.ts";
import { endOf } from "../facts.ts";
import { SPAN_PARTS } from "../look.ts";
import { type ChartContent, ChartView, type Surroundings } from "./chart-view.ts";
import { button, element, table } from "./element.ts";
import { choice, section, TableFold } from "./section.ts";
import { StoryPanel } from "./story-panel.ts";

/** Rows of the table: a browser lays out no more in good time. */
const MOST_ROWS = 500;

export function taskInstanceSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const { simulations } = data;
  const until = endOf(data);
  const names = simulations.map(({ name }) => name);
  const first = simulations[surroundings.choices.start("Task instances of", names)];
  if (first === undefined) return null;
  const story = new StoryPanel();
  const storiesOf = (simulation: SimulationDrawing) =>
    story.of(simulation.timeline, surroundings.storyOf?.(simulation));
  storiesOf(first);
  const clicked = (row: number) => story.show(row);
  const view = new ChartView(surroundings, ganttContent(first, until, clicked));
  const fold = new TableFold(() => spanTable(first.timeline));
  const note = element("p", { class: "note" });
  const choose = (index: number) => {
    const simulation = simulations[index];
    if (simulation === undefined) return;
    view.show(ganttContent(simulation, until, clicked));
    storiesOf(simulation);
    fold.replace(() => spanTable(simulation.timeline));
    note.textContent = leftOutNote(simulation.timeline);
  };
  note.textContent = leftOutNote(first.timeline);
  const hasStories =
    surroundings.storyOf !== undefined || simulations.some(({ timeline }) => timeline.stories.length > 0);
  return section(
    {
      id: "task-instances",
      title: "Task instances",
      intro: `What each did when. High bars hold a worker slot, low ones do not.${hasStories ? " Click one to read why." : ""}`,
    },
    ...(names.length > 1 ? [choice("Task instances of", names, surroundings.choices, choose)] : []),
    view.root,
    ...(simulations.some(({ timeline }) => timeline.rows.tasks.length > ROWS_SHOWN) ? [rowControls(view)] : []),
    ...(hasStories ? [story.root] : []),
    note,
    fold.root,
  );
}

function rowControls(view: ChartView): HTMLElement {
  return element(
    "div",
    { class: "row-controls" },
    button("↑ Rows before", {}, () => view.moveRows(-1)),
    button("↓ Rows after", {}, () => view.moveRows(1)),
  );
}

function leftOutNote({ leftOut, rows }: Timeline): string {
  if (leftOut === 0) return "";
  return `The first ${figure(rows.tasks.length)} task instances; ${figure(leftOut)} more are not shown.`;
}

function ganttContent(
  { name, timeline }: SimulationDrawing,
  until: number,
  clicked: (row: number) => void,
): ChartContent {
  return {
    label: `${figure(timeline.rows.tasks.length)} task instances over time, ${name}. The table below says the same.`,
    height: () => ganttHeight(timeline),
    legend: kindsPresent(timeline).map((kind) => SPAN_PARTS[kind]),
    hasTimeAxis: true,
    clicked: ([row = 0]) => clicked(row),
    rows: { shown: ROWS_SHOWN, count: timeline.rows.tasks.length },
    option: (look, width, firstRow) => ({
      ...ganttOption(timeline, look, { until, width, firstRow }),
      tooltip: {
        trigger: "item",
        formatter: (hovered) => {
          const [item] = [hovered].flat();
          const [row = 0, from = 0, to = 0] = (item?.value ?? []) as readonly number[];
          return element(
            "div",
            { class: "tip" },
            element("strong", { text: rowLabel(timeline, row) }),
            element("div", {
              text: `${item?.seriesName ?? ""}, ${elapsed(from / 1000)} to ${elapsed(to / 1000)}: ${duration((to - from) / 1000)}`,
            }),
          );
        },
      },
    }),
  };
}

/** For how long each task instance did what, in seconds. */
function spanTable(timeline: Timeline): HTMLElement {
  const { names, rows, spans } = timeline;
  const kinds = kindsPresent(timeline);
  const shown = rows.tasks.slice(0, MOST_ROWS);
  const totals = shown.map(() => SPAN_KINDS.map(() => 0));
  for (const [i, row] of spans.rows.entries()) {
    const total = totals[row];
    const kind = spans.kinds[i];
    if (total !== undefined && kind !== undefined)
      total[kind] = (total[kind] ?? 0) + (spans.to[i] ?? 0) - (spans.from[i] ?? 0);
  }
  const label = `Seconds of each task instance by what it did${rows.tasks.length > MOST_ROWS ? `, the first ${MOST_ROWS}` : ""}`;
  const body = shown.map((_, row) => [
    rowLabel(timeline, row),
    names[rows.states[row] ?? -1] ?? "",
    ...kinds.map((kind) => figure(totals[row]?.[SPAN_KINDS.indexOf(kind)] ?? 0)),
  ]);
  return element(
    "div",
    {},
    element("h3", { text: label }),
    table(label, ["task · run", "final state", ...kinds.map((kind) => SPAN_PARTS[kind].label)], body),
  );
}
