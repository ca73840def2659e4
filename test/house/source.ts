/**
 * The sources as the house rules look at them.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

export interface SourceFile {
  /** Below `src`, for instance `kernel/heap.ts`. */
  readonly path: string;
  readonly text: string;
  /** As `codeOf` makes it. */
  readonly code: string;
}

/**
 * What is no code, from where one stands: a comment, a text, a regular expression. In formatted sources a division has blanks
 * around it, and a regular expression has none behind its slash.
 */
const NO_CODE =
  /\/\/.*|\/\*[\s\S]*?\*\/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|\/(?![ =])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y;

/** The text part of a template up to the next `${`, or to its end. */
const TEMPLATE_TEXT = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;

const blank = (text: string) => text.replaceAll(/[^\n]/g, " ");

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** The source with blanks for comments, texts and regular expressions; what is inside `${}` stays. Lines stay where they are. */
export function codeOf(text: string): string {
  let code = "";
  /** For each template that one is inside of: how many braces are open in its `${}`. */
  const templates: number[] = [];
  for (let at = 0; at < text.length; ) {
    const noCode = match(NO_CODE, text, at);
    const character = text[at] as string;
    const depth = templates.at(-1);
    let taken = noCode === undefined ? character : blank(noCode);
    const ends = noCode === undefined && character === "}" && depth === 0;
    if (noCode === undefined && (character === "`" || ends)) {
      if (ends) templates.pop();
      const inside = match(TEMPLATE_TEXT, text, at + 1) ?? "";
      const goesOn = text.startsWith("${", at + 1 + inside.length);
      if (goesOn) templates.push(0);
      taken = blank(`x${inside}${goesOn ? "${" : "`"}`);
    } else if (noCode === undefined && depth !== undefined) {
      if (character === "{") templates[templates.length - 1] = depth + 1;
      if (character === "}") templates[templates.length - 1] = depth - 1;
    }
    code += taken;
    at += taken.length;
  }
  return code;
}

export interface Block {
  /** Its first line, counted from 1. */
  readonly line: number;
  readonly lines: number;
}

/** How what is no function begins. */
const TYPE = /^\s*(?:export |default |declare |abstract )*(?:class|interface|enum|namespace|type)\b/;

/** What stands before the brace of an object, a type, or a list of names. */
const BEFORE_OBJECT = /(?:(?<!=>)[=(,:[?&|<]|\b(?:return|import|export|type))\s*$/;

/** The bodies of functions, and of the ifs and loops inside of them, which are shorter. Lines are counted from the name on. */
export function functionsIn(code: string): Block[] {
  const lines = code.split("\n");
  const indentOf = (line: number) => (lines[line] ?? "").search(/\S/);
  const lineAt = (index: number) => code.slice(0, index).split("\n").length - 1;
  const open: number[] = [];
  const found: Block[] = [];
  for (const { 0: brace, index } of code.matchAll(/[{}]/g)) {
    if (brace === "{") open.push(index);
    const from = brace === "}" ? open.pop() : undefined;
    if (from === undefined || BEFORE_OBJECT.test(code.slice(Math.max(0, from - 20), from))) continue;
    const last = lineAt(index);
    let first = lineAt(from);
    // arguments may take lines of their own: the name is in a line that is set as far in as the closing brace
    while (first > 0 && (indentOf(first) !== indentOf(last) || /^\s*[)\]}>{]/.test(lines[first] as string))) first -= 1;
    if (!TYPE.test(lines[first] as string)) found.push({ line: first + 1, lines: last - first + 1 });
  }
  return found;
}

/** What a module imports: packages and Node's own modules by name, the project's by path. Types count as well. */
export function importsOf({ text, code }: SourceFile): string[] {
  const found = [...code.matchAll(/\bfrom\s|\bimport\s*\(|^import\s/gm)].map(({ 0: words, index }) => {
    const [, name] = /^\s*["']([^"'\n]+)["']/.exec(text.slice(index + words.length)) ?? [];
    return name;
  });
  return found.filter((name) => name !== undefined);
}

/** The package that an import is from, or Node's module. */
export function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

export const FILES: readonly SourceFile[] = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map(({ parentPath, name }) => {
    const path = `${parentPath}/${name}`.slice(SRC.length + 1).replaceAll("\\", "/");
    const text = readFileSync(`${SRC}/${path}`, "utf8");
    return { path, text, code: codeOf(text) };
  })
  .sort((a, b) => (a.path < b.path ? -1 : 1));
