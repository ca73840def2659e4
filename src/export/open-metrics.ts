import type { SimulationResult } from "../observe/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { type Metric, onAirflowMetrics } from "./airflow-metrics.ts";
import { Chunks, calendarOf, type Exporter, type Write } from "./exporter.ts";

interface Series {
  readonly labels: string;
  /** The sum of a counter or timer, the last value of a gauge. */
  value: number;
  count: number;
}

interface Family {
  readonly name: string;
  readonly type: Metric["type"];
  readonly series: Map<string, Series>;
}

/** The timers that come in seconds. All others come in milliseconds. */
const IN_SECONDS = new Set(["task.queued_duration", "task.scheduled_duration"]);

/**
 * Listens to a simulation, and writes what its metrics have come to in the text format of OpenMetrics: the sums of counters,
 * the last values of gauges, and of timers their number and sum, in seconds. Each line says when the simulation has ended.
 */
export function openMetrics(simulation: Simulation, write: Write): Exporter {
  const families = new Map<string, Family>();
  const metrics = onAirflowMetrics(simulation, (metric) => {
    const { family: name, type, tags } = metric;
    const family = families.get(name) ?? { name, type, series: new Map<string, Series>() };
    families.set(name, family);
    // a job's number would make a series of each task that ever ran
    const { job_id: _, ...kept } = tags;
    const labels = labelsOf(kept);
    const series = family.series.get(labels) ?? { labels, value: 0, count: 0 };
    family.series.set(labels, series);
    series.count += 1;
    series.value = type === "gauge" ? metric.value : series.value + metric.value;
  });
  return {
    end(result: SimulationResult) {
      metrics.end(result);
      const calendar = calendarOf(simulation);
      const time = ((calendar.startMicros + result.endedAt) / 1e6).toFixed(6);
      const chunks = new Chunks(write);
      for (const family of families.values()) writeFamily(family, time, chunks);
      chunks.add("# EOF\n");
      chunks.flush();
    },
  };
}

function writeFamily({ name, type, series }: Family, time: string, chunks: Chunks): void {
  const text = `airflow_${name.replaceAll(/[^A-Za-z0-9_]/g, "_")}${type === "timer" ? "_seconds" : ""}`;
  const factor = type === "timer" && !IN_SECONDS.has(name) ? 1e-3 : 1;
  chunks.add(`# TYPE ${text} ${type === "timer" ? "summary" : type}\n`);
  if (type === "timer") chunks.add(`# UNIT ${text} seconds\n`);
  for (const { labels, value, count } of series.values()) {
    if (type === "counter") chunks.add(`${text}_total${labels} ${value} ${time}\n`);
    else if (type === "gauge")
      chunks.add(`${text}${labels} ${value === Number.POSITIVE_INFINITY ? "+Inf" : value} ${time}\n`);
    else {
      chunks.add(`${text}_count${labels} ${count} ${time}\n`);
      chunks.add(`${text}_sum${labels} ${Number((value * factor).toPrecision(15))} ${time}\n`);
    }
  }
}

function labelsOf(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags).map(([name, value]) => `${name}="${escaped(value)}"`);
  return entries.length === 0 ? "" : `{${entries.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
