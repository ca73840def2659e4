/**
 * The files of an export, as they are given: cut into lines, never held whole where they may be large.
 * @module
 */
import { ExportError } from "./export-error.ts";

/** Most characters of a file that is one JSON value: Node reads none that is larger. */
const MOST_WHOLE = 400_000_000;

/** Most characters of one line. */
const MOST_LINE = 200_000_000;

/** A file of an export. */
export interface ExportFile {
  /** The path within the export, with slashes. */
  readonly name: string;
  /** The file's own name without `.gz` and ending. */
  readonly stem: string;
  /** `json`, `jsonl`, `csv`, `sql`, `cfg` or another ending, without `.gz`. */
  readonly kind: string;
  /** The text, unpacked, in pieces. */
  pieces(): AsyncIterable<string>;
}

/** The folders that are read, in this order: a later file only fills holes. Files of the export's own folder come first. */
export const EXPORT_FOLDERS: readonly string[] = ["", "tables", "rest", "serialized", "cli", "outside", "cloudwatch"];

/** The lines of a file, without their ends. */
export async function* linesOf(file: ExportFile): AsyncGenerator<string> {
  let rest = "";
  for await (const piece of file.pieces()) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() as string;
    if (rest.length > MOST_LINE)
      throw new ExportError(`${file.name}: expected lines of at most ${MOST_LINE} characters: write a page a line`);
    for (const line of lines) yield line.endsWith("\r") ? line.slice(0, -1) : line;
  }
  if (rest !== "") yield rest;
}

/** A file as one text. */
export async function textOf(file: ExportFile): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of file.pieces()) {
    pieces.push(piece);
    length += piece.length;
    if (length > MOST_WHOLE)
      throw new ExportError(
        `${file.name}: expected at most ${MOST_WHOLE} characters: write it as .jsonl, a page a line`,
      );
  }
  return pieces.join("");
}
