/**
 * What comes in with the package and what goes out with it.
 * @module
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(`${ROOT}/${path}`, "utf8");

interface Locked {
  readonly hasInstallScript?: true;
  readonly dev?: true;
  readonly optional?: true;
  readonly integrity?: string;
  readonly resolved?: string;
}

const packages = Object.entries(
  (JSON.parse(read("package-lock.json")) as { packages: Record<string, Locked> }).packages,
);

/** Optional, of development only, through bullmq: msgpackr goes without it where its script is not run. */
const NATIVE = "node_modules/msgpackr-extract";

test("no package that is installed runs a script of its own then", () => {
  expect(packages.length).toBeGreaterThan(100);
  const scripted = packages.filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(scripted.map(([path]) => path).filter((path) => path !== NATIVE)).toEqual([]);
  expect(scripted.every(([, { dev, optional }]) => dev === true && optional === true)).toBe(true);
});

test("each package is locked by its content, and comes from the registry", () => {
  const others = packages.filter(
    ([path, { integrity, resolved = "https:" }]) =>
      path !== "" && !(integrity?.startsWith("sha512-") && resolved.startsWith("https:")),
  );
  expect(others.map(([path]) => path)).toEqual([]);
});

test("whoever only simulates loads no SDK", () => {
  const hook =
    "export const resolve = (name, context, next) => { if (name.startsWith('@aws-sdk')) throw new Error('loads ' + name); return next(name, context); };";
  const code = `import { register } from "node:module"; register("data:text/javascript," + ${JSON.stringify(encodeURIComponent(hook))});
    for (const entry of ["library/index", "library/kernel", "library/operators", "library/operators/amazon", "library/scenario", "library/command", "cli/run"]) await import("./dist/" + entry + ".js");`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

/** The files that a module loads, without those of Node. */
function filesLoadedBy(code: string): string[] {
  const hook =
    "export const load = (url, context, next) => { process._rawDebug('loads ' + url); return next(url, context); };";
  const first = `import { register } from "node:module"; register("data:text/javascript," + ${JSON.stringify(encodeURIComponent(hook))});`;
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", first + code], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  const urls = [...stderr.matchAll(/^loads file:.*\/(?:library|node_modules)\/(.*)$/gm)].map(([, file]) => file ?? "");
  return urls.sort();
}

const LIBRARY = ["core.js", "kernel-core.js", "luxon/build/es6/luxon.mjs", "rolldown-runtime.js"];
const OPERATORS = ["@huggingface/jinja/dist/index.js", "amazon-core.js", "operators-core.js"];

test.each([
  ["the kernel", 'await import("airlapse/kernel");', ["kernel-core.js", "kernel.js", "rolldown-runtime.js"]],
  ["the library", 'await import("airlapse");', [...LIBRARY, "index.js"]],
  ["operators", 'await import("airlapse/operators/amazon");', [...LIBRARY, ...OPERATORS, "operators/amazon.js"]],
  [
    "the command, to read its arguments",
    'const { main } = await import("./dist/library/command.js"); await main(["--version"]);',
    ["command-core.js", "command.js", "kernel-core.js", "rolldown-runtime.js"],
  ],
  [
    "a comparison",
    'const { main } = await import("./dist/library/command.js"); await main(["compare", "examples/join-relationalize/own-names.json"]);',
    [
      ...[...LIBRARY, ...OPERATORS, "amazon-services.js", "command-core.js", "command.js"],
      ...["compare-core.js", "scenario-core.js"],
    ],
  ],
])("few files are loaded for %s", (_, code, files) => {
  expect(filesLoadedBy(code)).toEqual(files.sort());
});

test("what is published holds no tests, and is small: npm run package-check", () => {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/check-package.js"], { cwd: ROOT, encoding: "utf8" });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("a release is built without the scripts of others, and says where it comes from", () => {
  const workflow = read(".github/workflows/publish.yml");
  for (const line of ["npm ci --ignore-scripts", "npm publish --provenance", "id-token: write", "permissions: {}"])
    expect(workflow).toContain(line);
});
