import { printable } from "../options/index.ts";
import { escapeHtml, htmlPage } from "./html.ts";
import type { LabData } from "./lab-data.ts";
import { withPackedStories } from "./packed-stories.ts";
import type { PageData, ReportData } from "./report-data.ts";

/** Longest title of a window or tab that is of any use. */
export const TITLE_LENGTH = 200;

/**
 * A report as one page that needs nothing else: it asks nobody for anything, and its policy forbids it to. Its style and its
 * script are those that were built with this package, by their hashes; figures and texts are data, never code or markup.
 */
export async function reportPage(data: ReportData): Promise<string> {
  const { airlapse, script, style, scriptHash, styleHash } = await import("#bundled-page");
  const frame = {
    title: data.title.slice(0, TITLE_LENGTH),
    policy: `script-src ${scriptHash}; style-src ${styleHash}`,
    style,
    head: [`<meta name="generator" content="airlapse ${escapeHtml(airlapse)}">`],
  };
  return htmlPage(
    frame,
    `<noscript>This page draws its charts by a script that is part of it, and the script is switched off.</noscript>
<script type="application/json" id="figures">${asScriptData({ ...(await withPackedStories(data)), airlapse })}</script>
<script>${script}</script>`,
  );
}

/** JSON that no text in it can end, there is no `<` left; nor anything that markup may not have. */
export function asScriptData(data: PageData | LabData): string {
  return printable(JSON.stringify(data).replaceAll("<", "\\u003c"));
}
