import {
  appendFileSync,
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import type { Plan, Trial } from "./parameters.ts";
import type { Figures, TrialResult } from "./results.ts";
import { hashOf } from "./text-hash.ts";

/** A results file that cannot be gone on with, or written: which one, and what to do. */
export class ResultsFileError extends Error {
  override readonly name = "ResultsFileError";
  readonly file: string;

  constructor(file: string, message: string, options?: ErrorOptions) {
    super(`${file}: ${message}`, options);
    this.file = file;
  }
}

/** More than any results have, and well below what one string can hold. */
const MOST_BYTES = 256 * 1024 * 1024;

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

  constructor(file: string, name: string, { parameters, repetitions, seed, input }: Plan) {
    this.#file = file;
    const head = { airlapse_experiment: FORMAT, name, parameters, repetitions, seed };
    const named = input === undefined ? head : { ...head, input: hashOf(JSON.stringify(input)) };
    this.#head = `${JSON.stringify(named)}\n`;
  }

  /** The figures of the trials that have ended before, by trial; of a new file none. */
  open(trials: readonly Trial[]): Map<number, Figures> {
    const text = this.#text();
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

  /** Reads the file. A file that does not exist is empty. A folder is refused, since it has no lines, and a device, since it has no end. */
  #text(): string {
    try {
      const found = statSync(this.#file, { throwIfNoEntry: false });
      if (found === undefined) return "";
      if (!found.isFile()) throw new TypeError("expected a file, got a folder or a device");
      if (found.size > MOST_BYTES) throw new RangeError(`expected at most ${MOST_BYTES / 1024 ** 2} MiB, got more`);
      return readFileSync(this.#file, "utf8");
    } catch (error) {
      const reason = (error as Error).message;
      throw new ResultsFileError(this.#file, `cannot be read: ${reason}; name another file`, { cause: error });
    }
  }

  #read(line: string, number: number): { readonly trial: number; readonly figures: Figures } {
    let read: unknown;
    try {
      read = JSON.parse(line);
    } catch (error) {
      throw new ResultsFileError(this.#file, `line ${number} is damaged: delete it`, { cause: error });
    }
    if (!isResult(read)) throw new ResultsFileError(this.#file, `line ${number} is no result of a trial: delete it`);
    return read;
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
    const file = realpathSync(this.#file); // a link stays one
    const sorted = `${file}.sorted`;
    try {
      this.#write(() => writeFileSync(sorted, this.#head + results.map(lineOf).join("")));
      this.#write(() => renameSync(sorted, file));
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

function isResult(value: unknown): value is { readonly trial: number; readonly figures: Figures } {
  if (typeof value !== "object" || value === null || !("trial" in value) || !("figures" in value)) return false;
  const { trial, figures } = value;
  if (!Number.isSafeInteger(trial) || typeof figures !== "object" || figures === null || Array.isArray(figures))
    return false;
  return Object.values(figures).every((figure) => figure === null || Number.isFinite(figure));
}

function lineOf({ trial, point, repetition, seed, parameters, figures }: TrialResult): string {
  return `${JSON.stringify({ trial, point, repetition, seed, parameters, figures })}\n`;
}
