/** One problem of a definition: where it is and what is wrong. */
export interface Problem {
  /** For instance `dags[0].tasks[2].retries`, or `dag "d", task "t": retries`. */
  readonly path: string;
  readonly message: string;
}

/**
 * The text of a value, for the message that refuses it. Every value has one: a symbol, or an object whose own text cannot be
 * made, would else throw in place of the message.
 */
export function shown(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "an object without a text";
  }
}

/** Refuses a value, and says what is expected in its place. */
export function expected(path: string, what: string, value: unknown): Problem {
  return { path, message: `expected ${what}, got \`${shown(value)}\` (${typeof value})` };
}
