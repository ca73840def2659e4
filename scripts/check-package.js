/**
 * Looks at the package as it would be published: what is in it, and how large it is.
 * @module
 */
import { execFileSync } from "node:child_process";

const MOST_BYTES = 2 * 1024 ** 2;
const ALLOWED = /^(?:bin|dist|schema)\/|^(?:package\.json|README\.md|LICENSE|SECURITY\.md)$/;
const FORBIDDEN =
  /(?:^|\/)(?:test|tests|conformance|fuzz|bench|differential)\/|\.test\.|\.trace\.json$|\.env|\.npmrc|\.tgz$/;

const json = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { encoding: "utf8" });
const [{ files, size }] = /** @type {[{ files: { path: string }[], size: number }]} */ (JSON.parse(json));
const wrong = files.map(({ path }) => path).filter((path) => !ALLOWED.test(path) || FORBIDDEN.test(path));
const problems = wrong.map((path) => `not to be published: ${path}`);
if (size > MOST_BYTES) problems.push(`expected at most ${MOST_BYTES} bytes, got ${size}`);
for (const needed of ["bin/airlapse.js", "dist/index.js", "dist/index.d.ts", "schema/scenario.json"])
  if (!files.some(({ path }) => path === needed)) problems.push(`missing: ${needed}`);
for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`${files.length} files, ${(size / 1024).toFixed(0)} KiB`);
process.exitCode = problems.length > 0 ? 1 : 0;
