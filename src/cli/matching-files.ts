import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fnmatch } from "../python/index.ts";

/**
 * The files that a pattern such as `scenarios/*.json` names in its folder, sorted: shells of Windows leave patterns as they are, and
 * so do quotes. The name of a file stays as it is, and so does a pattern that matches none.
 */
export function matchingFiles(given: string): readonly string[] {
  const pattern = basename(given);
  if (!/[*?[]/.test(pattern) || existsSync(given)) return [given];
  const folder = dirname(given);
  try {
    const found = readdirSync(folder).filter((name) => fnmatch(name, pattern) && !name.startsWith("."));
    return found.length === 0 ? [given] : found.sort().map((name) => join(folder, name));
  } catch {
    return [given]; // the folder cannot be read: the reader of the file says so
  }
}
