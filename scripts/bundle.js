/**
 * Bundles the library and the command into a few files, `dist/library`: Node takes longer to find, read
 * and link 300 small modules than to run them. Entry points of the library share what they have in common, so a class is the
 * same by whichever of them it comes, and nothing is published twice. Packages stay outside, as dependencies.
 * @module
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = new URL("../", import.meta.url);
const path = (/** @type {string} */ name) => fileURLToPath(new URL(name, root));

/**
 * The entry points of package.json by the names of their bundles, each with the module that its types describe.
 * @returns {Record<string, string>}
 */
function entryPoints() {
  const { exports } = JSON.parse(readFileSync(path("package.json"), "utf8"));
  return Object.fromEntries(
    Object.values(exports).flatMap((entry) => {
      if (entry.default === undefined) return [];
      const module = entry.types.replace(".d.ts", ".js").replace("./", "");
      const name = entry.default.replace("./dist/library/", "").replace(".js", "");
      if (!module.includes("*")) return [[name, path(module)]];
      const folders = readdirSync(path(module.slice(0, module.indexOf("*"))), { withFileTypes: true });
      const parts = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
      return parts.map((part) => [name.replace("*", part), path(module.replace("*", part))]);
    }),
  );
}

/** @param {string | Record<string, string>} input @param {string} folder */
async function bundle(input, folder) {
  const build = await rolldown({ input, platform: "node", external: (id) => !/^[./]/.test(id) });
  // names of classes are those of operators in traces, and of functions those in stack traces: they stay as they are
  await build.write({ dir: path(folder), format: "es", keepNames: true, comments: false, chunkFileNames: "[name].js" });
  await build.close();
}

await bundle({ ...entryPoints(), command: path("dist/cli/main.js") }, "dist/library");
// what bin/airlapse.js imports, with the types that tsc has written
writeFileSync(path("dist/library/command.d.ts"), 'export { main } from "../cli/main.js";\n');
