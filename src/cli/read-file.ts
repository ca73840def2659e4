import { closeSync, openSync, readSync } from "node:fs";
import { InputError } from "./input-error.ts";

/** More than any scenario has, and well below what one string can hold. */
const MOST_BYTES = 256 * 1024 * 1024;
const CHUNK_BYTES = 1024 * 1024;

/** The text of a file or a pipe; `-` is standard input. Throws an InputError where it cannot be read, is too long, or is no text. */
export function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readBytes(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EISDIR")
      throw new InputError(
        `${file}: cannot be read: expected a file, got a folder; \`airlapse import\`, \`calibrate\`, \`whatif\` and \`advise\` read the folder of an export`,
      );
    throw new InputError(`${file}: cannot be read: ${(error as Error).message}`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError(`${file}: cannot be read: expected text in UTF-8, got other bytes`);
  }
}

/** In pieces, as what it claims of its length may be wrong: a pipe has none, a device no end. */
function readBytes(file: string): Buffer {
  const descriptor = file === "-" ? 0 : openSync(file, "r");
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const read = readSync(descriptor, chunk);
      if (read === 0) return Buffer.concat(chunks, length);
      length += read;
      if (length > MOST_BYTES) throw new RangeError(`expected at most ${MOST_BYTES / 1024 ** 2} MiB, got more`);
      chunks.push(chunk.subarray(0, read));
    }
  } finally {
    if (descriptor !== 0) closeSync(descriptor);
  }
}
