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

/** @param {string | Record<string, string>} input @param {string} folder */
async function bundle(input, folder) {
  const build = await rolldown({ input, platform: "node", external: (id) => id !== "zod" && !/^[./]/.test(id) });
  // names of classes are those of operators in traces, and of functions those in stack traces: they stay as they are
  await build.write({ dir: path(folder), format: "es", keepNames: true, comments: false, chunkFileNames: "[name].js" });
  await build.close();
}

/** What runs in threads, by the names that `SWEEP_MODULE` and its like have. */
const threads = {
  "sweep-trial": path("dist/report/sweep-trial.js"),
  "size-trial": path("dist/report/size-trial.js"),
  "replay-thread": path("dist/cli/replay-thread.js"),
};
await bundle({ ...modules, ...threads, command: path("dist/cli/main.js") }, "dist/library");
// as zod's licence asks for
copyFileSync(path("node_modules/zod/LICENSE"), path("dist/library/zod-LICENSE.txt"));
// what bin/airlapse.js imports, with the types that tsc has written
writeFileSync(path("dist/library/command.d.ts"), 'export { main } from "../cli/main.js";\n');
