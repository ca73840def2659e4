import { realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { InputError } from "./input-error.ts";

/** A file that is to be written, and by what the person has asked for it. */
export interface WantedFile {
  readonly option: string;
  readonly path: string;
}

/** Refuses to write over what is read, and to write two things into one file, whatever ways there are to call it. */
export function refuseSharedFiles(written: readonly WantedFile[], read: readonly string[]): void {
  const taken = new Map(read.map((path) => [identity(path), `the scenarios of ${path}`]));
  const wrong: string[] = [];
  for (const { option, path } of written) {
    const file = identity(path);
    if (file === undefined) continue;
    const other = taken.get(file);
    if (other !== undefined) wrong.push(`Expected ${option} to have a file of its own, got ${path}, where ${other} is`);
    taken.set(file, option);
  }
  if (wrong.length > 0) throw new InputError(wrong);
}

/** The same for all names of a file; none for what is no file, as a device or a pipe: that takes whatever comes. */
function identity(path: string): string | undefined {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined) return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
    return join(realpathSync(dirname(resolve(path))), basename(path));
  } catch {
    return resolve(path); // the reader that opens it says what is wrong
  }
}
