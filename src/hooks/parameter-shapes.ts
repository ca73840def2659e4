/**
 * The parameters of AWS's operations as botocore describes them, in a short form that `scripts/boto-parameters.py` writes:
 *
 *     {Name!:s1 Steps:[{Jar!:s}] Tags:<s> Driver:?{spark:b hive:b} Inner:#Inner{More:[&Inner]}}
 *
 * Members of a structure, `!` behind those that are required; `s` a text, `i` a whole number, `f` a number, `b` a truth
 * value, `t` a time, `x` bytes, `d` anything; a number behind is the least length or value; `[s]` a list, `<s>` a map by
 * text; `?` before a structure of which one member is given, `#Name` before one that `&Name` inside of it means.
 * @module
 */

export type Shape =
  | { readonly kind: "text" | "integer" | "float" | "boolean" | "any"; readonly least: number | undefined }
  | { readonly kind: "list"; readonly item: Shape; readonly least: number | undefined }
  | { readonly kind: "map"; readonly value: Shape; readonly least: number | undefined }
  | Structure
  | { readonly kind: "reference"; readonly to: () => Shape };

export interface Structure {
  readonly kind: "structure";
  readonly isUnion: boolean;
  readonly required: readonly string[];
  readonly members: ReadonlyMap<string, Shape>;
}

const SCALARS = { s: "text", i: "integer", f: "float", b: "boolean", t: "any", x: "any", d: "any" } as const;

/** Reads the short form of a shape. */
export function shapeOf(text: string): Shape {
  return new Reader(text).shape();
}

class Reader {
  readonly #text: string;
  readonly #named = new Map<string, Shape>();
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  shape(): Shape {
    const sign = this.#match(/[sifbtxd[<{?#&]/y);
    switch (sign) {
      case "[": {
        const item = this.shape();
        this.#match(/\]/y);
        return { kind: "list", item, least: this.#least() };
      }
      case "<": {
        const value = this.shape();
        this.#match(/>/y);
        return { kind: "map", value, least: this.#least() };
      }
      case "{":
        return this.#structure(false);
      case "?":
        this.#match(/\{/y);
        return this.#structure(true);
      case "#": {
        const name = this.#match(/\w+/y);
        const shape = this.shape();
        this.#named.set(name, shape);
        return shape;
      }
      case "&": {
        const name = this.#match(/\w+/y);
        return { kind: "reference", to: () => this.#named.get(name) ?? { kind: "any", least: undefined } };
      }
      default:
        return { kind: SCALARS[sign as keyof typeof SCALARS], least: this.#least() };
    }
  }

  #structure(isUnion: boolean): Structure {
    const required: string[] = [];
    const members = new Map<string, Shape>();
    while (this.#text[this.#at] !== "}") {
      const name = this.#match(/[\w-]+/y);
      if (this.#match(/!?:/y) === "!:") required.push(name);
      members.set(name, this.shape());
      this.#match(/ ?/y);
    }
    this.#at += 1;
    return { kind: "structure", isUnion, required, members };
  }

  #least(): number | undefined {
    const digits = this.#match(/(?:-?\d+(?:\.\d+)?)?/y);
    return digits === "" ? undefined : Number(digits);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found === undefined)
      throw new SyntaxError(`Expected ${pattern} in a shape, got ${this.#text.slice(this.#at, this.#at + 20)}`);
    this.#at += found.length;
    return found;
  }
}
