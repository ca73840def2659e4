/**
 * The fenced blocks of the documentation.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where a reader finds documentation. */
export const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  ...["bench", "differential", "docs", "test/conformance"].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => `${folder}/${name}`),
  ),
];

export interface Block {
  /** For instance `docs/kernel.md:14`. */
  readonly place: string;
  readonly language: string;
  readonly text: string;
}

export function pageText(page: string): string {
  return readFileSync(join(ROOT, page), "utf8");
}

export function blocksOf(page: string): Block[] {
  const text = pageText(page);
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(({ index, 1: language = "", 2: block = "" }) => ({
    place: `${page}:${text.slice(0, index).split("\n").length}`,
    language,
    text: block,
  }));
}

/** Where the links of a page lead that stay in the repository. */
export function localLinks(page: string): string[] {
  const targets = [...pageText(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(({ 1: target = "" }) => target);
  return targets.filter((target) => !/^\w+:/.test(target)).map((target) => join(dirname(page), target));
}
