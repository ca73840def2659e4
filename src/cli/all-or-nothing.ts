import { InputError } from "./input-error.ts";

/** Reads several things, and says what is wrong with any of them in one error. */
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
