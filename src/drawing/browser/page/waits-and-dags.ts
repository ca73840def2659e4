/**
 * The sections on why task instances waited, and on DAGs and how their tasks ended.
 * @module
 */
import type { DagDrawing, ReportData, SimulationDrawing } from "../../report-data.ts";
import { duration } from "../../text.ts";
import { causesOf, dagLayout, dagOption, waitsHeight, waitsOption } from "../charts/index.ts";
import { SIMULATION_PARTS } from "../look.ts";
import { type ChartContent, ChartView, type Surroundings } from "./chart-view.ts";
import { table } from "./element.ts";
import { choice, section, TableFold } from "./section.ts";

export function waitSection({ simulations }: ReportData, surroundings: Surroundings): HTMLElement | null {
  const causes = causesOf(simulations);
  if (causes.length === 0) return null;
  const view = new ChartView(surroundings, {
    label: `For how long task instances waited, by cause: ${causes.join(", ")}. The table below says the same.`,
    height: () => waitsHeight(simulations),
    legend: simulations.map(({ name }, i) => ({
      ...(SIMULATION_PARTS[i % SIMULATION_PARTS.length] ?? { colour: { light: "", dark: "" }, pattern: "plain" }),
      label: name,
    })),
    hasTimeAxis: false,
    option: (look, width) => ({ ...waitsOption(simulations, look, { width }), tooltip: { show: false } }),
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
    new TableFold(() => table("Waits by cause", ["cause", ...simulations.map(({ name }) => name)], rows)).root,
  );
}

export function dagSection({ simulations }: ReportData, surroundings: Surroundings): HTMLElement | null {
  const hasManyDags = simulations.some(({ dags }) => dags.length > 1);
  const labelOf = (dagId: string, name: string) => {
    if (!hasManyDags) return name;
    return simulations.length > 1 ? `${dagId}, ${name}` : dagId;
  };
  const shown = simulations.flatMap(({ name, dags }) =>
    dags.map((dag) => ({ label: labelOf(dag.dagId, name), name, dag })),
  );
  const labels = shown.map(({ label }) => label);
  const first = shown[surroundings.choices.start("The DAG in", labels)];
  if (first === undefined) return null;
  const view = new ChartView(surroundings, dagContent(first.dag, first.name));
  const fold = new TableFold(() => dagTable(first.dag));
  const choose = (index: number) => {
    const one = shown[index];
    if (one === undefined) return;
    view.show(dagContent(one.dag, one.name));
    fold.replace(() => dagTable(one.dag));
  };
  const title = shown.length > simulations.length ? "DAGs" : `DAG ${first.dag.dagId}`;
  return section(
    {
      id: "dags",
      title,
      intro: "How its tasks depend on each other, and how their instances ended, in Airflow's colours.",
    },
    ...(labels.length > 1 ? [choice("The DAG in", labels, surroundings.choices, choose)] : []),
    view.root,
    fold.root,
  );
}

function dagContent(dag: DagDrawing, name: string): ChartContent {
  const layout = dagLayout(dag);
  return {
    label: `The DAG ${dag.dagId} as a graph, with final states, ${name}. The table below says the same.`,
    height: () => Math.ceil(layout.height),
    minWidth: Math.ceil(layout.width),
    legend: [],
    hasTimeAxis: false,
    option: (look) => ({ ...dagOption(dag, layout, look), tooltip: { show: false } }),
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
