/**
 * The changes of an upgrade as a page: one file that loads nothing.
 * @module
 */
import { sha256 } from "../../digest/index.ts";
import { escapeHtml, htmlPage, PLAIN_STYLE, plainTable } from "../../drawing/index.ts";
import { type RuleName, ruleNamed } from "../../rules/index.ts";
import { type Reason, reasonsOf } from "./groups.ts";
import type { Upgrade } from "./upgrade.ts";
import { cells, SEVERAL, summary, title as titleOf, valuesOf } from "./upgrade-text.ts";
import { WAYS_BACK } from "./ways-back.ts";

const STYLE = `${PLAIN_STYLE}
h3 { font: 600 1rem ui-monospace, monospace; margin: 1.5rem 0 0; }
td:first-child { font-family: ui-monospace, monospace; }
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
  const verdict = upgrade.differences.length === 0 ? "" : `<p>${escapeHtml(upgrade.verdict)}</p>\n`;
  return `<h2>${escapeHtml(titleOf(upgrade))}</h2>
<section class="verdict" aria-label="The answer">
${verdict}<p${verdict === "" ? "" : ' class="faint"'}>${escapeHtml(summary(upgrade))}</p>
</section>
${reasons.map((reason) => reasonPart(reason, upgrade, told)).join("\n")}`;
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
<p class="faint">${prose(sources)}</p>${way === undefined ? "" : `\n<p>As before: ${prose(way)}</p>`}`;
      })
      .join("\n<p>together with</p>\n"),
  );
  const label = causes.flat().join(", ") || SEVERAL;
  const head = ["what", "", `${from.airflow} → ${to.airflow}`, "times"];
  return `<section>
${causes.length === 0 ? `<h3>${escapeHtml(SEVERAL)}</h3>` : sets.join("\n<p>or, enough alone too,</p>\n")}
${plainTable(label, [head, ...lines.map(cells)], 3)}
</section>`;
}

/** A text of the table of rules: what stands between backticks is code. */
function prose(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}
