import { unpack } from "../../unpack.ts";

/** The texts of the page's own scripts. They are read before the page is filled. */
export interface OwnTexts {
  /** The worker's script, packed. */
  readonly engine: string;
  /** The editor's script, packed. */
  readonly editor: string;
  /** The script and the style of this page. */
  readonly script: string;
  readonly style: string;
}

export function ownTexts(): OwnTexts {
  const textOf = (selector: string) => document.querySelector(selector)?.textContent ?? "";
  return { engine: textOf("#engine"), editor: textOf("#editor"), script: textOf("#script"), style: textOf("style") };
}

/** Unpacks a script that is in the page deflated: a third of its size. */
export function unpacked(packed: string): Promise<string> {
  return unpack(packed, "deflate-raw");
}
