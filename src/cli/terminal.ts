/**
 * The one door to the terminal, for results and for what is said about them.
 * @module
 */
import { printable } from "../report/index.ts";

/** Prints a result. */
export function say(text: string): void {
  console.log(printable(text));
}

/** Says something on stderr. */
export function complain(text: string): void {
  console.error(printable(text));
}
