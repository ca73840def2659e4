import type { SimulationResult } from "../observe/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { type Metric, onAirflowMetrics } from "./airflow-metrics.ts";
import { Chunks, calendarOf, type Exporter, type Write } from "./exporter.ts";

export interface StatsdOptions {
  /** `statsd_prefix`. Default `airflow`. */
  readonly prefix?: string;
  /** Adds tags to the names without variables, as DogStatsD has them. Default false, as in Airflow. */
  readonly tags?: boolean;
  /** Adds the time to each line, as DogStatsD has it: `|T1704067201`, virtual time in whole seconds. Default true. */
  readonly times?: boolean;
  /** Writes each metric by itself, to be watched in real time. Default false: many metrics at a time. */
  readonly atOnce?: boolean;
}

const TYPES = { counter: "c", gauge: "g", timer: "ms" } as const;

/** Listens to a simulation, and writes the lines that Airflow would send to StatsD. */
export function statsd(simulation: Simulation, write: Write, options: StatsdOptions = {}): Exporter {
  const chunks = new Chunks(write);
  const calendar = calendarOf(simulation);
  const { prefix = "airflow", tags = false, times = true, atOnce = false } = options;
  const metrics = onAirflowMetrics(simulation, (metric) => {
    const time = times ? `|T${Math.floor((calendar.startMicros + metric.at) / 1e6)}` : "";
    const value = `${written(metric)}|${TYPES[metric.type]}`;
    if (metric.legacyName !== null) chunks.add(`${prefix}.${statsdName(metric.legacyName)}:${value}${time}\n`);
    if (metric.name !== null)
      chunks.add(`${prefix}.${statsdName(metric.name)}:${value}${tags ? tagsOf(metric) : ""}${time}\n`);
    if (atOnce) chunks.flush();
  });
  return {
    end(result: SimulationResult) {
      metrics.end(result);
      chunks.flush();
    },
  };
}

/** Timers have six digits behind the point, as Airflow's client has them; a pool without limit has infinitely many open slots. */
function written({ type, value }: Metric): string {
  if (type === "timer") return value.toFixed(6);
  return value === Number.POSITIVE_INFINITY ? "inf" : String(value);
}

/** Airflow refuses other characters in a name; here they are written as `_`, so that no id can end a line or a field. */
function statsdName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.\-/]/g, "_");
}

function tagsOf({ tags }: Metric): string {
  const entries = Object.entries(tags).map(([key, value]) => `${key}:${value.replaceAll(/[,|\s:#\p{Cc}]/gu, "_")}`);
  return entries.length === 0 ? "" : `|#${entries.join(",")}`;
}
