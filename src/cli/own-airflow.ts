/**
 * The commands about an Airflow of one's own, as commander knows them.
 * @module
 */
import type { Command } from "commander";
import type { AdviseCommandOptions } from "./advise.ts";
import type { CalibrateCommandOptions } from "./calibrate.ts";
import type { ExitCode } from "./exit-code.ts";
import type { ImportOptions } from "./import.ts";
import type { WhatIfCommandOptions } from "./whatif.ts";

const EXPORT = ["<dir>", "the folder of an export: docs/my-airflow.md says what may be in it"] as const;
const FIGURES = [
  "--figures <file>",
  "write the figures as {case: {figure: value}}, beside other cases in the file",
] as const;
const REPORT = ["--report <file>", "write a page (HTML) too, which needs nothing else"] as const;
const JSON_OUT = ["--json", "print JSON in place of text"] as const;

const more = (text: string, others: readonly string[] | undefined) => [...(others ?? []), text];

export function defineOwnAirflow(program: Command, ended: (code: ExitCode) => void): void {
  program
    .command("import")
    .description("read the export of an Airflow, and say what is in it, what was inferred and what is missing")
    .argument(...EXPORT)
    .option(...JSON_OUT)
    .action(async (folder: string, options: ImportOptions) => {
      ended(await (await import("./import.ts")).importCommand(folder, options));
    });
  program
    .command("calibrate")
    .description("run the history of an export again, and say how far that is from what happened")
    .argument(...EXPORT)
    .option(...FIGURES)
    .option("--case <name>", "the name of the case in that file; default base")
    .option(...REPORT)
    .option(...JSON_OUT)
    .action(async (folder: string, options: CalibrateCommandOptions) => {
      ended(await (await import("./calibrate.ts")).calibrateCommand(folder, options));
    });
  program
    .command("whatif")
    .description("say what would have been under other settings")
    .argument(...EXPORT)
    .option(
      "--set <key=value>",
      "executor.worker_slots=8, pools.NAME=8, dags.ID.max_active_tasks=3, dags.ID.max_active_runs=1, core.parallelism=64, tasks.DAG.TASK.pool=NAME; may be repeated",
      more,
    )
    .option(
      "--deferrable <classes>",
      "classes, or patterns of tasks, that wait in the triggerer; may be repeated",
      more,
    )
    .option("--mode <mode:pattern>", "poke, reschedule or deferrable for the tasks of a pattern; may be repeated", more)
    .option(
      "--environment <class>",
      "an environment of Amazon MWAA in place of the workers that there were: mw1.small, or mw1.small:2-5 with least and most workers",
    )
    .option("--orders <n>", "orders of DAGs due at one moment that are drawn, to say how wide the answer is", "5")
    .option(...FIGURES)
    .option("--case <name>", "the name of the case in that file; default whatif")
    .option(...REPORT)
    .option(...JSON_OUT)
    .action(async (folder: string, options: WhatIfCommandOptions) => {
      ended(await (await import("./whatif.ts")).whatIfCommand(folder, options));
    });
  program
    .command("advise")
    .description("rank what to change: modes of waiting, limits, sizes that hold deadlines, and jams of sensors")
    .argument(...EXPORT)
    .option(
      "--nights <n>",
      "nights, or of a longer history series of days, that are drawn for sizes; default 20, and 40 nights of a longer one",
    )
    .option(...REPORT)
    .option(...JSON_OUT)
    .action(async (folder: string, options: AdviseCommandOptions) => {
      ended(await (await import("./advise.ts")).adviseCommand(folder, options));
    });
}
