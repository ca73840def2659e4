/**
 * Bundles the command into a few files in `dist/command`: Node takes longer to find, read and link 280 small modules than to run
 * them. One file for what all commands share, and one for what each needs besides. Packages stay outside, as dependencies.
 * @module
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = new URL("../", import.meta.url);

const build = await rolldown({
  input: fileURLToPath(new URL("dist/cli/main.js", root)),
  platform: "node",
  external: (id) => !/^[./]/.test(id),
});
// names of classes are those of operators in traces, and of functions those in stack traces: they stay as they are
await build.write({
  dir: fileURLToPath(new URL("dist/command/", root)),
  format: "es",
  keepNames: true,
  chunkFileNames: "[name].js",
});
await build.close();
// what bin/airlapse.js imports, with the types that tsc has written
writeFileSync(new URL("dist/command/main.d.ts", root), 'export { main } from "../cli/main.js";\n');
