/**
 * Pages without a script: the look of their texts and tables, by light and dark, on a desk and on a phone.
 * @module
 */
import { escapeHtml } from "./html.ts";

export const PLAIN_STYLE = `
:root { color-scheme: light dark; --page: #f6f8fa; --card: #fff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --accent: #0a58b8; }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; font-variant-numeric: tabular-nums; max-width: 84rem; margin: 0 auto; padding: 1.5rem clamp(.75rem, 3vw, 2.5rem) 2rem; color: var(--ink); background: var(--page); overflow-wrap: anywhere; }
h1 { font-size: clamp(1.3rem, 1rem + 1.6vw, 2rem); line-height: 1.2; margin: 0 0 1rem; } h2 { font-size: 1.2rem; margin: 0 0 .5rem; } p { margin: .25rem 0; max-width: 110ch; }
section { margin-block: 1.25rem; padding: clamp(.75rem, 2vw, 1.5rem); background: var(--card); border: 1px solid var(--line); border-radius: .75rem; min-width: 0; }
.verdict { border-left: .35rem solid var(--accent); font-size: 1.05rem; } .verdict p { text-wrap: balance; }
.faint { color: var(--faint); font-size: .875rem; }
.scroll { overflow-x: auto; margin-top: .75rem; } table { border-collapse: collapse; font-size: .875rem; }
th, td { text-align: right; white-space: nowrap; padding: .25rem 1.25rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
th, td { overflow-wrap: normal; } thead :is(th, td) { white-space: normal; vertical-align: bottom; }
.left { text-align: left; white-space: normal; min-width: 8rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media (max-width: 40rem) {
  table, tbody { display: block; } thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
  tbody tr { display: grid; grid-template-columns: repeat(auto-fill, minmax(8rem, 1fr)); gap: .15rem .75rem; padding-block: .4rem; border-bottom: 1px solid var(--line); }
  tbody td { display: block; padding: 0; border: 0; text-align: left; white-space: normal; } tbody td:first-child { grid-column: 1 / -1; font-weight: 600; }
  tbody td:empty { display: none; }
  tbody td:not(:first-child)::before { content: attr(data-head); display: block; color: var(--faint); font-size: .75rem; }
}
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --card: #151b23; --ink: #f0f6fc; --faint: #9da7b3; --line: #333c48; --accent: #79b8ff; } }
`;

/** A table as markup, which scrolls by itself where it is too wide, also by keys. The first `leftColumns` columns hold words. */
export function plainTable(
  label: string,
  [head = [], ...rows]: readonly (readonly string[])[],
  leftColumns: number,
): string {
  const side = (index: number) => (index < leftColumns ? ' class="left"' : "");
  const heads = head.map((text, i) =>
    text === "" ? `<td${side(i)}></td>` : `<th scope="col"${side(i)}>${escapeHtml(text)}</th>`,
  );
  const body = rows.map((cells) => {
    const made = cells.map(
      (text, i) => `<td${side(i)} data-head="${escapeHtml(head[i] ?? "")}">${escapeHtml(text)}</td>`,
    );
    return `<tr>${made.join("")}</tr>`;
  });
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table>
<thead><tr>${heads.join("")}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>`;
}
