/**
 * The command `airlapse`.
 * @module
 */
import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { printableName } from "../options/index.ts";
import type { CompareOptions } from "./compare.ts";
import type { DiffOptions } from "./diff.ts";
import { EXIT, EXIT_CODES, type ExitCode } from "./exit-code.ts";
import { defineFirstSteps } from "./first-steps.ts";
import { InputError } from "./input-error.ts";
import type { LabOptions } from "./lab.ts";
import { defineOwnAirflow } from "./own-airflow.ts";
import type { RunOptions } from "./run.ts";
import type { SizeOptions } from "./size.ts";
import type { SweepOptions } from "./sweep.ts";
import type { UpgradeCommandOptions } from "./upgrade.ts";
import { OutputError } from "./whole-file.ts";
import type { WhyOptions } from "./why.ts";
import type { WorkerOptions } from "./worker.ts";

const AIRFLOW = [
  "--airflow <version>",
  "2.7.2, 2.10.5, 2.11.0, 3.2.1 or 3.3.2, in place of what scenarios say",
] as const;
const AMAZON_PROVIDER = [
  "--amazon-provider <version>",
  "8.7.1, 9.2.0, 9.8.0, 9.25.0 or 9.39.0, in place of the one of the Airflow's day",
] as const;

const ENVIRONMENT = [
  "--environment <class>",
  "an environment such as mw1.small, or mw1.small:2-5 with its least and most workers, in place of the executor",
] as const;

const PRICES = ["--prices <file>", "dollars an hour by class, in place of the built-in table"] as const;

const EXPLAIN = ["--explain", "say what task instances have waited for"] as const;

const MAX_EVENTS = ["--max-events <n>", "give a simulation up after so many events"] as const;
const MAX_SECONDS = ["--max-seconds <seconds>", "give a simulation up after so much real time"] as const;

const MODE = [
  "--mode <mode>",
  "switch every task that can to standard, reschedule, deferrable or start_from_trigger",
] as const;
const DAGS = ["--dags <n>", "print the landing times of so many DAGs, or of all"] as const;
const FAIL_ON = ["--fail-on <conditions>", "failed, late, deadlock: exit with 3 where a run is so"] as const;
const EXPORT = [
  "--export <format=file>",
  "also write it as chrome=…, statsd=… (or statsd=udp://host:port), openmetrics=…, task-instances=….csv or .parquet, runs=…, events=…; may be repeated",
] as const;

function repeated(text: string, others: readonly string[] | undefined): readonly string[] {
  return [...(others ?? []), text];
}

const REPORT = ["--report <file>", "write a page (HTML) of charts, which needs nothing else"] as const;
const SVG = ["--svg <dir>", "write the charts as pictures"] as const;

function limited(command: Command): Command {
  return command.option(...MAX_EVENTS).option(...MAX_SECONDS);
}

/** Runs the command, and returns its exit code. What a command needs is loaded when it is called. */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command("airlapse")
    .description("Apache Airflow's semantics on a virtual clock: scheduler, worker slots, pools and triggerer.")
    .version(version())
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(oneLine(text)) })
    .addHelpText("after", EXIT_CODES);
  const ended = (code: ExitCode) => {
    exitCode = code;
  };
  for (const define of [
    defineFirstSteps,
    defineRun,
    defineWhy,
    defineCompare,
    defineUpgrade,
    defineDiff,
    defineLab,
    defineSchema,
    defineSweep,
    defineSize,
    defineOwnAirflow,
  ])
    define(program, ended);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return await exitCodeOf(error);
  }
}

function defineCompare(program: Command, ended: (code: ExitCode) => void): void {
  limited(program.command("compare"))
    .description("run the same DAGs in each mode, and set slots, time, triggers and calls side by side")
    .argument("<file>", "a scenario file (JSON or YAML); - is standard input")
    .option("--modes <modes>", "which, with commas between them; default all that the scenario's version has")
    .option("--runs <n>", "ask for each manual run so many times at once", "1")
    .option("--worker-slots <n>", "in place of the scenario's own number; several, with commas, are set side by side")
    .option(
      "--task-startup <seconds>",
      "for how long a task holds its slot before it begins, in place of the scenario's; 1.25 where neither says",
    )
    .option(...ENVIRONMENT)
    .option(...PRICES)
    .option(...AIRFLOW)
    .option(...AMAZON_PROVIDER)
    .option(...DAGS)
    .option("--traces <dir>", "write <mode>/<name>.trace.json")
    .option(...EXPORT, repeated)
    .option("--logs <dir>", "write the logs of tasks and components, in a folder for each mode")
    .option(...FAIL_ON)
    .option(...EXPLAIN)
    .option("--json", "print JSON in place of a table")
    .option(...REPORT)
    .option(...SVG)
    .action(async (file: string, options: CompareOptions) => {
      ended(await (await import("./compare.ts")).compareCommand(file, options));
    });
}

