import { htmlPage } from "./html.ts";
import type { LabScenario } from "./lab-data.ts";
import { asScriptData, generatorOf, titleOf } from "./report-html.ts";

/**
 * A lab as one page that needs nothing else: the engine is a text in it, which the page starts as a worker. Its policy lets
 * nothing in or out. `pack` makes scripts small that the page unpacks: by raw deflate, as base64.
 */
export async function labPage(
  title: string,
  scenarios: readonly LabScenario[],
  pack: (text: string) => string,
): Promise<string> {
  const { airlapse, script, style, scriptHash, styleHash } = await import("#bundled-page");
  const { engine, editor, editorHash } = await import("#bundled-lab");
  const frame = {
    title: titleOf(`Lab: ${title}`),
    policy: `script-src ${scriptHash} ${editorHash}; style-src ${styleHash}; worker-src blob:`,
    style,
    head: [generatorOf({ airlapse })],
  };
  return htmlPage(
    frame,
    `<noscript>The lab is a script that is part of this page, and the script is switched off.</noscript>
<script type="application/json" id="scenarios">${asScriptData({ scenarios, airlapse, scriptHash, styleHash })}</script>
<script type="text/plain" id="engine">${pack(engine)}</script>
<script type="text/plain" id="editor">${pack(editor)}</script>
<script id="script">${script}</script>`,
  );
}
