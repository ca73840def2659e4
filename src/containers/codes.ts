import { InvariantError } from "./invariant.ts";

/** Numbers names from 0 on, in the order given, so that typed arrays can hold them. Names are compared, not hashed. */
export class Codes<Name extends string | null> {
  readonly names: readonly Name[];

  /** Put frequent names first: `of` searches from the start. */
  constructor(names: readonly Name[]) {
    this.names = names;
  }

  get size(): number {
    return this.names.length;
  }

  /** The code of a name. */
  of(name: Name): number {
    const { names } = this;
    for (let code = 0; code < names.length; code += 1) if (names[code] === name) return code;
    throw new InvariantError(`Expected one of ${names.join(", ")}, got ${name}`);
  }

  /** The name of a code. */
  name(code: number): Name {
    return this.names[code] as Name;
  }
}
