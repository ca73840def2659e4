/**
 * The part of Papa Parse that is used: its own types ask for those of a browser.
 * @module
 */
interface Config {
  /** What sets cells apart, where it is known. */
  readonly delimiter?: string;
  /** The delimiters of which the text's own is found out. */
  readonly delimitersToGuess?: readonly string[];
  readonly newline?: "\n";
}

declare const Papa: {
  parse<Row>(text: string, config: Config): { readonly data: readonly Row[] };
};
export default Papa;
