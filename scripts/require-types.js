/**
 * Writes the types of the entry points once more for CommonJS, into `dist/require`: there a package.json says that they are so, as
 * TypeScript asks the nearest one. Node itself requires the modules as they are, from 20.19 and 22.12 on.
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { entryPoints } from "./entry-points.js";

const root = fileURLToPath(new URL("../", import.meta.url));
/** @type {Set<string>} */
const copied = new Set();

/** Copies a file of `dist` and all that it names. @param {string} file */
function copy(file) {
  if (copied.has(file)) return;
  copied.add(file);
  const text = readFileSync(join(root, "dist", file), "utf8");
  const to = join(root, "dist/require", file);
  mkdirSync(dirname(to), { recursive: true });
  // comments are in the other copy, for readers
  writeFileSync(to, text.replaceAll(/\/\*\*[\s\S]*?\*\/\n?/g, ""));
  for (const [, name = ""] of text.matchAll(/\b(?:from|import\()\s*"(\.[^"]+)"/g))
    copy(join(dirname(file), name.replace(/\.[jt]s$/, ".d.ts")));
}

for (const { types, require } of entryPoints()) if (require) copy(types.replace("dist/", ""));
writeFileSync(join(root, "dist/require/package.json"), '{ "type": "commonjs" }\n');