function defineUpgrade(program: Command, ended: (code: ExitCode) => void): void {
  program
    .command("upgrade")
    .description("run the same DAGs under two versions of Airflow, and say what differs and by which rule")
    .argument("<file>", "a scenario file (JSON or YAML); - is standard input")
    .requiredOption("--from <version>", "2.7.2, 2.10.5, 2.11.0, 3.2.1 or 3.3.2")
    .requiredOption("--to <version>", "2.7.2, 2.10.5, 2.11.0, 3.2.1 or 3.3.2")
    .option(
      "--from-provider <version>",
      "the Amazon provider: 8.7.1, 9.2.0, 9.8.0, 9.25.0 or 9.39.0; default that of the Airflow's day",
    )
    .option("--to-provider <version>", "likewise")
    .option(...MODE)
    .option("--lines <n>", "print so many lines of each reason (12 if not given), or all")
    .option("--report <file>", "write a page (HTML) too, with all lines")
    .option("--json", "print JSON in place of text")
    .action(async (file: string, options: UpgradeCommandOptions) => {
      ended((await import("./upgrade.ts")).upgradeCommand(file, options));
    });
}

function defineDiff(program: Command, ended: (code: ExitCode) => void): void {
  limited(program.command("diff"))
    .description("run two scenarios, and say in Markdown how the second differs: for a comment on a change")
    .argument("<base>", "the scenario file before the change (JSON or YAML)")
    .argument("<head>", "the scenario file after it")
    .option(...AIRFLOW)
    .option(...AMAZON_PROVIDER)
    .action(async (base: string, head: string, options: DiffOptions) => {
      ended((await import("./diff.ts")).diffCommand(base, head, options));
    });
}

function defineLab(program: Command, ended: (code: ExitCode) => void): void {
  program
    .command("lab")
    .description(
      "write a page (HTML) with the engine in it, where the knobs of scenarios may be turned; it works offline",
    )
    .argument("<path>", "a file of scenarios (JSON or YAML), or a folder of such files; - is standard input")
    .option("--out <file>", "the page that is written", "lab.html")
    .option("--open", "open it in the browser")
    .action(async (file: string, options: LabOptions) => {
      ended(await (await import("./lab.ts")).labCommand(file, options));
    });
}

function defineSchema(program: Command): void {
  program
    .command("schema")
    .description("print the JSON Schema of scenario files, for editors")
    .action(async () => {
      const { scenarioJsonSchema } = await import("../scenario/index.ts");
      const { say } = await import("./terminal.ts");
      say(JSON.stringify(scenarioJsonSchema(), null, 1)); // each blank more is a third of a megabyte
    });
}

function defineRun(program: Command, ended: (code: ExitCode) => void): void {
  limited(program.command("run"))
    .description("run scenarios, and say what came of each")
    .argument(
      "<files...>",
      "scenario files (JSON or YAML; - is standard input); each holds a scenario or a list of them",
    )
    .option(...ENVIRONMENT)
    .option(...PRICES)
    .option(...AIRFLOW)
    .option(...AMAZON_PROVIDER)
    .option("--traces <dir>", "write <name>.trace.json for each scenario, as real Airflow's traces are written")
    .option(...EXPORT, repeated)
    .option(...MODE)
    .option(...DAGS)
    .option(...FAIL_ON)
    .option("--logs <dir>", "write the logs of tasks and components, as Airflow lays them out")
    .option(...EXPLAIN)
    .option("--json", "print JSON in place of a table")
    .option(...REPORT)
    .option(...SVG)
    .option("--real", "in real time, against AWS, whatever AWS the scenarios describe")
    .option("--speed <n>", "with --real: seconds of Airflow's time in a second, 1 if not given")
    .option("--endpoint <url>", "with --real: a server that answers like AWS, in place of AWS")
    .action(async (files: string[], options: RunOptions) => {
      ended(await (await import("./run.ts")).runCommand(files, options));
    });
}

