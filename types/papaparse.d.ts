/**
 * The part of Papa Parse that is used: its own types ask for those of a browser.
 * @module
 */
import type { Duplex } from "node:stream";

interface Config {
  /** The delimiters of which the text's own is found out. */
  readonly delimitersToGuess: readonly string[];
}

interface StreamConfig {
  /** Tells the delimiter by the beginning of the text. */
  readonly delimiter: (text: string) => string;
  readonly newline: "\n";
  readonly skipEmptyLines: boolean;
}

/** Takes pieces of a text, and gives rows of cells. */
interface RowStream extends Duplex {
  [Symbol.asyncIterator](): NodeJS.AsyncIterator<string[]>;
}

declare const Papa: {
  /** Stands for a text that comes in pieces. */
  readonly NODE_STREAM_INPUT: 1;
  parse<Row>(text: string, config: Config): { readonly data: readonly Row[] };
  parse(text: 1, config: StreamConfig): RowStream;
};
export default Papa;
