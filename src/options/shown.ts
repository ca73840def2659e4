import type { Problem } from "./problem.ts";

/**
 * A value in the message that refuses it. Whatever was given has a text then: a symbol, and an object whose own text cannot be
 * made, would throw in the place of the message.
 */
export function shown(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "an object without a text";
  }
}

/** A value that is not what it has to be, as a problem. */
export function expected(path: string, what: string, value: unknown): Problem {
  return { path, message: `expected ${what}, got \`${shown(value)}\` (${typeof value})` };
}