function defineWhy(program: Command, ended: (code: ExitCode) => void): void {
  limited(program.command("why"))
    .description("say why: skipped, failed, not retried, stuck, late, not made; docs/why.md explains each cause")
    .argument("<file>", "a scenario file (JSON or YAML)")
    .option("--task <task>", "a task: dag.task, or task where only one DAG has it, dag.task[2]; or a DAG")
    .option("--run <id>", "a run, also one that was not made")
    .option("--at <time>", "only what was then: seconds since the start, h:mm:ss, or a date")
    .option("--all", "all that could be told, not only the first of it")
    .option(...AIRFLOW)
    .option(...AMAZON_PROVIDER)
    .option("--json", "print JSON in place of text")
    .action(async (file: string, options: WhyOptions) => {
      ended(await (await import("./why.ts")).whyCommand(file, options));
    });
}

function defineSweep(program: Command, ended: (code: ExitCode) => void): void {
  program
    .command("sweep")
    .description("run one scenario over all combinations of some of its values, on all cores or many machines")
    .argument("<file>", "a scenario file (JSON or YAML); - is standard input")
    .requiredOption(
      "--vary <key=values>",
      "executor.worker_slots=5,10,20 or seed=1..100, pools.NAME.slots, dags.ID.max_active_runs, mode; may be repeated",
      repeated,
    )
    .option("--on <url>", "the Redis whose workers make the trials: redis://host:6379")
    .option("--queue <name>", "with --on: the queue that the workers serve")
    .option(
      "--shared <place>",
      "with --on: the folder or s3://bucket/prefix for figures over 64 KiB, as the workers have it",
    )
    .option("--workers <n>", "threads on this machine; default one for each core")
    .option("--results <file>", "keep each trial as a line of JSON, and go on from there after an interruption")
    .option("--csv <file>", "write a row for each trial")
    .option(...AIRFLOW)
    .option(...AMAZON_PROVIDER)
    .option("--json", "print JSON in place of a table")
    .action(async (file: string, options: SweepOptions) => {
      ended(await (await import("./sweep.ts")).sweepCommand(file, options));
    });
  program
    .command("worker")
    .description("make the trials of sweeps and experiments that other machines start, until it is interrupted")
    .requiredOption("--redis <url>", "redis://host:6379")
    .option("--module <file>", "the module that exports measure; default that of airlapse sweep")
    .option("--queue <name>", "default airlapse")
    .option("--shared <place>", "a folder, or s3://bucket/prefix, for figures over 64 KiB")
    .option("--concurrency <n>", "trials at once; default one for each core")
    .action(async (options: WorkerOptions) => {
      ended(await (await import("./worker.ts")).workerCommand(options));
    });
}

function defineSize(program: Command, ended: (code: ExitCode) => void): void {
  program
    .command("size")
    .description("find the cheapest environment that meets deadlines: each class in each mode, with its dollars")
    .argument("<file>", "a scenario file (JSON or YAML); - is standard input")
    .option(
      "--deadline <dag=time>",
      "the clock time by which its runs have to have ended, or seconds after they are due; may be repeated",
      repeated,
    )
    .option("--queued-p95 <seconds>", "for how long 95 % of the tasks may be queued at most")
    .option("--classes <classes>", "which, with commas between them; default all of MWAA's")
    .option("--modes <modes>", "which, with commas between them; default all that the scenario's version has")
    .option(...PRICES)
    .option("--most-workers <n>", "the most workers of an environment", "25")
    .option("--threads <n>", "threads on this machine; default one for each core")
    .option(...AIRFLOW)
    .option(...AMAZON_PROVIDER)
    .option("--json", "print JSON in place of a table")
    .action(async (file: string, options: SizeOptions) => {
      ended(await (await import("./size.ts")).sizeCommand(file, options));
    });
}

/** The error of commander with its suggestion, on one line whatever the argument. */
function oneLine(text: string): string {
  const [, wrong = "", meant = ""] = /^(.*?)(\n\(Did you mean .*?)?\n?$/s.exec(text) ?? [];
  return `${[wrong, meant.trimStart()]
    .filter((line) => line !== "")
    .map(printableName)
    .join("\n")}\n`;
}

/** Commander has said itself what is wrong. */
async function exitCodeOf(error: unknown): Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.refused;
  const { complain } = await import("./terminal.ts");
  if (error instanceof InputError) {
    complain(`error: ${error.message}`);
    return EXIT.refused;
  }
  if (error instanceof OutputError) {
    complain(`error: ${error.message}`);
    return EXIT.notWritten;
  }
  complain(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.failed;
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    readonly version: string;
  };
  return version;
}
