import { isObject } from "../options/index.ts";
import { type Structures, takeAnswer } from "./answers.ts";
import { HistoryBuilder } from "./builder.ts";
import { checkByHand } from "./by-hand.ts";
import { completeHistory } from "./complete.ts";
import { ExportError } from "./export-error.ts";
import { type ExportFile, linesOf, textOf } from "./files.ts";
import type { History } from "./history.ts";
import { SerializedDagError } from "./serialized.ts";
import { readDump, readTable } from "./tables.ts";

export interface ReadOptions {
  /** Called now and then, with the file that is being read. */
  readonly onProgress?: (file: string) => void;
}

/** The files of an export, and those of its folder that are not read. */
export interface ExportFiles {
  readonly folder: string;
  readonly files: readonly ExportFile[];
  readonly ignored: readonly string[];
}

/**
 * Reads the export of an Airflow: files of `rest/`, `tables/`, `serialized/`, `cli/`, `outside/`, and airlapse.json.
 * Files are told apart by what is in them. Nothing of them is executed. Throws an ExportError that says in words what cannot
 * be used.
 */
export async function readHistory(given: ExportFiles, options: ReadOptions = {}): Promise<History> {
  const { folder, files, ignored } = given;
  const builder = new HistoryBuilder();
  const structures: Structures = { serialized: new Map(), details: new Map(), tasks: new Map() };
  const read: string[] = [];
  const unread = [...ignored];
  const wrong: string[] = [];
  for (const file of files) {
    options.onProgress?.(file.name);
    try {
      (await readOne(builder, structures, file)) ? read.push(file.name) : unread.push(file.name);
    } catch (error) {
      if (error instanceof ExportError) wrong.push(...error.lines);
      else if (error instanceof SerializedDagError) wrong.push(`${file.name}: ${error.message}`);
      else if (error instanceof RangeError)
        wrong.push(`${file.name}: expected fewer lists in lists: export it again`); // the stack is full
      else throw error;
    }
    builder.listings.endFile();
  }
  if (wrong.length > 0) throw new ExportError(wrong);
  return completeHistory(folder, builder, structures, { read, ignored: unread });
}

async function readOne(builder: HistoryBuilder, structures: Structures, file: ExportFile): Promise<boolean> {
  if (file.name === "airlapse.json") {
    builder.byHand = { ...builder.byHand, ...checkByHand(file.name, json(file, await textOf(file))) };
    return true;
  }
  switch (file.kind) {
    case "csv":
      return readTable(builder, structures, file);
    case "sql":
    case "dump":
    case "pgdump":
      return readDump(builder, structures, file);
    case "json":
      return takeAnswer(builder, structures, json(file, await textOf(file)), file.name);
    case "jsonl":
    case "ndjson":
      return readLines(builder, structures, file);
    default:
      return false;
  }
}

/** A page a line. The last line of a file that was cut is left out, and said. */
async function readLines(builder: HistoryBuilder, structures: Structures, file: ExportFile): Promise<boolean> {
  let isKnown = false;
  let bad: string | undefined;
  let count = 0;
  for await (const line of linesOf(file)) {
    count += 1;
    if (line.trim() === "") continue;
    if (bad !== undefined) throw new ExportError(bad);
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      bad = `${file.name}, line ${count}: expected JSON, got ${line.slice(0, 40)}: export it again`;
      continue;
    }
    isKnown = takeAnswer(builder, structures, value, file.name) || isKnown;
  }
  if (bad !== undefined)
    builder.find(`${file.name} is cut in line ${count}`, "what comes behind it is missing from the history");
  return isKnown || bad !== undefined;
}

function json(file: ExportFile, text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value) || Array.isArray(value)) return value;
  } catch {
    // said below
  }
  throw new ExportError(`${file.name}: expected JSON, got ${text.slice(0, 40)}: export it again`);
}
