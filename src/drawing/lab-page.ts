import { escapeHtml, htmlPage } from "./html.ts";
import { asScriptData, TITLE_LENGTH } from "./page.ts";

/**
 * A lab as one page that needs nothing else: the engine is a text in it, which the page starts as a worker. Its policy lets
 * nothing in or out.
 */
export async function labPage(title: string, text: string): Promise<string> {
  const { airlapse, script, style, scriptHash, styleHash } = await import("#bundled-page");
  const { engine } = await import("#bundled-lab");
  const frame = {
    title: `Lab: ${title}`.slice(0, TITLE_LENGTH),
    policy: `script-src ${scriptHash}; style-src ${styleHash}; worker-src blob:`,
    style,
    head: [`<meta name="generator" content="airlapse ${escapeHtml(airlapse)}">`],
  };
  return htmlPage(
    frame,
    `<noscript>The lab is a script that is part of this page, and the script is switched off.</noscript>
<script type="application/json" id="scenario">${asScriptData({ title, text, airlapse })}</script>
<script type="text/plain" id="engine">${engine}</script>
<script>${script}</script>`,
  );
}
