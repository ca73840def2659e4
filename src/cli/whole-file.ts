/**
 * The one door through which files are written: a file has its final name only when it is whole and on the disk, whatever
 * ends the process meanwhile.
 * @module
 */
import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { printableName } from "../options/index.ts";

/** A result could not be written; the command ends with exit code 3. */
export class OutputError extends Error {
  override readonly name = "OutputError";

  constructor(message: string) {
    super(printableName(message));
  }
}

/** Writes a file, in one piece or several. Throws an OutputError where that fails, and leaves what was there before. */
export function writeWhole(path: string, content: string | Uint8Array | Iterable<string | Uint8Array>): void {
  const file = new UnfinishedFile(path);
  try {
    for (const piece of piecesOf(content)) file.write(piece);
  } catch (error) {
    file.abandon();
    throw error;
  }
  file.finish();
}

/** A file that is written piece by piece as they come about. Where that fails, nothing is left of it. */
export class UnfinishedFile {
  readonly #path: string;
  #target: Target | undefined;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#orAbandon(() => {
      this.#target = targetOf(path);
      this.#descriptor = open(this.#target);
    });
  }

  write(piece: string | Uint8Array): void {
    this.#orAbandon(() => writeAll(this.#descriptor as number, piece));
  }

  finish(): void {
    this.#orAbandon(() => {
      const target = this.#target;
      if (target?.kind === "file") fsyncSync(this.#descriptor as number);
      this.#close();
      if (target?.kind !== "file") return;
      renameSync(target.unfinished, target.path);
      syncFolder(dirname(target.path));
    });
  }

  abandon(): void {
    try {
      this.#close();
      if (this.#target?.kind === "file") rmSync(this.#target.unfinished, { force: true });
    } catch {
      // why it was abandoned is the news
    }
  }

  #close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #orAbandon(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.abandon();
      const reason = (error as Error).message.replace(/, \w+(?: '.*)?$/s, ""); // what it is called while it is unfinished is no news
      throw new OutputError(`${this.#path}: cannot be written: ${reason}`);
    }
  }
}

/** The kind of thing at a path. A device or a pipe cannot be replaced by a file, and cannot be left half-written. */
type Target =
  | { readonly kind: "device"; readonly path: string }
  | { readonly kind: "file"; readonly path: string; readonly unfinished: string; readonly mode: number };

/** Links stay links, and who may read a file does not change when it is replaced. */
function targetOf(path: string): Target {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) throw new Error("there is a folder of that name");
  if (found !== undefined && !found.isFile()) return { kind: "device", path };
  const final = found === undefined ? path : realpathSync(path);
  const mode = found === undefined ? 0o666 : found.mode & 0o777;
  return { kind: "file", path: final, unfinished: `${final}.${process.pid}.tmp`, mode };
}

function open(target: Target): number {
  if (target.kind === "device") return openSync(target.path, "w");
  rmSync(target.unfinished, { force: true }); // of a process that was killed and had this number
  return openSync(target.unfinished, "wx", target.mode); // never through a link that somebody has put there
}

function piecesOf(content: string | Uint8Array | Iterable<string | Uint8Array>): Iterable<string | Uint8Array> {
  return typeof content === "string" || content instanceof Uint8Array ? [content] : content;
}

/** A full disk may take a part of what it is given before it says so. */
function writeAll(descriptor: number, piece: string | Uint8Array): void {
  const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** So that the new name is on the disk too. Some systems cannot open folders, and need not. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch {
    // the file itself is safe
  }
}
