import { printable } from "../options/index.ts";
import { escapeHtml, htmlPage } from "./html.ts";
import type { LabData } from "./lab-data.ts";
import type { PageData } from "./report-data.ts";

/** Longest title of a window or tab that is of any use. */
const TITLE_LENGTH = 200;

/** The script and the style of pages, and their hashes as a Content-Security-Policy names them. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  readonly scriptHash: string;
  readonly styleHash: string;
}

/** A report as one page. Its policy lets in its own script and style, and nothing else; figures and texts are data, never markup. */
export function reportHtml(data: PageData, { script, style, scriptHash, styleHash }: PageParts): string {
  const frame = {
    title: titleOf(data.title),
    policy: `script-src ${scriptHash}; style-src ${styleHash}`,
    style,
    head: [generatorOf(data)],
  };
  return htmlPage(
    frame,
    `<noscript>This page draws its charts by a script that is part of it, and the script is switched off.</noscript>
<script type="application/json" id="figures">${asScriptData(data)}</script>
<script>${script}</script>`,
  );
}

export function titleOf(title: string): string {
  return title.slice(0, TITLE_LENGTH);
}

export function generatorOf({ airlapse }: Pick<PageData, "airlapse">): string {
  return `<meta name="generator" content="airlapse ${escapeHtml(airlapse)}">`;
}

/** JSON that no text in it can end, there is no `<` left; nor anything that markup may not have. */
export function asScriptData(data: PageData | LabData): string {
  return printable(JSON.stringify(data).replaceAll("<", "\\u003c"));
}
