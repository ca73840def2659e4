import { join } from "node:path";
import { rulesOf, versionsOf } from "../rules/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { UnfinishedFiles } from "./whole-files.ts";

/** Characters that are kept before they are written, over all files. A file is opened once for many lines, and none stays open. */
const KEPT_CHARACTERS = 8_000_000;

/** Writes the logs of a simulation into a folder, in Airflow's layout. Files of an earlier run are replaced. */
export class LogFiles {
  readonly #files: UnfinishedFiles;
  readonly #kept = new Map<string, string[]>();
  #characters = 0;

  private constructor(folder: string) {
    this.#files = new UnfinishedFiles(folder);
  }

  /** Begins to listen. While the simulation runs, `write` wraps all that writes, and handles its errors. */
  static async open(folder: string, simulation: Simulation, write: (act: () => void) => void): Promise<LogFiles> {
    const { calendarOf, formatLogLine, formatStructuredLine, logPath } = await import("../export/index.ts");
    const files = new LogFiles(folder);
    const calendar = calendarOf(simulation);
    const { options } = simulation;
    const isJson = (options.rules?.taskLogsAre ?? rulesOf(versionsOf(options)).taskLogsAre) === "JSON";
    simulation.on("log", (event) => {
      const format = isJson && event.taskInstance !== undefined ? formatStructuredLine : formatLogLine;
      const line = `${format(event, calendar)}\n`;
      const path = join(...logPath(event, process.platform === "win32"));
      files.#add(path, line);
      if (files.#characters > KEPT_CHARACTERS) write(() => files.#flush());
    });
    return files;
  }

  #add(path: string, line: string): void {
    const lines = this.#kept.get(path);
    if (lines === undefined) this.#kept.set(path, [line]);
    else lines.push(line);
    this.#characters += line.length;
  }

  /** The number of files. */
  get count(): number {
    return this.#files.count;
  }

  /** Writes what is left, and gives the files their names. Call it when the simulation has ended or failed. */
  finish(): void {
    this.#flush();
    this.#files.finish();
  }

  abandon(): void {
    this.#files.abandon();
  }

  #flush(): void {
    for (const [path, lines] of this.#kept) this.#files.append(path, lines.join(""));
    this.#kept.clear();
    this.#characters = 0;
  }
}
