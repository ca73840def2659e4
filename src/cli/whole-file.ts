/**
 * The one door through which files are written: a file has its final name only when it is whole and on the disk, whatever
 * ends the process meanwhile.
 * @module
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A result could not be written; the command ends with exit code 3. */
export class OutputError extends Error {
  override readonly name = "OutputError";
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
  readonly #unfinished: string;
  #descriptor: number | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#unfinished = `${path}.${process.pid}.tmp`;
    this.#orAbandon(() => {
      this.#descriptor = openSync(this.#unfinished, "w");
    });
  }

  write(piece: string | Uint8Array): void {
    this.#orAbandon(() => writeAll(this.#descriptor as number, piece));
  }

  finish(): void {
    this.#orAbandon(() => {
      fsyncSync(this.#descriptor as number);
      this.#close();
      renameSync(this.#unfinished, this.#path);
      syncFolder(dirname(this.#path));
    });
  }

  abandon(): void {
    this.#close();
    rmSync(this.#unfinished, { force: true });
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
      const reason = (error as Error).message.replace(/, \w+ '.*$/s, ""); // what it is called while it is unfinished is no news
      throw new OutputError(`${this.#path}: cannot be written: ${reason}`);
    }
  }
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
