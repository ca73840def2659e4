/**
 * What an upgrade changes, as a page: one file that loads nothing.
 * @module
 */
import { createHash } from "node:crypto";
import { ruleNamed } from "../../model/index.ts";
import { type Line, type Reason, reasonsOf } from "./groups.ts";
import type { Upgrade } from "./upgrade.ts";
import { described, summary, title, valuesOf } from "./upgrade-text.ts";

const STYLE = `
body { font: 16px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #1b1f24; background: #fff; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } h3 { font: 600 1rem ui-monospace, monospace; margin-bottom: 0; }
p { margin: .25rem 0; } .sources { color: #57606a; font-size: .875rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; margin-top: .75rem; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #d0d7de; vertical-align: top; }
td:first-child { font-family: ui-monospace, monospace; }
@media (prefers-color-scheme: dark) {
  body { color: #e6edf3; background: #0d1117; } .sources { color: #9198a1; } th, td { border-color: #3d444d; }
}
`;

/** Nothing from outside, no script, and no style but the one above. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** A page for one or several scenarios. */
export function upgradePage(upgrades: readonly Upgrade[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>What the upgrade changes</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>What the upgrade changes</h1>
${upgrades.map(section).join("\n")}
</main>
</body>
</html>
`;
}

function section(upgrade: Upgrade): string {
  const reasons = reasonsOf(upgrade.differences, upgrade.rules);
  return `<section>
<h2>${escaped(title(upgrade))}</h2>
<p>${escaped(summary(upgrade))}</p>
${reasons.map((reason) => reasonPart(reason, upgrade)).join("\n")}
</section>`;
}

function reasonPart({ causes, lines }: Reason, { from, to }: Upgrade): string {
  const sets = causes.map((set) =>
    set
      .map((name) => {
        const { why, sources } = ruleNamed(name);
        const [was, is] = valuesOf(name, from, to);
        return `<h3>${escaped(name)}: ${escaped(was)} → ${escaped(is)}</h3>
<p>${escaped(why)}</p>
<p class="sources">${escaped(sources)}</p>`;
      })
      .join("\n<p>together with</p>\n"),
  );
  return `<article>
${sets.join("\n<p>or, enough alone too,</p>\n")}
<div class="scroll"><table>
<thead><tr><th scope="col">what</th><th scope="col"></th><th scope="col">${escaped(from.airflow)} → ${escaped(to.airflow)}</th><th scope="col"></th></tr></thead>
<tbody>
${lines.map(row).join("\n")}
</tbody>
</table></div>
</article>`;
}

function row(line: Line): string {
  const cells = [line.what, line.aspect, ...described(line)];
  return `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join("")}</tr>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] as string);
}
