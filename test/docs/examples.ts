/**
 * The `@example` blocks of doc comments in src, which an editor shows. One that imports nothing gets an import of the public names
 * that it uses.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as airlapse from "airlapse";
import * as aws from "airlapse/aws";
import * as experiment from "airlapse/experiment";
import * as exporting from "airlapse/export";
import * as kernel from "airlapse/kernel";
import * as operators from "airlapse/operators";
import * as amazon from "airlapse/operators/amazon";
import { type Block, ROOT } from "./markdown.ts";

const ENTRIES: readonly (readonly [name: string, entry: object])[] = [
  ["airlapse", airlapse],
  ["airlapse/operators", operators],
  ["airlapse/operators/amazon", amazon],
  ["airlapse/kernel", kernel],
  ["airlapse/experiment", experiment],
  ["airlapse/export", exporting],
  ["airlapse/aws", aws],
];

/** Types that examples name. */
const TYPES = { airlapse: ["TaskContext", "TriggerContext"] };

/** Each class that users import, but for errors: docs/errors.md has an example of each of those. */
export const CLASSES: readonly string[] = [
  ...new Set(
    ENTRIES.flatMap(([, entry]) => Object.entries(entry))
      .filter(([, value]) => typeof value === "function" && /^class\b/.test(String(value)))
      .filter(([, value]) => !(value.prototype instanceof Error))
      .map(([name]) => name),
  ),
];

const EXAMPLE = /\/\*\*(?:(?!\*\/)[\s\S])*?@example\n((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export )?(?:abstract )?\w+ (\w+)/g;

interface Example extends Block {
  /** What it is an example of. */
  readonly subject: string;
}

/** All examples of the sources, each a program that can be run. */
export function examples(): Example[] {
  const files = (readdirSync(join(ROOT, "src"), { recursive: true }) as string[]).filter((file) =>
    file.endsWith(".ts"),
  );
  return files.flatMap((file) => {
    const text = readFileSync(join(ROOT, "src", file), "utf8");
    return [...text.matchAll(EXAMPLE)].map(({ index, 1: comment = "", 2: subject = "" }) => {
      const code = comment
        .split("\n")
        .map((line) => line.replace(/^ *\* ?/, ""))
        .filter((line) => !line.startsWith("```"))
        .join("\n")
        .trim();
      const line = text.slice(0, index).split("\n").length;
      return { place: `src/${file}:${line}`, language: "ts", text: `${imports(code)}\n${code}\n`, subject };
    });
  });
}

/** Imports of the public names that the code uses and does not declare itself. */
function imports(code: string): string {
  if (/^import /m.test(code)) return "";
  const isUsed = (name: string) =>
    new RegExp(`(?<![.\\w])${name}\\b`).test(code) && !new RegExp(`class ${name}\\b`).test(code);
  const lines: string[] = [];
  const taken = new Set<string>();
  for (const [from, entry] of ENTRIES) {
    const names = Object.keys(entry).filter((name) => isUsed(name) && !taken.has(name));
    for (const name of names) taken.add(name);
    if (names.length > 0) lines.push(`import { ${names.join(", ")} } from "${from}";`);
  }
  const types = TYPES.airlapse.filter(isUsed);
  if (types.length > 0) lines.push(`import type { ${types.join(", ")} } from "airlapse";`);
  if (isUsed("DateTime")) lines.push('import { DateTime } from "luxon";');
  return lines.join("\n");
}
