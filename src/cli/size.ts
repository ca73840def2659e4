import { ExperimentError, TrialError } from "../experiment/index.ts";
import { ENVIRONMENT_CLASSES, MWAA_CLASSES } from "../mwaa/index.ts";
import { clockSeconds } from "../observe/index.ts";
import { suggestion } from "../options/index.ts";
import { modesOf, type SizeQuestion, sizesOf, sizeTable, sizeVerdict, snakeKeys } from "../report/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { allOrNothing, InputError, parseCount, parseNames, parseSeconds } from "./input-error.ts";
import { interruptible, type Running } from "./interruptible.ts";
import { parseModes, refuseModes } from "./mode-options.ts";
import { parsePrices } from "./price-file.ts";
import { readOneScenario } from "./read-scenarios.ts";
import { StatusLine } from "./status-line.ts";
import { complain, say, sayTables } from "./terminal.ts";
import { checkVersionOptions, chosenVersions, type VersionOptions } from "./version-options.ts";

export interface SizeOptions extends VersionOptions {
  /** `DAG=06:00`, or seconds after a run is due. */
  readonly deadline?: readonly string[];
  readonly queuedP95?: string;
  /** Names, with commas between them. Default all of MWAA's. */
  readonly classes?: string;
  /** Likewise. Default all that the scenario can be run in. */
  readonly modes?: string;
  readonly mostWorkers: string;
  /** The file of prices. */
  readonly prices?: string;
  /** The number of threads. Default one for each core. */
  readonly threads?: string;
  readonly json?: true;
}

/** `airlapse size`: the cheapest environment that meets deadlines. */
export async function sizeCommand(file: string, options: SizeOptions): Promise<ExitCode> {
  const [deadlines, queuedP95, classes, modes, mostWorkers, threads, { prices }, , read] = allOrNothing(
    () => (options.deadline ?? []).map(deadlineOf),
    () => (options.queuedP95 === undefined ? undefined : parseSeconds("--queued-p95", options.queuedP95)),
    () => parseNames("--classes", options.classes ?? MWAA_CLASSES.join(","), ENVIRONMENT_CLASSES),
    () => (options.modes === undefined ? undefined : parseModes(options.modes)),
    () => parseCount("--most-workers", options.mostWorkers),
    () => (options.threads === undefined ? undefined : parseCount("--threads", options.threads)),
    () => parsePrices(options.prices),
    () => checkVersionOptions(options),
    () => readInEnvironment(file, options),
  );
  const scenario = withDeadlines(read, deadlines);
  if (queuedP95 === undefined && scenario.dags.every(({ deadline }) => deadline === undefined))
    throw new InputError(
      "Expected something that is to be met: --deadline DAG=06:00, --queued-p95 SECONDS, or a deadline of a DAG in the scenario",
    );
  const wanted = modes ?? modesOf(scenario);
  refuseModes([scenario], wanted);
  const question = {
    scenario,
    classes,
    modes: wanted,
    mostWorkers,
    ...(prices === undefined ? {} : { prices }),
    ...(queuedP95 === undefined ? {} : { queuedP95 }),
  };
  return await interruptible((running) => answer(question, threads, running, options.json === true));
}

async function answer(
  question: SizeQuestion,
  threads: number | undefined,
  { signal, interrupted }: Running,
  asJson: boolean,
): Promise<ExitCode> {
  const status = new StatusLine(process.stderr);
  try {
    const sizes = await sizesOf(question, {
      ...(threads === undefined ? {} : { workers: threads }),
      signal,
      onProgress: (ended, all) => status.show(() => `${ended} of ${all} searches, a class in a mode each`),
    });
    status.clear();
    const verdict = sizeVerdict(sizes);
    if (asJson) say(JSON.stringify(snakeKeys({ ...sizes, verdict }), null, 2));
    else sayTables([verdict, sizeTable(sizes)]);
    return EXIT.ok;
  } catch (error) {
    status.clear();
    const came = interrupted();
    if (came !== undefined) {
      complain("interrupted");
      return EXIT[came];
    }
    if (error instanceof ExperimentError) throw new InputError(error.problems);
    if (!(error instanceof TrialError)) throw error;
    complain(`error: ${error.message}`);
    return EXIT.failed;
  }
}

/** Reads the scenario. All that is wrong with it in an environment is said before anything runs. */
function readInEnvironment(file: string, options: SizeOptions): Scenario {
  const scenario = readOneScenario(file, chosenVersions(options));
  if (scenario.environment === undefined)
    readOneScenario(file, { ...chosenVersions(options), environment: "mw1.small" });
  return scenario;
}

interface Deadline {
  readonly dagId: string;
  readonly deadline: string | number;
}

/** Reads `DAG=06:00` or `DAG=3600`. */
function deadlineOf(text: string): Deadline {
  const at = text.lastIndexOf("=");
  const [dagId, when] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (dagId !== "" && clockSeconds(when) !== undefined) return { dagId, deadline: when };
  if (dagId === "" || !/^\d+(\.\d+)?$/.test(when) || Number(when) <= 0)
    throw new InputError(
      `--deadline ${text}: expected DAG=06:00, or DAG=3600 for seconds after the end of a run's data interval`,
    );
  return { dagId, deadline: Number(when) };
}

function withDeadlines(scenario: Scenario, deadlines: readonly Deadline[]): Scenario {
  const known = scenario.dags.map(({ dag_id }) => dag_id);
  const wrong = deadlines.filter(({ dagId }) => !known.includes(dagId));
  if (wrong.length > 0)
    throw new InputError(
      wrong.map(({ dagId }) => `--deadline: no DAG "${dagId}" in the scenario${suggestion(dagId, known)}`),
    );
  const byDag = new Map(deadlines.map(({ dagId, deadline }) => [dagId, deadline]));
  const dags = scenario.dags.map((dag) => {
    const deadline = byDag.get(dag.dag_id) ?? dag.deadline;
    return deadline === undefined ? dag : { ...dag, deadline };
  });
  return { ...scenario, dags };
}
