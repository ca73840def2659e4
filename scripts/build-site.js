/**
 * The project's pages, ready to be hosted: README, docs and all that they lead to, and the lab with the sample and the fleet.
 * `npm run site` writes them to `site`. No page asks for anything but the pictures beside it.
 * @module
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { Marked, Renderer } from "marked";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const LABS = {
  "lab-sample.html": ["examples/join-relationalize/own-names.json", "The lab: the sample"],
  "lab-fleet.html": ["examples/fleet.json", "The lab: a fleet of 40 DAGs"],
};

/** Writes the site to a folder, which is emptied first. @param {string} folder @returns {string[]} the pages */
export function buildSite(folder) {
  rmSync(folder, { recursive: true, force: true });
  const style = ["src/drawing/browser/page.css", "scripts/site.css"].map(read).join("\n");
  const pages = new Set(["README.md"]);
  for (const path of pages) writePage(path, { folder, style, pages });
  for (const [name, [file = ""]] of Object.entries(LABS)) {
    const command = ["bin/airlapse.js", "lab", file, "--out", join(folder, name)];
    execFileSync(process.execPath, command, { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  }
  return [...[...pages].map(htmlName), ...Object.keys(LABS)];
}

/** @param {string} path */
function read(path) {
  return readFileSync(join(ROOT, path), "utf8");
}

/** @param {string} path */
function htmlName(path) {
  return path === "README.md" ? "index.html" : path.replace(/\.md$/, ".html");
}

/**
 * Writes one page. The pages that it leads to are added, and other files that it names are copied.
 * @param {string} path
 * @param {{ folder: string, style: string, pages: Set<string> }} site
 */
function writePage(path, { folder, style, pages }) {
  const markdown = read(path);
  const title = /^# (.+)$/m.exec(markdown)?.[1] ?? "airlapse";
  const address = (/** @type {string} */ link) => {
    const [, name = "", anchor = ""] = /^([^#]*)(#.*)?$/.exec(link) ?? [];
    if (/^[a-z]+:/i.test(link) || name === "") return link;
    const target = posix.normalize(posix.join(posix.dirname(path), name));
    if (target.startsWith("..") || !existsSync(join(ROOT, target)))
      throw new Error(`${path}: expected a file of the project, got a link to ${link}`);
    if (statSync(join(ROOT, target)).isDirectory()) return posix.join(name, "/");
    if (!target.endsWith(".md")) {
      cpSync(join(ROOT, target), join(folder, target), { recursive: true });
      return link;
    }
    pages.add(target);
    return posix.relative(posix.dirname(path), htmlName(target)) + anchor;
  };
  const up = posix.relative(posix.dirname(path), ".") || ".";
  const body = htmlOf(markdown, address);
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, htmlName(path)), frame(title, style, ways(up), body));
}

/** The markup of a page. Its links and pictures get the addresses of the site. @param {string} markdown @param {(link: string) => string} address */
function htmlOf(markdown, address) {
  const marked = new Marked({ gfm: true });
  const plain = new Renderer();
  /** @type {Map<string, number>} */
  const anchors = new Map();
  marked.use({
    walkTokens(token) {
      if (token.type === "link" || token.type === "image") token.href = address(token.href);
    },
    renderer: {
      heading({ tokens, depth, text }) {
        const anchor = anchorOf(text);
        const count = anchors.get(anchor) ?? 0;
        anchors.set(anchor, count + 1);
        const id = count === 0 ? anchor : `${anchor}-${count}`;
        return `<h${depth} id="${id}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      table(token) {
        plain.parser = this.parser;
        return `<div class="wide" role="region" aria-label="A table" tabindex="0">${plain.table(token)}</div>\n`;
      },
      code(token) {
        plain.parser = this.parser;
        return plain.code(token).replace("<pre>", '<pre tabindex="0">');
      },
      html({ text }) {
        return text.replaceAll(/\b(src|srcset)="([^"]+)"/g, (_, name, link) => `${name}="${address(link)}"`);
      },
    },
  });
  const made = marked.parse(markdown);
  if (typeof made !== "string") throw new Error("Expected markup at once");
  return made;
}

/** As GitHub makes it of a heading. @param {string} text */
function anchorOf(text) {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/** The links on top of every page. @param {string} up */
function ways(up) {
  const labs = Object.entries(LABS).map(([name, [, title = ""]]) => [name, title]);
  const links = [["index.html", "airlapse"], ...labs, ["docs/lab.html", "How the lab works"]];
  const items = links.map(([name = "", title = ""]) => `<a href="${posix.join(up, name)}">${title}</a>`);
  return `<nav class="ways" aria-label="The site">${items.join("\n")}</nav>`;
}

/** @param {string} title @param {string} style @param {string} top @param {string} body */
function frame(title, style, top, body) {
  // light or dark as the system is: the style of reports, which a script sets there
  const both = `${style}\n${darkToo(style)}`;
  const hash = createHash("sha256").update(both).digest("base64");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title.replaceAll(/[`*&<>]/g, "")}</title>
<style>${both}</style>
</head>
<body>
${top}
<main class="prose">
${body}</main>
</body>
</html>
`;
}

/** The dark colours of the style, for systems that are dark. @param {string} style */
function darkToo(style) {
  const dark = /:root\[data-theme="dark"\] (\{[^}]*\})/.exec(style)?.[1];
  if (dark === undefined) throw new Error("Expected dark colours in page.css");
  return `@media (prefers-color-scheme: dark) { :root ${dark} }`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pages = buildSite(join(ROOT, "site"));
  console.log(`${pages.length} pages in site, beginning with ${pages[0]}`);
}
