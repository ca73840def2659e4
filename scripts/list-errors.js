/**
 * The table of docs/errors.md, made from the sources and from what the examples say: `npm run errors` writes it.
 * @module
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { EXAMPLES, messageOf } from "./error-examples.js";

const SRC = fileURLToPath(new URL("../src/", import.meta.url));
const PAGE = fileURLToPath(new URL("../docs/errors.md", import.meta.url));
const CLASS =
  /\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\n(?:export )?(?:abstract )?class (\w+) extends \w*(?:Error|Exception)\b/g;

/** Each class of errors that leaves the house, with what its comment says: what does not, is `@internal` there. @returns {{ name: string, about: string, file: string }[]} */
export function errorClasses() {
  const files = /** @type {string[]} */ (readdirSync(SRC, { recursive: true })).filter((file) => file.endsWith(".ts"));
  const found = files.flatMap((file) =>
    [...readFileSync(`${SRC}${file}`, "utf8").matchAll(CLASS)].map(([, comment = "", name = ""]) => ({
      name,
      about: comment.replaceAll(/\s*\n \* ?/g, " ").trim(),
      file: file.replaceAll("\\", "/"),
    })),
  );
  return found.filter(({ about }) => !about.includes("@internal")).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @param {string} text */
const cell = (text) => text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");

export async function errorTable() {
  /** @type {string[]} */
  const rows = [];
  for (const { name, about } of errorClasses()) {
    const example = cell(await messageOf(name))
      .replaceAll("`", "'")
      .slice(0, 300);
    const shown = example === "" ? "no text" : `\`${example}\``;
    rows.push(`| ${name} | ${cell(about)} | ${cell(EXAMPLES[name]?.[0] ?? "")}: ${shown} |`);
  }
  return ["| error | what it says | example |", "| --- | --- | --- |", ...rows].join("\n");
}

export const MARKS = /<!-- errors -->\n([\s\S]*?)\n<!-- \/errors -->/;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const page = readFileSync(PAGE, "utf8");
  const table = await errorTable();
  writeFileSync(
    PAGE,
    page.replace(MARKS, () => `<!-- errors -->\n${table}\n<!-- /errors -->`),
  );
}
