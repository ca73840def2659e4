/**
 * Texts of other people's on a terminal or in a log: what would begin a line, move the cursor, change colours or turn the
 * direction of writing is shown in the notation that JSON has, so that JSON stays JSON.
 * @module
 */

/** Control characters, halves of characters, what is no character, and marks of direction. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{NChar}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Characters with a well-known escape. */
const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const escaped = (character: string) =>
  SHORT[character] ??
  character
    .split("")
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .join("");

/** A text of several lines: line breaks stay. */
export function printable(text: string): string {
  return text.replaceAll(UNPRINTABLE, (character) => (character === "\n" ? character : escaped(character)));
}

/** A name, or whatever else is to stay in its line and cell. */
export function printableName(name: string): string {
  return name.replaceAll(UNPRINTABLE, escaped);
}
