import { printableName } from "../options/index.ts";

/** An export cannot be used. Each line says which file is meant, what is wrong with it and what to do. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly lines: readonly string[];

  constructor(wrong: string | readonly string[]) {
    const lines = [wrong].flat().map(printableName);
    super(lines.join("\n"));
    this.lines = lines;
  }
}
