import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { calendarOf, formatLogLine, logPath } from "../export/index.ts";
import type { Simulation } from "../simulation.ts";
import { OutputError } from "./whole-file.ts";

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
      try {
        this.#write(path, lines.join(""));
      } catch (error) {
        throw new OutputError(`${join(this.#folder, path)}: cannot be written: ${(error as Error).message}`);
      }
    }
    this.#kept.clear();
    this.#characters = 0;
  }

  #write(path: string, text: string): void {
    const file = join(this.#folder, path);
    if (this.#begun.has(path)) appendFileSync(file, text);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      this.#begun.add(path);
    }
  }
}
