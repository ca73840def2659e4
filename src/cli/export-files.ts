import { createSocket } from "node:dgram";
import type { Exporter, TableName } from "../export/index.ts";
import type { SimulationResult } from "../observe/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { InputError } from "./input-error.ts";
import { OutputError, UnfinishedFile } from "./whole-file.ts";

const FORMATS = ["chrome", "statsd", "openmetrics", "task-instances", "runs", "events"] as const;
type Format = (typeof FORMATS)[number];

const TABLES: Readonly<Partial<Record<Format, TableName>>> = {
  "task-instances": "taskInstances",
  runs: "dagRuns",
  events: "events",
};

/** An export: its format, and the place to write it to. */
export interface ExportTarget {
  readonly format: Format;
  /** A file, or `udp://host:port` for StatsD. */
  readonly to: string;
}

/** Reads `chrome=trace.json`. */
export function parseExport(text: string): ExportTarget {
  const [, format = "", to = ""] = /^([^=]*)=(.+)$/.exec(text) ?? [];
  if (!(FORMATS as readonly string[]).includes(format))
    throw new InputError(
      `Expected --export to be FORMAT=FILE with a format out of ${FORMATS.join(", ")}, got "${text}"`,
    );
  if (format in TABLES && !/\.(csv|parquet)$/.test(to))
    throw new InputError(`Expected the file of --export ${format} to end in .csv or .parquet, got "${to}"`);
  if (to.startsWith("udp://") && format !== "statsd")
    throw new InputError(`Expected a file for --export ${format}, got "${to}": only statsd goes to a host and port`);
  if (to.startsWith("udp://")) address(to);
  return { format: format as Format, to };
}

/** An export under way. */
export interface OpenExport {
  /** Writes what is left after the simulation, and finishes the file. */
  end(result: SimulationResult): Promise<void>;
  /** Drops the export of a simulation that has failed. */
  abandon(): void;
}

/**
 * Begins to listen to a simulation. While it runs, `duringRun` wraps all that writes, and handles its
 * errors.
 */
export async function openExport(
  { format, to }: ExportTarget,
  simulation: Simulation,
  duringRun: (act: () => void) => void,
): Promise<OpenExport> {
  if (to.startsWith("udp://")) return sendStatsd(to, simulation);
  const file = new UnfinishedFile(to);
  let hasEnded = false;
  const write = (data: string | Uint8Array) => {
    if (hasEnded) file.write(data);
    else duringRun(() => file.write(data));
  };
  const exporter = await exporterOf(format, to, simulation, write);
  return {
    async end(result) {
      hasEnded = true;
      exporter.end(result);
      file.finish();
    },
    abandon: () => file.abandon(),
  };
}

async function exporterOf(
  format: Format,
  to: string,
  simulation: Simulation,
  write: (data: string | Uint8Array) => void,
): Promise<Exporter> {
  const { chromeTrace, csv, openMetrics, parquet, statsd } = await import("../export/index.ts");
  switch (format) {
    case "chrome":
      return chromeTrace(simulation, write);
    case "statsd":
      return statsd(simulation, write);
    case "openmetrics":
      return openMetrics(simulation, write);
    default: {
      const table = TABLES[format] as TableName;
      return to.endsWith(".csv") ? csv(simulation, write, { table }) : parquet(simulation, write, { table });
    }
  }
}

/** The length of a datagram that goes through any network in one piece. */
const DATAGRAM_BYTES = 1432;

function address(to: string): { readonly host: string; readonly port: number } {
  const [, host = "", digits = ""] = /^udp:\/\/(.+):(\d+)$/.exec(to) ?? [];
  const port = Number(digits);
  if (host === "" || port < 1 || port > 65_535)
    throw new InputError(`Expected --export statsd=udp://HOST:PORT, got "${to}"`);
  return { host: host.replace(/^\[(.*)\]$/, "$1"), port };
}

/** Sends StatsD lines while the simulation runs. They carry no times, since those are virtual. */
async function sendStatsd(to: string, simulation: Simulation): Promise<OpenExport> {
  const { statsd } = await import("../export/index.ts");
  const { host, port } = address(to);
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  const sent: Promise<Error | null>[] = [];
  const send = (lines: string) => sent.push(new Promise((resolve) => socket.send(lines, port, host, resolve)));
  let isOpen = true;
  const close = () => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  const atOnce = simulation.options.clock !== undefined;
  const exporter = statsd(simulation, (text) => datagrams(text).forEach(send), { times: false, atOnce });
  return {
    async end(result) {
      exporter.end(result);
      const failed = (await Promise.all(sent)).find((error) => error !== null);
      close();
      if (failed !== undefined) throw new OutputError(`${to}: cannot be sent: ${failed.message}`);
    },
    abandon: close,
  };
}

/** Whole lines, as many as a datagram takes. */
function datagrams(text: string): string[] {
  const found: string[] = [];
  let datagram = "";
  for (const line of text.split("\n").filter((line) => line !== "")) {
    if (datagram !== "" && datagram.length + line.length + 1 > DATAGRAM_BYTES) {
      found.push(datagram);
      datagram = "";
    }
    datagram += datagram === "" ? line : `\n${line}`;
  }
  if (datagram !== "") found.push(datagram);
  return found;
}
