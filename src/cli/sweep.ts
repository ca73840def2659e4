import {
  bullmq,
  type Engine,
  ExperimentError,
  MOST_TRIALS,
  RedisAccessError,
  ResultsFileError,
  type RunOptions,
  SharedPlaceError,
  TrialError,
  withoutPassword,
} from "../experiment/index.ts";
import { SweepError, sweepCsv, sweepOf, sweepTable, type Variation, withoutSeeds } from "../report/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { allOrNothing, InputError, parseCount } from "./input-error.ts";
import { interruptible, type Running } from "./interruptible.ts";
import { refuseSharedFiles } from "./own-files.ts";
import { readOneScenario } from "./read-scenarios.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say, sayTables } from "./terminal.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";
import { writeWhole } from "./whole-file.ts";

export interface SweepOptions extends VersionOptions {
  readonly vary: readonly string[];
  readonly on?: string;
  readonly queue?: string;
  readonly shared?: string;
  readonly workers?: string;
  readonly results?: string;
  readonly csv?: string;
  readonly json?: true;
}

/** `airlapse sweep`: one scenario over all combinations of some of its values. */
export async function sweepCommand(file: string, options: SweepOptions): Promise<ExitCode> {
  const [variations, workers, engine, , scenario] = allOrNothing(
    () => options.vary.map(variationOf),
    () => (options.workers === undefined ? undefined : parseCount("--workers", options.workers)),
    () => engineOf(options),
    () => checkVersionOptions(options),
    () => readOneScenario(file, chosenVersions(options)),
  );
  const written = [
    { option: "--results", path: options.results },
    { option: "--csv", path: options.csv },
  ].flatMap(({ option, path }) => (path === undefined ? [] : [{ option, path }]));
  refuseSharedFiles(written, [file]);
  const experiment = refusing(() => sweepOf(scenario, variations));
  const where = { ...(engine === undefined ? {} : { on: engine }), ...(workers === undefined ? {} : { workers }) };
  return await interruptible((running) => sweep(scenario.name, experiment, { ...where, ...running }, options));
}

/** Where the trials are made, and the signal that ends them. */
type Place = Pick<RunOptions, "on" | "workers"> & Running;

async function sweep(
  name: string,
  experiment: ReturnType<typeof sweepOf>,
  { interrupted, ...place }: Place,
  options: SweepOptions,
): Promise<ExitCode> {
  const status = new StatusLine(process.stderr);
  try {
    const results = await experiment.run({
      ...place,
      ...(options.results === undefined ? {} : { resultsFile: options.results }),
      onProgress: (ended, trials) => status.show(() => `${ended} of ${trials} trials`),
    });
    status.clear();
    if (options.csv !== undefined) writeWhole(options.csv, sweepCsv(results));
    if (options.json === true) say(JSON.stringify(withoutSeeds(results).points, null, 2));
    else sayTables([[`${name}: ${results.trials.length} trials`, "", ...sweepTable(results)]]);
    return EXIT.ok;
  } catch (error) {
    status.clear();
    const came = interrupted();
    if (came !== undefined) {
      complain(options.results === undefined ? "interrupted" : "interrupted: the same command goes on from here");
      return EXIT[came];
    }
    if (error instanceof RedisAccessError)
      throw new InputError(`--on ${withoutPassword(options.on ?? "")}: ${error.message}`);
    if (error instanceof SharedPlaceError) throw new InputError(error.message);
    if (error instanceof TrialError || error instanceof ResultsFileError) {
      complain(`error: ${error.message}`);
      return error instanceof TrialError ? EXIT.failed : EXIT.notWritten;
    }
    throw error;
  }
}

/** Turns what a sweep refuses into what a person has given wrong. */
function refusing<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof SweepError || error instanceof ExperimentError) throw new InputError(error.problems);
    throw error;
  }
}

function engineOf({ on, queue, shared, workers }: SweepOptions): Engine | undefined {
  if (on === undefined) {
    if (queue !== undefined) throw new InputError("--queue: expected --on redis://… with it");
    if (shared !== undefined) throw new InputError("--shared: expected --on redis://… with it");
    return undefined;
  }
  if (workers !== undefined) throw new InputError("--workers: threads are for sweeps without --on");
  try {
    return bullmq({
      connection: on,
      ...(queue === undefined ? {} : { queue }),
      ...(shared === undefined ? {} : { shared }),
      onNotice: (notice) => complain(`waiting: ${notice}`),
    });
  } catch (error) {
    if (error instanceof SharedPlaceError) throw new InputError(`--shared: ${error.message}`);
    throw new InputError(`--on ${withoutPassword(on)}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads `key=5,10,20`, `key=1..100` or `key=0..100:25`. */
function variationOf(text: string): Variation {
  const [, key, list] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (key === undefined || list === undefined)
    throw new InputError(
      `--vary ${text}: expected key=value,value or key=from..to, such as executor.worker_slots=5,10,20`,
    );
  const [, from, to, step = "1"] = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?$/.exec(list) ?? [];
  if (from !== undefined && to !== undefined)
    return { key, values: rangeOf(text, Number(from), Number(to), Number(step)) };
  return { key, values: list.split(",").map(parseValue) };
}

function rangeOf(text: string, from: number, to: number, step: number): readonly number[] {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (!(step > 0) || !(count >= 1) || count > MOST_TRIALS)
    throw new InputError(`--vary ${text}: expected a range upwards with a step above 0`);
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(12)));
}

function parseValue(text: string): number | string | boolean {
  if (text === "true" || text === "false") return text === "true";
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
