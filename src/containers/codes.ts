import { InvariantError } from "./invariant.ts";

/** Numbers names from 1 on, in the order given, so that typed arrays can hold them; 0 stands for `null`. */
export class Codes<Name extends string> {
  readonly names: readonly Name[];

  /** Put frequent names first: `of` searches from the start. */
  constructor(names: readonly Name[]) {
    this.names = names;
  }

  /** All codes are less than this. */
  get end(): number {
    return this.names.length + 1;
  }

  /**
   * The code of a name. Equal names are mostly the same object, so comparing is faster than hashing. `null` is looked at apart:
   * V8 compares strings faster where it has seen nothing else.
   */
  of(name: Name | null): number {
    if (name === null) return 0;
    const { names } = this;
    for (let i = 0; i < names.length; i += 1) if (names[i] === name) return i + 1;
    throw new InvariantError(`Expected one of ${names.join(", ")}, got ${name}`);
  }

  /** The name of a code. */
  name(code: number): Name | null {
    return code === 0 ? null : (this.names[code - 1] as Name);
  }
}
