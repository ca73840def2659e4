/**
 * The sections on why task instances waited, and on DAGs and how their tasks ended.
 * @module
 */
import type { DagDrawing, ReportData, SimulationDrawing } from "../../report-data.ts";
import { duration } from "../../text.ts";
import { causesOf, dagLayout, dagOption, waitsHeight, waitsOption } from "../charts/index.ts";
import { simulationLook } from "../look.ts";
import { type ChartContent, ChartView, type Surroundings } from "./chart-view.ts";
import { FoldedTable } from "./folded-table.ts";
import { choice, section } from "./section.ts";
import { NARROW, table } from "./table.ts";

/** The pixels beside a chart on a phone. */
const MARGINS = 50;

export function waitSection({ simulations }: ReportData, surroundings: Surroundings): HTMLElement | null {
  const causes = causesOf(simulations);
  if (causes.length === 0) return null;
  const view = new ChartView(surroundings, {
    label: `For how long task instances waited, by cause: ${causes.join(", ")}. The table below says the same.`,
    height: () => waitsHeight(simulations),
    legend: simulations.map(({ name }, i) => simulationLook(i, name)),
    hasTimeAxis: false,
    option: ({ look, width }) => ({ ...waitsOption(simulations, look, { width }), tooltip: { show: false } }),
  });
  const secondsOf = (cause: string, { waits }: SimulationDrawing) =>
    waits.find((wait) => wait.cause === cause)?.seconds ?? 0;
  const rows = causes.map((cause) => [
    cause,
    ...simulations.map((simulation) => duration(secondsOf(cause, simulation))),
  ]);
  return section(
    {
      id: "waits",
      title: "What task instances waited for",
      intro: "Each second that a task instance was there and nothing was done for it has one cause.",
    },
    view.root,
    new FoldedTable(() => table("Waits by cause", ["cause", ...simulations.map(({ name }) => name)], rows)).root,
  );
}

export function dagSection({ simulations }: ReportData, surroundings: Surroundings): HTMLElement | null {
  const [first] = simulations;
  const dagIds = [...new Set(simulations.flatMap(({ dags }) => dags.map(({ dagId }) => dagId)))];
  const [firstId] = dagIds;
  if (first === undefined || firstId === undefined) return null;
  let [simulation, dagId] = [first, firstId];
  const shown = () => simulation.dags.find((dag) => dag.dagId === dagId) ?? dagWithoutRuns(dagId);
  const view = new ChartView(surroundings, dagContent(shown(), simulation.name));
  const folded = new FoldedTable(() => dagTable(shown()));
  const show = () => {
    view.show(dagContent(shown(), simulation.name));
    folded.show(() => dagTable(shown()));
  };
  const chooseSimulation = (index: number) => {
    simulation = simulations[index] ?? simulation;
    show();
  };
  const chooseDag = (index: number) => {
    dagId = dagIds[index] ?? dagId;
    show();
  };
  const names = simulations.map(({ name }) => name);
  return section(
    {
      id: "dags",
      title: dagIds.length > 1 ? "DAGs" : `DAG ${dagId}`,
      intro: "How its tasks depend on each other, and how their instances ended, in Airflow's colours.",
    },
    ...(names.length > 1 ? [choice("The DAG in", names, chooseSimulation)] : []),
    ...(dagIds.length > 1 ? [choice("DAG", dagIds, chooseDag)] : []),
    view.root,
    folded.root,
  );
}

/** A DAG that has had no run in a simulation. */
function dagWithoutRuns(dagId: string): DagDrawing {
  return { dagId, tasks: [], groups: [], edges: [] };
}

function dagContent(dag: DagDrawing, name: string): ChartContent {
  const layout = dagLayout(dag, matchMedia(NARROW).matches ? innerWidth - MARGINS : undefined);
  return {
    label: `The DAG ${dag.dagId} as a graph, with final states, ${name}. The table below says the same.`,
    height: () => Math.ceil(layout.height),
    minWidth: Math.ceil(layout.width),
    legend: [],
    hasTimeAxis: false,
    option: ({ look }) => ({ ...dagOption(dag, layout, look), tooltip: { show: false } }),
  };
}

function dagTable({ dagId, tasks, edges }: DagDrawing): HTMLElement {
  const upstream = tasks.map((): string[] => []);
  for (const [from, to] of edges) upstream[to]?.push(tasks[from]?.taskId ?? "");
  const rows = tasks.map(({ taskId, states }, i) => [
    taskId,
    upstream[i]?.join(", ") ?? "",
    Object.entries(states)
      .map(([state, count]) => `${count} ${state}`)
      .join(", "),
  ]);
  return table(`Tasks of ${dagId}`, ["task", "upstream", "final states"], rows);
}
