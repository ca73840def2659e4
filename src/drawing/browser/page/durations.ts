/**
 * The sections on how long things took, and on what each task took.
 * @module
 */
import type { ReportData, SimulationDrawing, Spread, TaskFigures } from "../../report-data.ts";
import { duration, figure } from "../../text.ts";
import { spreadPanels, spreadsHeight, spreadsOption } from "../charts/index.ts";
import { ChartView, type Surroundings } from "./chart-view.ts";
import { element } from "./element.ts";
import { FoldedTable } from "./folded-table.ts";
import { choice, section } from "./section.ts";
import { table } from "./table.ts";

/** Rows of a table of tasks: a browser lays out no more in good time. */
const MOST_ROWS = 500;

const PERCENTILES = ["min", "p50", "p90", "p95", "p99", "max"] as const;

export function durationSection({ simulations }: ReportData, surroundings: Surroundings): HTMLElement | null {
  const panels = spreadPanels(simulations);
  if (panels.length === 0) return null;
  const view = new ChartView(surroundings, {
    label: `How long things took: ${panels.map(({ of }) => of).join("; ")}. The table below says it in percentiles.`,
    height: () => spreadsHeight(simulations),
    legend: [],
    hasTimeAxis: false,
    option: ({ look, width }) => ({ ...spreadsOption(simulations, look, { width }), tooltip: { show: false } }),
  });
  const rows = panels.flatMap(({ of, spreads }) =>
    spreads.flatMap((spread, i) =>
      spread === null ? [] : [[of, simulations[i]?.name ?? "", figure(spread.count), ...cells(spread)]],
    ),
  );
  const head = ["what", "in", "how often", "mean", "least", "median", "90 %", "95 %", "99 %", "most"];
  return section(
    {
      id: "durations",
      title: "How long things took",
      intro:
        "The line goes from the least to the most, the high mark is the median, and the bar ends at the 95th percentile. Each panel has a scale of its own.",
    },
    view.root,
    new FoldedTable(() => table("How long things took, in percentiles", head, rows)).root,
  );
}

function cells(spread: Spread): string[] {
  return [spread.mean, ...PERCENTILES.map((percentile) => spread[percentile])].map(duration);
}

export function taskSection({ simulations }: ReportData): HTMLElement | null {
  const [first] = simulations;
  if (first === undefined || simulations.every(({ tasks }) => tasks.length === 0)) return null;
  const holder = element("div", {}, taskTable(first));
  const choose = (index: number) => {
    const simulation = simulations[index];
    if (simulation !== undefined) holder.replaceChildren(taskTable(simulation));
  };
  const names = simulations.map(({ name }) => name);
  return section(
    {
      id: "tasks",
      title: "Tasks",
      intro:
        "A task that is deferred, rescheduled or retried runs several times, and each counts. Pokes are looks of its sensor: in a worker slot, or in the triggerer.",
    },
    ...(names.length > 1 ? [choice("Tasks in", names, choose)] : []),
    holder,
  );
}

function taskTable({ name, tasks }: SimulationDrawing): HTMLElement {
  const shown = tasks.slice(0, MOST_ROWS);
  const hasManyDags = new Set(tasks.map(({ dagId }) => dagId)).size > 1;
  const hasPokes = tasks.some(({ pokes }) => pokes !== null);
  const head = ["task", "ran", "median", "95 %", "most", "queued, median", "most", "slot seconds"];
  const rows = shown.map((task) => [
    hasManyDags ? `${task.dagId}.${task.taskId}` : task.taskId,
    ...taskCells(task),
    ...(hasPokes ? [figure(task.pokes?.worker ?? 0), figure(task.pokes?.triggerer ?? 0)] : []),
  ]);
  const label = `Tasks, ${name}${tasks.length > MOST_ROWS ? `, the first ${MOST_ROWS} of ${figure(tasks.length)}` : ""}`;
  return table(label, [...head, ...(hasPokes ? ["pokes, worker", "pokes, triggerer"] : [])], rows);
}

function taskCells({ running, queued, slotSeconds }: TaskFigures): string[] {
  const inWords = (seconds: number | undefined) => (seconds === undefined ? "" : duration(seconds));
  return [
    figure(running?.count ?? 0),
    inWords(running?.p50),
    inWords(running?.p95),
    inWords(running?.max),
    inWords(queued?.p50),
    inWords(queued?.max),
    figure(slotSeconds),
  ];
}
