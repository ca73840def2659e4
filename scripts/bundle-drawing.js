/**
 * Bundles what draws reports, with as much of ECharts and dagre as it uses, into `dist/drawing`: the page's script and style
 * as a module of texts, and the pictures as a module. So neither library is one of the package, and a page needs no server.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = new URL("../", import.meta.url);
const BROWSER = new URL("src/drawing/browser/", root);
const OUT = new URL("dist/drawing/", root);

/** What is in the page's script and in pictures, and the files that have to go where it goes. */
const DRAWN_WITH = {
  "Apache ECharts": ["echarts/NOTICE", "echarts/LICENSE"],
  zrender: ["zrender/LICENSE"],
  tslib: ["tslib/LICENSE.txt"],
  "@dagrejs/dagre": ["@dagrejs/dagre/LICENSE"],
};

/** The same of the editor. */
const EDITED_WITH = {
  "@codemirror/autocomplete": ["@codemirror/autocomplete/LICENSE"],
  "@codemirror/commands": ["@codemirror/commands/LICENSE"],
  "@codemirror/lang-json": ["@codemirror/lang-json/LICENSE"],
  "@codemirror/language": ["@codemirror/language/LICENSE"],
  "@codemirror/lint": ["@codemirror/lint/LICENSE"],
  "@codemirror/state": ["@codemirror/state/LICENSE"],
  "@codemirror/view": ["@codemirror/view/LICENSE"],
  "@lezer/common": ["@lezer/common/LICENSE"],
  "@lezer/highlight": ["@lezer/highlight/LICENSE"],
  "@lezer/json": ["@lezer/json/LICENSE"],
  "@lezer/lr": ["@lezer/lr/LICENSE"],
  "@marijn/find-cluster-break": ["@marijn/find-cluster-break/LICENSE"],
  crelt: ["crelt/LICENSE"],
  "style-mod": ["style-mod/LICENSE"],
  "w3c-keyname": ["w3c-keyname/LICENSE"],
};

/** A comment with the licences of what is bundled, each once. @param {Record<string, string[]>} bundled */
function notices(bundled) {
  /** @type {Map<string, string[]>} */
  const names = new Map();
  for (const [name, files] of Object.entries(bundled)) {
    const read = files.map((file) => readFileSync(new URL(`node_modules/${file}`, root), "utf8"));
    const text = read.map((one) => one.replaceAll("\r", "").trim()).join("\n\n");
    names.set(text, [...(names.get(text) ?? []), name]);
  }
  const texts = [...names].map(([text, of]) => `=== ${of.join(", ")} ===\n\n${text}`);
  const all = `This file contains parts of the following software.\n\n${texts.join("\n\n")}\n`;
  return `/*!\n${all.replaceAll("*/", "* /")}*/\n`;
}

/**
 * zrender keeps the widths of texts in an object, by text: a name like `__proto__` or `constructor` would find what every
 * object has, and write to it.
 * @type {import("rolldown").Plugin}
 */
const textsAreNoProperties = {
  name: "texts-are-no-properties",
  transform(code, id) {
    if (!id.endsWith("zrender/lib/core/LRU.js")) return null;
    if (!code.includes("this._map = {};")) throw new Error("Expected zrender's LRU to keep its entries in an object");
    return { code: code.replaceAll("this._map = {};", "this._map = Object.create(null);") };
  },
};

/** The code of a bundle. @param {string} entry @param {"es" | "iife"} format @param {object} [more] @returns {Promise<string>} */
async function bundle(entry, format, more = {}) {
  const build = await rolldown({
    input: fileURLToPath(new URL(entry, BROWSER)),
    plugins: [textsAreNoProperties],
    external: /^(?:ioredis|bullmq|tinypool|@aws-sdk\/|node:|#bundled-)/, // no page has those, and nothing that is bundled calls them
    tsconfig: false, // its paths lead to types
    platform: format === "es" ? "node" : "browser",
    // zrender asks for it to know whether it runs outside of a browser
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await build.generate({ format, minify: true, comments: false, ...more });
  await build.close();
  if (output.length !== 1) throw new Error(`Expected one file of ${entry}, got ${output.length}`);
  return output[0].code.trim().replaceAll(CONTROL, (character) => {
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`;
  });
}

/** In texts of the code, written as their numbers: a page may not have them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is for those
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** As a Content-Security-Policy names it. @param {string} text */
function hashOf(text) {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

const comment = notices(DRAWN_WITH);
const script = `${comment}${await bundle("page.ts", "iife")}`;
if (/<\/script|<!--/i.test(script)) throw new Error("Expected no end of a script inside the page's script");
const style = ["page.css", "lab.css"].map((name) => readFileSync(new URL(name, BROWSER), "utf8").trim()).join("\n");
const { version } = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));
const texts = { airlapse: version, script, style, scriptHash: hashOf(script), styleHash: hashOf(style) };
const moduleOf = (/** @type {Record<string, string>} */ texts) =>
  Object.entries(texts)
    .map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};\n`)
    .join("");

// names of classes are those of operators in traces: they stay as they are
const answers = await bundle("../../lab/engine.ts", "iife", { name: "airlapseLab", keepNames: true });
const engine = `${answers}\nonmessage = ({ data }) => postMessage(airlapseLab.answer(data));`;

// a script of its own, which is started when somebody edits
const editing = `${notices(EDITED_WITH)}${await bundle("editor/editor.ts", "iife", { name: "airlapseEditor" })}`;

mkdirSync(OUT, { recursive: true });
writeFileSync(new URL("bundled-page.js", OUT), moduleOf(texts));
writeFileSync(new URL("bundled-lab.js", OUT), moduleOf({ engine, editor: editing, editorHash: hashOf(editing) }));
writeFileSync(new URL("bundled-pictures.js", OUT), `${comment}${await bundle("pictures.ts", "es")}\n`);
