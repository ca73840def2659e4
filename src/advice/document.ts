/**
 * A report in parts, as text for a terminal and as a page that loads nothing.
 * @module
 */
import { createHash } from "node:crypto";
import { columns, escapeHtml, figure, htmlPage, PLAIN_STYLE, plainTable } from "../drawing/index.ts";
import type { LevelMeasure } from "../replay/index.ts";

/** A number over time, under its name. */
export interface Series {
  readonly label: string;
  readonly level: LevelMeasure;
}

export interface Part {
  readonly heading: string;
  readonly lines?: readonly string[];
  /** The first row is the head. */
  readonly table?: readonly (readonly string[])[];
  /** Columns of the table that hold words, from the first on: they are set left. Default 1. */
  readonly leftColumns?: number;
  /** Numbers over the same time, drawn on one axis. */
  readonly series?: { readonly all: readonly Series[]; readonly most: number; readonly unit: string };
}

export interface Report {
  readonly title: string;
  /** The answer, in sentences. */
  readonly verdict: readonly string[];
  readonly parts: readonly Part[];
}

const BARS = "▁▂▃▄▅▆▇█";
const WIDTH = 72;

/** A level over time in one line: each letter is the mean of its part of the time. */
function spark({ means }: LevelMeasure, most: number): string {
  const width = Math.min(WIDTH, means.length);
  return Array.from({ length: width }, (_, i) => {
    const [from, to] = [Math.floor((i * means.length) / width), Math.floor(((i + 1) * means.length) / width)];
    const part = means.slice(from, Math.max(to, from + 1));
    const mean = part.reduce((sum, one) => sum + one, 0) / part.length;
    if (mean <= 0.001 || most === 0) return "·";
    return BARS[Math.min(BARS.length - 1, Math.max(0, Math.ceil((mean / most) * BARS.length) - 1))] as string;
  }).join("");
}

/** The report for a terminal, a list of lines for each part. */
export function reportTexts({ verdict, parts }: Report): string[][] {
  const texts = parts.map(({ heading, lines = [], table, leftColumns = 1, series }) => [
    ...(heading === "" ? [] : [heading]),
    ...lines,
    ...(series === undefined
      ? []
      : [
          `${series.unit}, of ${figure(series.most)}`,
          ...columns(series.all.map(({ label, level }) => [label, spark(level, series.most)])),
        ]),
    ...(table === undefined || table.length < 2 ? [] : columns(table, leftColumns)),
  ]);
  return [[...verdict], ...texts];
}

const STYLE = `${PLAIN_STYLE}
svg { width: 100%; height: 14rem; } line, polyline { vector-effect: non-scaling-stroke; } .limit { stroke: #8c959f; stroke-dasharray: 4 4; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; } .legend i { display: inline-block; width: 1.5rem; vertical-align: middle; margin-right: .5rem; border-top: 2px solid; }
.s0 { stroke: #1f6feb; color: #1f6feb; } .s1 { stroke: #b3202b; color: #b3202b; } .s2 { stroke: #1a7f37; color: #1a7f37; }
polyline { fill: none; stroke-width: 1.5; } polyline.s0 { stroke-width: 5; stroke-opacity: .45; } .legend i.s0 { border-top-width: 5px; opacity: .6; }
@media (prefers-color-scheme: dark) { .s0 { stroke: #58a6ff; color: #58a6ff; } .s1 { stroke: #ff7b72; color: #ff7b72; } .s2 { stroke: #3fb950; color: #3fb950; } }
`;

const POLICY = `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

/** The report as a page. */
export function reportHtml({ title, verdict, parts }: Report): string {
  const answer = `<section class="verdict" aria-label="The answer">${verdict.map((line) => `<p>${escapeHtml(line)}</p>`).join("")}</section>`;
  const body = parts.map(({ heading, lines = [], table, leftColumns = 1, series }) =>
    [
      "<section>",
      ...(heading === "" ? [] : [`<h2>${escapeHtml(heading)}</h2>`]),
      ...lines.map((line) => `<p>${escapeHtml(line)}</p>`),
      ...(series === undefined ? [] : [chart(series)]),
      ...(table === undefined || table.length < 2
        ? []
        : [plainTable(heading === "" ? title : heading, table, leftColumns)]),
      "</section>",
    ].join("\n"),
  );
  return htmlPage(
    { title, policy: POLICY, style: STYLE },
    `<main>\n<h1>${escapeHtml(title)}</h1>\n${answer}\n${body.join("\n")}\n</main>`,
  );
}

const [CHART_WIDTH, CHART_HEIGHT] = [1000, 200];

function chart({ all, most, unit }: NonNullable<Part["series"]>): string {
  const top = Math.max(most, ...all.map(({ level }) => Math.max(0, ...level.means)));
  const y = (value: number) => (CHART_HEIGHT - (value / Math.max(top, 1)) * (CHART_HEIGHT - 20)).toFixed(1);
  const lines = all.map(({ level }, index) => {
    const step = CHART_WIDTH / Math.max(1, level.means.length);
    const points = level.means.flatMap((mean, i) => [
      `${(i * step).toFixed(1)},${y(mean)}`,
      `${((i + 1) * step).toFixed(1)},${y(mean)}`,
    ]);
    return `<polyline class="s${index % 3}" points="${points.join(" ")}"/>`;
  });
  // the first is drawn broad and pale, so that it shows where another lies on it
  const labels = all.map(({ label }, index) => `<span><i class="s${index % 3}"></i>${escapeHtml(label)}</span>`);
  const name = `${unit} over time: ${all.map(({ label }) => label).join(", ")}`;
  return `<p class="legend">${labels.join("")}<span>dashed: ${escapeHtml(`${figure(most)} ${unit}`)}</span></p>
<svg viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}" role="img" aria-label="${escapeHtml(name)}" preserveAspectRatio="none">
<line class="limit" x1="0" x2="${CHART_WIDTH}" y1="${y(most)}" y2="${y(most)}"/>
${lines.join("\n")}
</svg>`;
}
