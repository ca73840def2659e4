/**
 * The changes of an upgrade as a page: one file that loads nothing.
 * @module
 */
import { sha256 } from "../../digest/index.ts";
import { escapeHtml, htmlPage } from "../../drawing/index.ts";
import { type RuleName, ruleNamed } from "../../rules/index.ts";
import { type Line, type Reason, reasonsOf } from "./groups.ts";
import type { Upgrade } from "./upgrade.ts";
import { cells, SEVERAL, summary, title as titleOf, valuesOf } from "./upgrade-text.ts";
import { WAYS_BACK } from "./ways-back.ts";

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

/** No script, and no style but the one above. */
const POLICY = `style-src 'sha256-${btoa(String.fromCharCode(...sha256(STYLE)))}'`;

/** A page for one or several scenarios. */
export function upgradePage(upgrades: readonly Upgrade[]): string {
  const title = "What the upgrade changes";
  return htmlPage(
    { title, policy: POLICY, style: STYLE },
    `<main>
<h1>${title}</h1>
${upgrades.map(section).join("\n")}
</main>`,
  );
}

function section(upgrade: Upgrade): string {
  const reasons = reasonsOf(upgrade.differences, upgrade.rules);
  const told = new Set<RuleName>();
  return `<section>
<h2>${escapeHtml(titleOf(upgrade))}</h2>
${upgrade.differences.length === 0 ? "" : `<p><strong>${escapeHtml(upgrade.verdict)}</strong></p>\n`}<p>${escapeHtml(summary(upgrade))}</p>
${reasons.map((reason) => reasonPart(reason, upgrade, told)).join("\n")}
</section>`;
}

/** Why a rule is there, and where it says so, is told where it comes first. */
function reasonPart({ causes, lines }: Reason, { from, to }: Upgrade, told: Set<RuleName>): string {
  const sets = causes.map((set) =>
    set
      .map((name) => {
        const { why, sources } = ruleNamed(name);
        const [was, is] = valuesOf(name, from, to);
        const heading = `<h3>${escapeHtml(name)}: ${escapeHtml(was)} → ${escapeHtml(is)}</h3>`;
        if (told.has(name)) return heading;
        told.add(name);
        const way = WAYS_BACK[name];
        return `${heading}
<p>${prose(why)}</p>
<p class="sources">${prose(sources)}</p>${way === undefined ? "" : `\n<p>As before: ${prose(way)}</p>`}`;
      })
      .join("\n<p>together with</p>\n"),
  );
  return `<article>
${causes.length === 0 ? `<h3>${escapeHtml(SEVERAL)}</h3>` : sets.join("\n<p>or, enough alone too,</p>\n")}
<div class="scroll"><table>
<thead><tr><th scope="col">what</th><th scope="col"></th><th scope="col">${escapeHtml(from.airflow)} → ${escapeHtml(to.airflow)}</th><th scope="col"></th></tr></thead>
<tbody>
${lines.map(row).join("\n")}
</tbody>
</table></div>
</article>`;
}

/** A text of the table of rules: what stands between backticks is code. */
function prose(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}

function row(line: Line): string {
  return `<tr>${cells(line)
    .map((cell) => `<td>${escapeHtml(cell)}</td>`)
    .join("")}</tr>`;
}
