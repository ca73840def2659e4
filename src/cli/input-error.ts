import { printableName } from "../drawing/index.ts";

/** What a person gave cannot be used; the command ends with exit code 2. Each thing that is wrong has a line of its own. */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly lines: readonly string[];

  constructor(wrong: string | readonly string[]) {
    const lines = [wrong].flat().map(printableName);
    super(lines.join("\n"));
    this.lines = lines;
  }
}
