/**
 * Bundles the library and the command into a few files, `dist/library`: Node takes longer to find, read
 * and link 300 small modules than to run them. Entry points of the library share what they have in common, so a class is the
 * same by whichever of them it comes, and nothing is published twice. Packages that are always needed, or that come as many files, are
 * bundled too: to find p-queue and papaparse takes Node as long as to compile all of ours, and of zod's hundred files most
 * are messages in other languages. The others stay outside, as dependencies.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
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

/** The packages that are bundled, with what they need themselves, and where their licences are. */
const BUNDLED = {
  commander: "LICENSE",
  "d3-random": "LICENSE",
  eventemitter3: "LICENSE",
  hyparquet: "LICENSE",
  "hyparquet-writer": "LICENSE",
  "p-queue": "license",
  "p-timeout": "license",
  papaparse: "LICENSE",
  "pure-rand": "LICENSE",
  zod: "LICENSE",
};

/** Says which imports are of packages that stay outside. @param {string} id */
const external = (id) => !/^[./]/.test(id) && !Object.keys(BUNDLED).some((name) => `${id}/`.startsWith(`${name}/`));

/**
 * The modules that an entry point needs from the start, not those that it imports when they are used.
 * @param {string} name
 * @param {boolean} treeshake False to count those of which it uses nothing.
 * @returns {Promise<Set<string>>}
 */
async function modulesOf(name, treeshake = true) {
  const build = await rolldown({ input: path(`dist/${name}`), platform: "node", external, treeshake, onLog() {} });
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

const kernel = await modulesOf("kernel/index.js", false);
const command = await modulesOf("cli/main.js");
/** The command's own modules: what it shares with the library goes with the kernel. */
const isOfCommand = (/** @type {string} */ id) => id.startsWith(path("dist/cli/")) || id.includes("/commander/");

/**
 * A file for each of these, less what stands before it. Without that, each set of modules that the same entry points share would be
 * a file of its own. There were seventy of them, and each takes Node most of a millisecond.
 */
const groups = [
  group("kernel-core", new Set([...kernel, ...[...command].filter((id) => !isOfCommand(id))])),
  group("command-core", command),
  group("core", await modulesOf("index.js")),
  group("operators-core", await modulesOf("operators/index.js")),
  group("amazon-core", await modulesOf("operators/amazon/index.js")),
  { name: "amazon-services", test: /[\\/]dist[\\/]operators[\\/]amazon[\\/]/ },
  group("scenario-core", await modulesOf("scenario-files.js")),
  group("compare-core", await modulesOf("cli/compare.js")),
];

/** @param {string} name @param {Set<string>} modules */
function group(name, modules) {
  return { name, test: (/** @type {string} */ id) => modules.has(id) };
}

/**
 * Puts papaparse together when the first CSV file is read. It is CommonJS, which would run at each start.
 * @type {import("rolldown").Plugin}
 */
const papaparseWhenUsed = {
  name: "papaparse-when-used",
  resolveId: (id) => (id === "papaparse" ? { id, moduleSideEffects: false } : undefined),
  load: (id) =>
    id === "papaparse"
      ? 'export default { parse: (...given) => require("papaparse/papaparse.min.js").parse(...given) };'
      : undefined,
};

const build = await rolldown({
  input: { ...modules, ...threads, command: path("dist/cli/main.js") },
  platform: "node",
  external,
  plugins: [papaparseWhenUsed],
  onLog(level, log, handler) {
    // what compare needs is in a file that it imports: the command reads its arguments without it
    if (log.code !== "INEFFECTIVE_DYNAMIC_IMPORT") handler(level, log);
  },
});
// names of classes are those of operators in traces, and of functions those in stack traces: they stay as they are
const { output } = await build.write({
  dir: path("dist/library"),
  format: "es",
  keepNames: true,
  comments: false,
  chunkFileNames: "[name].js",
  codeSplitting: { groups },
});
await build.close();
for (const file of output)
  if (file.type === "chunk") writeFileSync(path(`dist/library/${file.fileName}`), ascii(file.code));
// as the licences ask for
const licences = Object.entries(BUNDLED).map(
  ([name, file]) => `=== ${name} ===\n\n${readFileSync(path(`node_modules/${name}/${file}`), "utf8").trim()}\n`,
);
writeFileSync(path("dist/library/bundled-licences.txt"), licences.join("\n"));
// what bin/airlapse.js imports, with the types that tsc has written
writeFileSync(path("dist/library/command.d.ts"), 'export { main } from "../cli/main.js";\n');

/**
 * The same code without any character that takes V8 two bytes: one arrow in a comment of a rule would double all of the file.
 * @param {string} code
 */
function ascii(code) {
  if (/String\.raw`[^`]*[^\0-\x7f]/.test(code))
    throw new Error("Expected only ASCII in String.raw, which takes no escapes");
  return code.replaceAll(/[^\0-\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
