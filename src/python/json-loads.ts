/** Python's error for text that is no JSON. */
export class JSONDecodeError extends Error {
  override readonly name = "JSONDecodeError";

  constructor(message: string, text: string, at: number) {
    const before = text.slice(0, at);
    const line = before.split("\n").length;
    super(`${message}: line ${line} column ${at - before.lastIndexOf("\n")} (char ${at})`);
  }
}

const CONSTANTS = new Map<string, unknown>([
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);
const CONSTANT = /null|true|false|NaN|-?Infinity/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const BLANKS = /[ \t\n\r]*/y;
const PLAIN = /(?:[^"\\\p{Cc}]|[\x7f-\x9f])*/uy; // of control characters only those before the blank are refused
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

/** `json.loads(text)`, with its errors. Numbers are those of JavaScript. */
export function pythonLoads(text: string): unknown {
  return new JsonReader(text).read();
}

/** Reads as `json.decoder` does: it takes `NaN` and infinities, and tells what it has expected, and where. */
class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    this.#match(BLANKS);
    const value = this.#value();
    this.#match(BLANKS);
    if (this.#at < this.#text.length) throw this.#error("Extra data");
    return value;
  }

  #value(): unknown {
    const next = this.#text[this.#at];
    if (next === "{") return this.#object();
    if (next === "[") return this.#array();
    if (next === '"') return this.#string();
    const constant = this.#match(CONSTANT);
    if (constant !== undefined) return CONSTANTS.get(constant);
    const number = this.#match(NUMBER);
    if (number === undefined) throw this.#error("Expecting value");
    return Number(number);
  }

  #object(): Record<string, unknown> {
    const found: [string, unknown][] = [];
    this.#at += 1;
    this.#match(BLANKS);
    if (this.#takes("}")) return {};
    do {
      this.#match(BLANKS);
      if (this.#text[this.#at] !== '"') throw this.#error("Expecting property name enclosed in double quotes");
      const key = this.#string();
      this.#match(BLANKS);
      if (!this.#takes(":")) throw this.#error("Expecting ':' delimiter");
      this.#match(BLANKS);
      found.push([key, this.#value()]);
      this.#match(BLANKS);
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#error("Expecting ',' delimiter");
    return Object.fromEntries(found);
  }

  #array(): unknown[] {
    const found: unknown[] = [];
    this.#at += 1;
    this.#match(BLANKS);
    if (this.#takes("]")) return found;
    do {
      this.#match(BLANKS);
      found.push(this.#value());
      this.#match(BLANKS);
    } while (this.#takes(","));
    if (!this.#takes("]")) throw this.#error("Expecting ',' delimiter");
    return found;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      this.#match(PLAIN);
      const next = this.#text[this.#at];
      if (next === undefined) throw this.#error("Unterminated string starting at", start);
      if (next === '"') break;
      if (next !== "\\") throw this.#error("Invalid control character at");
      if (this.#match(ESCAPE) !== undefined) continue;
      if (this.#at + 1 === this.#text.length) throw this.#error("Unterminated string starting at", start);
      const isHex = this.#text[this.#at + 1] === "u";
      throw this.#error(isHex ? "Invalid \\uXXXX escape" : "Invalid \\escape", this.#at + (isHex ? 1 : 0));
    }
    this.#at += 1;
    return String(JSON.parse(this.#text.slice(start, this.#at)));
  }

  #takes(mark: string): boolean {
    if (this.#text[this.#at] !== mark) return false;
    this.#at += 1;
    return true;
  }

  /** Takes what the pattern finds here. Undefined where it finds nothing. */
  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #error(message: string, at = this.#at): JSONDecodeError {
    return new JSONDecodeError(message, this.#text, at);
  }
}
