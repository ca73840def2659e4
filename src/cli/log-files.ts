import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calendarOf, formatLogLine, logPath } from "../export/index.ts";
import type { Simulation } from "../simulation.ts";

/** How much is kept before it is written, over all files: a file is opened once for many lines, and none stays open. */
const KEPT_CHARACTERS = 8_000_000;

/** Writes the logs of a simulation into a folder, as Airflow lays them out. Files of an earlier run are overwritten. */
export class LogFiles {
  readonly #folder: string;
  readonly #kept = new Map<string, string[]>();
  readonly #begun = new Set<string>();
  #characters = 0;

  constructor(folder: string, simulation: Simulation) {
    this.#folder = folder;
    const calendar = calendarOf(simulation);
    mkdirSync(folder, { recursive: true });
    simulation.on("log", (event) => {
      const line = `${formatLogLine(event, calendar)}\n`;
      const path = join(...logPath(event));
      const lines = this.#kept.get(path);
      if (lines === undefined) this.#kept.set(path, [line]);
      else lines.push(line);
      this.#characters += line.length;
      if (this.#characters > KEPT_CHARACTERS) this.flush();
    });
  }

  /** How many files there are. */
  get count(): number {
    return this.#begun.size;
  }

  flush(): void {
    for (const [path, lines] of this.#kept) {
      const file = join(this.#folder, path);
      if (this.#begun.has(path)) appendFileSync(file, lines.join(""));
      else {
        mkdirSync(join(file, ".."), { recursive: true });
        writeFileSync(file, lines.join(""));
        this.#begun.add(path);
      }
    }
    this.#kept.clear();
    this.#characters = 0;
  }
}
