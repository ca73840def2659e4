import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import type { Plan, Trial } from "./parameters.ts";
import type { Figures, TrialResult } from "./results.ts";

/** A results file that cannot be gone on with, or written: which one, and what to do. */
export class ResultsFileError extends Error {
  override readonly name = "ResultsFileError";
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options);
    this.file = file;
  }
}

/** The version of the format, in the first line. */
const FORMAT = 1;

/**
 * The results of an experiment as JSON lines: what the experiment is, then a line for each trial that has ended, written when
 * it ends. So whatever ends the experiment, what was finished is kept; a line that was cut off is not. Once all trials have
 * ended, the file is written again in their order, at one stroke: the same bytes however often the experiment was interrupted.
 */
export class ResultsFile {
  readonly #file: string;
  readonly #head: string;
  /** Bytes up to the end of the last whole line. */
  #length = 0;

  constructor(file: string, name: string, { parameters, repetitions, seed }: Plan) {
    this.#file = file;
    this.#head = `${JSON.stringify({ airlapse_experiment: FORMAT, name, parameters, repetitions, seed })}\n`;
  }

  /** The figures of the trials that have ended before, by trial; of a new file none. */
  open(trials: readonly Trial[]): Map<number, Figures> {
    const text = existsSync(this.#file) ? readFileSync(this.#file, "utf8") : "";
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const ended = new Map<number, Figures>();
    if (whole === "" && this.#head.startsWith(text)) {
      this.#write(() => writeFileSync(this.#file, this.#head)); // new, or cut off in its first line
      this.#length = Buffer.byteLength(this.#head);
      return ended;
    }
    if (!whole.startsWith(this.#head)) {
      const head = this.#head.trim();
      const what = "expected the results of this experiment, which begin with";
      throw new ResultsFileError(this.#file, `${what} ${head}; name another file, or delete this one`);
    }
    for (const [index, line] of whole.slice(this.#head.length).split("\n").slice(0, -1).entries()) {
      const { trial, figures } = this.#read(line, index + 2);
      const planned = trials[trial];
      if (planned === undefined || `${line}\n` !== lineOf({ ...planned, figures }))
        throw new ResultsFileError(
          this.#file,
          `line ${index + 2} is of a trial that this experiment does not have: delete it`,
        );
      ended.set(trial, figures);
    }
    this.#length = Buffer.byteLength(whole);
    if (whole.length < text.length) this.#write(() => truncateSync(this.#file, this.#length));
    return ended;
  }

  #read(line: string, number: number): { readonly trial: number; readonly figures: Figures } {
    try {
      return JSON.parse(line);
    } catch (error) {
      throw new ResultsFileError(this.#file, `line ${number} is damaged: delete it`, { cause: error });
    }
  }

  /** A line that could not be written whole is taken back, so that those behind it stay readable. */
  append(result: TrialResult): void {
    const line = lineOf(result);
    try {
      this.#write(() => appendFileSync(this.#file, line));
    } catch (error) {
      if (existsSync(this.#file)) truncateSync(this.#file, this.#length);
      throw error;
    }
    this.#length += Buffer.byteLength(line);
  }

  /** All trials in their order. */
  finish(results: readonly TrialResult[]): void {
    const sorted = `${this.#file}.sorted`;
    try {
      this.#write(() => writeFileSync(sorted, this.#head + results.map(lineOf).join("")));
      this.#write(() => renameSync(sorted, this.#file));
    } catch (error) {
      rmSync(sorted, { force: true });
      throw error;
    }
  }

  #write(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw new ResultsFileError(
        this.#file,
        `cannot be written: ${(error as Error).message}; what has ended before is in it, and the same experiment goes on from there`,
        { cause: error },
      );
    }
  }
}

function lineOf({ trial, point, repetition, seed, parameters, figures }: TrialResult): string {
  return `${JSON.stringify({ trial, point, repetition, seed, parameters, figures })}\n`;
}
