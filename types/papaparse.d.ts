/**
 * The part of Papa Parse that is used: its own types ask for those of a browser.
 * @module
 */
interface Config {
  /** The delimiters of which the text's own is found out. */
  readonly delimitersToGuess: readonly string[];
}

declare const Papa: {
  parse<Row>(text: string, config: Config): { readonly data: readonly Row[] };
};
export default Papa;
