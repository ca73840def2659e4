import { MOST_SECONDS } from "../kernel/index.ts";
import { printableName } from "../options/index.ts";

/** The arguments or files given cannot be used. The command ends with exit code 2. Each problem has a line of its own. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly lines: readonly string[];

  constructor(wrong: string | readonly string[]) {
    const lines = [wrong].flat().map(printableName);
    super(lines.join("\n"));
    this.lines = lines;
  }
}

/** Reads several options. The problems of all of them are in one error. */
export function allOrNothing<Read extends readonly (() => unknown)[]>(
  ...reads: Read
): { -readonly [Index in keyof Read]: ReturnType<Read[Index]> } {
  const wrong: string[] = [];
  const values = reads.map((read) => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      wrong.push(...error.lines);
      return undefined;
    }
  });
  if (wrong.length > 0) throw new InputError([...new Set(wrong)]);
  return values as never;
}

/** Reads names out of some, with commas between them. A name that stands twice counts once. */
export function parseNames<Name extends string>(option: string, text: string, known: readonly Name[]): readonly Name[] {
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  const unknown = names.filter((name) => !(known as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new InputError(
      `Expected ${option} to be out of ${known.join(", ")}, got ${unknown.map((name) => `"${name}"`).join(", ")}`,
    );
  return names as Name[];
}

export function parseCount(option: string, text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(count) || count < 1)
    throw new InputError(`Expected ${option} to be a whole number from 1 up, got "${text}"`);
  return count;
}

export function parseSeconds(option: string, text: string): number {
  const seconds = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || seconds > MOST_SECONDS)
    throw new InputError(`Expected ${option} to be a number of seconds from 0 to ${MOST_SECONDS}, got "${text}"`);
  return seconds;
}
