import { join } from "node:path";
import { calendarOf, formatLogLine, logPath } from "../export/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { UnfinishedFiles } from "./whole-files.ts";

/** How much is kept before it is written, over all files: a file is opened once for many lines, and none stays open. */
const KEPT_CHARACTERS = 8_000_000;

/** Writes the logs of a simulation into a folder, as Airflow lays them out. Files of an earlier run are replaced. */
export class LogFiles {
  readonly #files: UnfinishedFiles;
  readonly #kept = new Map<string, string[]>();
  #characters = 0;

  /** What is written while the simulation runs is written through `write`, which knows what to do where that fails. */
  constructor(folder: string, simulation: Simulation, write: (act: () => void) => void) {
    this.#files = new UnfinishedFiles(folder);
    const calendar = calendarOf(simulation);
    simulation.on("log", (event) => {
      const line = `${formatLogLine(event, calendar)}\n`;
      const path = join(...logPath(event));
      const lines = this.#kept.get(path);
      if (lines === undefined) this.#kept.set(path, [line]);
      else lines.push(line);
      this.#characters += line.length;
      if (this.#characters > KEPT_CHARACTERS) write(() => this.#flush());
    });
  }

  /** How many files there are. */
  get count(): number {
    return this.#files.count;
  }

  /** The simulation is over, or was given up: what it has said so far is whole. */
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
