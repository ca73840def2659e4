import { createHash } from "node:crypto";

/** Names a text: an input of an experiment, the code of a module, a stored result. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
