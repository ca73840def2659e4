/**
 * The section of workers: how many there are, each as a lane, and the dollars.
 * @module
 */
import type { ReportData, SimulationDrawing, WorkersDrawing } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { lanesHeight, lanesOption } from "../charts/index.ts";
import { costPanels, endOf, workerPanels } from "../facts.ts";
import { WORKER_PARTS } from "../look.ts";
import { type ChartContent, ChartView, type Surroundings } from "./chart-view.ts";
import { element } from "./element.ts";
import { PanelView } from "./over-time.ts";
import { choice, section } from "./section.ts";

type WithWorkers = SimulationDrawing & { readonly workers: WorkersDrawing };

const hasWorkers = (simulation: SimulationDrawing): simulation is WithWorkers => simulation.workers !== null;

export function workerSection(data: ReportData, surroundings: Surroundings): HTMLElement | null {
  const simulations = data.simulations.filter(hasWorkers);
  const [first] = simulations;
  if (first === undefined) return null;
  const hasCost = simulations.some(({ workers }) => workers.cost !== null);
  const counts = new PanelView(surroundings, workerPanels(data), {
    chart: "Workers over time",
    table: "Worker seconds",
  });
  const lanes = new ChartView(surroundings, lanesContent(first, endOf(data)));
  const choose = (index: number) => {
    const simulation = simulations[index];
    if (simulation !== undefined) lanes.show(lanesContent(simulation, endOf(data)));
  };
  const names = simulations.map(({ name }) => name);
  return section(
    {
      id: "workers",
      title: hasCost ? "Workers and cost" : "Workers",
      intro: hasCost
        ? "The workers of the environment: the autoscaler starts them, and removes those that are idle."
        : "Celery's workers: from when to when each is there, and how it ends.",
    },
    counts.chart,
    counts.table,
    element("h3", { text: "Each worker" }),
    ...(names.length > 1 ? [choice("Workers of", names, choose)] : []),
    lanes.root,
    ...(hasCost ? [element("h3", { text: "Dollars so far" }), costChart(data, surroundings)] : []),
  );
}

function costChart(data: ReportData, surroundings: Surroundings): HTMLElement {
  const labels = { chart: "Cost over time", table: "Dollars times seconds" };
  return new PanelView(surroundings, costPanels(data), labels).chart;
}

function lanesContent({ name, workers }: WithWorkers, until: number): ChartContent {
  const killed = workers.lanes.reduce((sum, { killedTasks }) => sum + killedTasks, 0);
  const { starting, active, draining, killed: death } = WORKER_PARTS;
  return {
    label: `Workers of ${name} as lanes: ${figure(workers.lanes.length)} workers, ${figure(killed)} ${killed === 1 ? "task" : "tasks"} killed with them.`,
    height: () => lanesHeight(workers),
    legend: [starting, active, draining, ...(killed > 0 ? [death] : [])],
    hasTimeAxis: true,
    note: () => (workers.leftOut === 0 ? "" : `${figure(workers.leftOut)} more workers are not shown.`),
    option: ({ look, ...place }) => lanesOption(workers, until, look, place),
  };
}
