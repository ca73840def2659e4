/**
 * A value in the message that refuses it. Whatever was given has a text then: a symbol, and an object whose own text cannot be
 * made, would throw in the place of the message.
 * @module
 */
export function shown(value: unknown): string {
  try {
    return String(value);
  } catch {
    return "an object without a text";
  }
}
