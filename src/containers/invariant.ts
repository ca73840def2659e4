/** A fault of this library: something that its code relies on does not hold. Wrong input never causes it. @internal */
export class InvariantError extends Error {
  override readonly name = "InvariantError";

  constructor(message: string) {
    super(`${message}. This is a fault of airlapse, not of your code: please report it`);
  }
}

/**
 * Throws an InvariantError unless the condition holds. TypeScript then knows that it holds, so no cast is needed. The message
 * says what had to hold, with the names and the values that are at hand. It may be a function, where a text is dear to make.
 */
export function invariant(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new InvariantError(typeof message === "string" ? message : message());
}
