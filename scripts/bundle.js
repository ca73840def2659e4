/**
 * Bundles the library and the command into a few files, `dist/library`: Node takes longer to find, read
 * and link 300 small modules than to run them. Entry points of the library share what they have in common, so a class is the
 * same by whichever of them it comes, and nothing is published twice. Packages stay outside, as dependencies, but for zod: of
 * its hundred files most are messages in other languages, and to load them takes longer than to load all of ours.
 * @module
 */
import { copyFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { entryPoints } from "./entry-points.js";

const root = new URL("../", import.meta.url);
const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, root));

/** The modules of the entry points, which their types describe, by the names of their bundles. */
const modules = Object.fromEntries(
  entryPoints().map(({ types, code }) => [
    code.replace("dist/library/", "").replace(".js", ""),
    path(types.replace(".d.ts", ".js")),
  ]),
);

/** Says which imports are of packages that stay outside. @param {string} id */
const external = (id) => id !== "zod" && !/^[./]/.test(id);

/**
 * The modules that an entry point needs from the start, not those that it imports when they are used.
 * @param {string} input
 * @param {boolean} treeshake False to count those of which it uses nothing.
 * @returns {Promise<Set<string>>}
 */
async function modulesOf(input, treeshake) {
  const build = await rolldown({ input, platform: "node", external, treeshake, onLog() {} });
  const { output } = await build.generate({ format: "es" });
  await build.close();
  const chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])));
  const needed = new Set([output[0].fileName]);
  for (const name of needed) for (const imported of chunks.get(name)?.imports ?? []) needed.add(imported);
  return new Set([...needed].flatMap((name) => chunks.get(name)?.moduleIds ?? []));
}

/** What runs in threads, by the names that `SWEEP_MODULE` and its like have. */
const threads = {
  "sweep-trial": path("dist/report/sweep-trial.js"),
  "size-trial": path("dist/report/size-trial.js"),
  "replay-thread": path("dist/cli/replay-thread.js"),
};

const kernel = await modulesOf(path("dist/kernel/index.js"), false);
const command = await modulesOf(path("dist/cli/main.js"), true);
const library = await modulesOf(path("dist/index.js"), true);

/**
 * One file for the modules of the kernel, one for those of the library that the command needs to read its arguments, and one for
 * all others that `import "airlapse"` needs. Without that, each set of modules that the same entry points share would be a file of
 * its own. There were twenty of them, and each takes Node most of a millisecond.
 */
const groups = [
  { name: "kernel-core", test: (/** @type {string} */ id) => kernel.has(id) },
  { name: "command-core", test: (/** @type {string} */ id) => command.has(id) && library.has(id) },
  { name: "core", test: (/** @type {string} */ id) => library.has(id) },
];

const build = await rolldown({
  input: { ...modules, ...threads, command: path("dist/cli/main.js") },
  platform: "node",
  external,
});
// names of classes are those of operators in traces, and of functions those in stack traces: they stay as they are
await build.write({
  dir: path("dist/library"),
  format: "es",
  keepNames: true,
  comments: false,
  chunkFileNames: "[name].js",
  codeSplitting: { groups },
});
await build.close();
// as zod's licence asks for
copyFileSync(path("node_modules/zod/LICENSE"), path("dist/library/zod-LICENSE.txt"));
// what bin/airlapse.js imports, with the types that tsc has written
writeFileSync(path("dist/library/command.d.ts"), 'export { main } from "../cli/main.js";\n');
