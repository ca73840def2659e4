import { printable } from "../options/index.ts";

/** The frame of a page around its body. All is markup already, except the title. */
export interface HtmlFrame {
  readonly title: string;
  /** The page's content security policy. It always forbids a base and forms, so that nothing comes from outside. */
  readonly policy: string;
  readonly style: string;
  /** More lines of the head. */
  readonly head?: readonly string[];
}

/** A page that needs nothing else: its policy forbids whatever it does not allow. */
export function htmlPage({ title, policy, style, head = [] }: HtmlFrame, body: string): string {
  const lines = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${policy}; base-uri 'none'; form-action 'none'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    ...head,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${style}</style>`,
  ];
  return `<!doctype html>
<html lang="en">
<head>
${lines.join("\n")}
</head>
<body>
${body}
</body>
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text inside of markup, which may have no control characters: they are shown by their numbers. */
export function escapeHtml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] as string);
}
