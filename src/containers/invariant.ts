/** A condition that the library keeps by itself does not hold: a fault of the library, never of its input. */
export class InvariantError extends Error {
  override readonly name = "InvariantError";
}

/**
 * Throws an {@link InvariantError} unless `condition` is true. Use it in place of a cast where other code keeps the condition.
 * `rule` says what always holds, as in "a queued task instance has a pool".
 */
export function invariant(condition: unknown, rule: string): asserts condition {
  if (condition === false || condition === undefined || condition === null)
    throw new InvariantError(`Expected that ${rule}. This is a fault of airlapse: please report it`);
}
