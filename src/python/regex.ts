/**
 * Python's regular expressions, as far as JavaScript's say them otherwise.
 * @module
 */

/** Where Python's syntax has other words: groups by name, and the ends of a text. */
const WORDS: readonly (readonly [python: RegExp, javascript: string])[] = [
  [/\(\?P</g, "(?<"],
  [/\(\?P=(\w+)\)/g, "\\k<$1>"],
  [/\\A/g, "^"],
  [/\\Z/g, "(?![\\s\\S])"],
];

/** `re.match`: true where a pattern matches from the beginning of a text on. Throws a SyntaxError where it is no pattern. */
export function pythonMatch(pattern: string, text: string): boolean {
  const ported = WORDS.reduce((whole, [python, javascript]) => whole.replaceAll(python, javascript), pattern);
  return new RegExp(`^(?:${ported})`).test(text);
}
