/**
 * Literals of Python, as `ast.literal_eval` reads them: texts, numbers, True, False, None, lists, tuples and dictionaries with
 * texts for keys.
 * @module
 */

/** Reads a literal. Throws a SyntaxError where it is none. */
export function pythonLiteral(text: string): unknown {
  const reader = new Reader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const CONSTANTS: Readonly<Record<string, unknown>> = { True: true, False: false, None: null };
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\n": "" };

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): unknown {
    const open = this.#take(/[[({]/y);
    if (open === "[") return this.#items("]");
    if (open === "(") return this.#items(")");
    if (open === "{") return this.#dictionary();
    const text = this.#take(/'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*"/y);
    if (text !== undefined) return unescaped(text.slice(1, -1));
    const number = this.#take(/[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/y);
    if (number !== undefined) return Number(number);
    const name = this.#take(/[A-Za-z]+/y) ?? "";
    if (!Object.hasOwn(CONSTANTS, name)) this.#fail();
    return CONSTANTS[name];
  }

  end(): void {
    this.#take(/$/y);
    if (this.#at < this.#text.length) this.#fail();
  }

  #items(close: "]" | ")"): unknown[] {
    const items: unknown[] = [];
    while (this.#take(close === "]" ? /\]/y : /\)/y) === undefined) {
      if (items.length > 0 && this.#take(/,/y) === undefined) this.#fail();
      if (this.#take(close === "]" ? /\]/y : /\)/y) !== undefined) break;
      items.push(this.value());
    }
    return items;
  }

  #dictionary(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    while (this.#take(/\}/y) === undefined) {
      if (entries.length > 0 && this.#take(/,/y) === undefined) this.#fail();
      if (this.#take(/\}/y) !== undefined) break;
      const key = this.value();
      if (typeof key !== "string" || this.#take(/:/y) === undefined) this.#fail();
      entries.push([key, this.value()]);
    }
    return Object.fromEntries(entries);
  }

  #take(pattern: RegExp): string | undefined {
    const space = /\s*/y;
    space.lastIndex = this.#at;
    const from = this.#at + (space.exec(this.#text)?.[0].length ?? 0);
    pattern.lastIndex = from;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found !== undefined) this.#at = from + found.length;
    return found;
  }

  #fail(): never {
    throw new SyntaxError(`malformed node or string: expected a literal of Python at ${this.#at} of ${this.#text}`);
  }
}

function unescaped(text: string): string {
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, unicode, hex, other: string) => {
    const code = (unicode ?? hex) as string | undefined;
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    return ESCAPES[other] ?? (/[\\'"]/.test(other) ? other : `\\${other}`);
  });
}
