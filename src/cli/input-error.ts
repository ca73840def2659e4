/** What a person gave cannot be used; the command ends with exit code 2. */
export class InputError extends Error {
  override readonly name = "InputError";
}
