/**
 * The folder of an export, the second door to files that are read: as streams, since a history may be larger than memory.
 * @module
 */
import { createReadStream, lstatSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import { createGunzip } from "node:zlib";
import { EXPORT_FOLDERS, ExportError, type ExportFile, type ExportFiles } from "../history/index.ts";

const MOST_FILES = 200_000;

/** Lists the files of an export, those that are read first at the front. Other folders are named in `ignored`. */
export function exportFiles(folder: string): ExportFiles {
  const files: ExportFile[] = [];
  const ignored: string[] = [];
  const walk = (inside: string, depth: number) => {
    for (const entry of entriesOf(join(folder, inside))) {
      const name = inside === "" ? entry.name : `${inside}/${entry.name}`;
      if (entry.isSymbolicLink() || entry.name.startsWith(".")) ignored.push(name);
      else if (!entry.isDirectory()) files.push(fileOf(folder, name));
      else if (depth > 0 || EXPORT_FOLDERS.includes(entry.name)) walk(name, depth + 1);
      else ignored.push(`${name}/`);
      if (files.length > MOST_FILES)
        throw new ExportError(`${folder}: expected at most ${MOST_FILES} files: give the folder of the export itself`);
    }
  };
  walk("", 0);
  const rank = ({ name }: ExportFile) =>
    EXPORT_FOLDERS.indexOf(name.includes("/") ? (name.split("/")[0] as string) : "");
  files.sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
  return { folder, files, ignored };
}

function entriesOf(folder: string) {
  try {
    if (!lstatSync(folder).isDirectory())
      throw new ExportError(`${folder}: expected the folder of an export, got a file`);
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof ExportError) throw error;
    throw new ExportError(`${folder}: cannot be read: ${(error as Error).message}`);
  }
}

function fileOf(folder: string, name: string): ExportFile {
  const base = basename(name).replace(/\.gz$/, "");
  const dot = base.lastIndexOf(".");
  return {
    name,
    stem: dot < 0 ? base : base.slice(0, dot),
    kind: dot < 0 ? "" : base.slice(dot + 1).toLowerCase(),
    pieces: () => piecesOf(name, join(folder, name)),
  };
}

/** Reads a file in pieces of text. A file that is cut or not what its name says is refused in words. */
async function* piecesOf(name: string, path: string): AsyncGenerator<string> {
  const decoder = new StringDecoder("utf8");
  const source = createReadStream(path, { highWaterMark: 1 << 18 });
  const bytes = path.endsWith(".gz") ? source.pipe(createGunzip()) : source;
  source.on("error", (error) => bytes.destroy(error));
  try {
    for await (const piece of bytes) yield decoder.write(piece as Buffer);
    yield decoder.end();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === "Z_BUF_ERROR" ? "the file is cut" : message;
    throw new ExportError(`${name}: cannot be unpacked: ${why}. Export it again`);
  }
}
