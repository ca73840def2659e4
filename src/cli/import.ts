import { inferredLines, missingLines } from "../advice/index.ts";
import { isoOf } from "../history/index.ts";
import { Recording, versionOf } from "../replay/index.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { readExport } from "./read-export.ts";
import { StatusLine } from "./status-line.ts";
import { say, sayTables } from "./terminal.ts";

export interface ImportOptions {
  readonly json?: true;
}

/** `airlapse import`: reads an export, and says what is in it, what was inferred, and what is missing. */
export async function importCommand(folder: string, options: ImportOptions): Promise<ExitCode> {
  const history = await readExport(folder, new StatusLine(process.stderr));
  const recording = new Recording(history);
  const { from, to } = history.window;
  const tasks = [...history.dags.values()].reduce((count, dag) => count + dag.tasks.length, 0);
  const facts = {
    airflow: history.airflow,
    rules_of: versionOf(recording).airflow,
    from: isoOf(from),
    to: isoOf(to),
    dags: history.dags.size,
    tasks,
    runs: history.runs.length,
    task_instances: history.instances,
    pools: history.pools.size,
    worker_slots: recording.fleet.slots,
  };
  const [inferred, missing] = [inferredLines(recording), missingLines(recording)];
  const { read, ignored } = history.files;
  if (options.json === true) say(JSON.stringify({ ...facts, inferred, missing, read, ignored }, null, 2));
  else
    sayTables([
      [
        `Airflow ${history.airflow ?? "of an unknown version"}, ${isoOf(from).slice(0, 16)} to ${isoOf(to).slice(0, 16)} UTC`,
        `${facts.dags} DAGs of ${tasks} tasks, ${facts.runs} runs, ${facts.task_instances} task instances, ${facts.pools} pools`,
      ],
      ["inferred", ...inferred.map((line) => `  ${line}`)],
      ["missing, and what it costs", ...(missing.length === 0 ? ["  nothing"] : missing.map((line) => `  ${line}`))],
      [
        `${read.length} files read, ${ignored.length} not needed${ignored.length === 0 ? "" : `: ${ignored.slice(0, 6).join(", ")}${ignored.length > 6 ? " …" : ""}`}`,
      ],
    ]);
  return EXIT.ok;
}
