/**
 * Looks at the package as it would be published: what is in it, and how large it is.
 * @module
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The lab has the engine once more, as one text that a page carries: 310 KiB of it. */
const MOST_BYTES = 2.5 * 1024 ** 2;
/** The scenario of `airlapse demo`. */
const SAMPLE = "examples/join-relationalize/own-names.json";
const ALLOWED = /^(?:bin|dist|schema)\/|^(?:package\.json|README\.md|LICENSE|SECURITY\.md)$/;
const FORBIDDEN =
  /(?:^|\/)(?:test|tests|conformance|fuzz|bench|differential)\/|\.test\.|\.trace\.json$|\.env|\.npmrc|\.tgz$/;

const json = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { encoding: "utf8" });
const [{ files, size }] = /** @type {[{ files: { path: string }[], size: number }]} */ (JSON.parse(json));
const wrong = files
  .map(({ path }) => path)
  .filter((path) => (!ALLOWED.test(path) && path !== SAMPLE) || FORBIDDEN.test(path));
const problems = wrong.map((path) => `not to be published: ${path}`);
if (size > MOST_BYTES) problems.push(`expected at most ${MOST_BYTES} bytes, got ${size}`);
for (const needed of ["bin/airlapse.js", "dist/library/index.js", "dist/index.d.ts", "schema/scenario.json", SAMPLE])
  if (!files.some(({ path }) => path === needed)) problems.push(`missing: ${needed}`);
problems.push(...foreignTypes());
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`${files.length} files, ${(size / 1024).toFixed(0)} KiB`);
process.exitCode = problems.length > 0 ? 1 : 0;

/**
 * Packages that the types of the entry points name, and whoever installs this one has no types of: with
 * `skipLibCheck: false` nothing of theirs compiles. @returns {string[]}
 */
function foreignTypes() {
  const { exports, dependencies, peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  /** @type {Set<string>} */
  const seen = new Set();
  /** @type {Set<string>} */
  const wrong = new Set();
  const visit = (/** @type {string} */ file) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, name = ""] of readFileSync(file, "utf8")
      .replaceAll(/\/\*[\s\S]*?\*\//g, "")
      .matchAll(/\b(?:from\s+|import\(\s*)"([^"]+)"/g)) {
      if (name.startsWith(".")) visit(join(dirname(file), name.replace(/\.[jt]s$/, ".d.ts")));
      else if (!(name in dependencies && typesOf(name, dependencies)) && !(name in peerDependencies))
        wrong.add(`the types in ${file} name "${name}", whose types do not come with the package`);
    }
  };
  for (const { types } of Object.values(exports))
    if (types !== undefined) for (const file of filesOf(types)) visit(file);
  return [...wrong];
}

/**
 * The published files that an entry point means: with `*`, one in each folder.
 * @param {string} entry
 */
function filesOf(entry) {
  const [before = "", after] = entry.replace("./", "").split("*");
  if (after === undefined) return [entry];
  return files
    .map(({ path }) => path)
    .filter((path) => path.startsWith(before) && path.endsWith(after))
    .filter((path) => !path.slice(before.length, -after.length).includes("/"));
}

/**
 * Tells if a package brings types that every module resolution can read, or is installed with some.
 * @param {string} name
 * @param {Record<string, string>} dependencies
 */
function typesOf(name, dependencies) {
  if (`@types/${name}` in dependencies) return true;
  if (name === "@huggingface/jinja") return false; // its own leave out file extensions, which Node's resolution needs
  const { types, typings, exports } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  return JSON.stringify([types, typings, exports]).includes(".d.");
}
