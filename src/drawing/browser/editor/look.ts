import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The page's colours, which a shadow root has too, and those of JSON's parts, dark enough to be read. */
export function look(isDark: boolean): Extension {
  const theme = EditorView.theme(
    {
      "&": { height: "30rem", color: "var(--ink)", backgroundColor: "var(--card)", border: "1px solid var(--faint)" },
      "&.cm-focused": { outline: "2px solid var(--accent)" },
      ".cm-scroller": { fontFamily: "ui-monospace, monospace", fontSize: "0.85rem", lineHeight: "1.45" },
      ".cm-content": { caretColor: "var(--ink)" },
      ".cm-cursor": { borderLeftColor: "var(--ink)" },
      ".cm-gutters": { backgroundColor: "var(--page)", color: "var(--faint)", borderRight: "1px solid var(--line)" },
      ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: isDark ? "#ffffff0a" : "#0000000a" },
      ".cm-selectionBackground, &.cm-focused .cm-selectionBackground": { background: "var(--bar) !important" },
      ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--faint)" },
      ".cm-tooltip.cm-completionInfo": { maxWidth: "24rem", padding: "0.4rem 0.6rem" },
      ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--card)" },
      // in place of pictures, which the page's policy does not let in
      ".cm-lint-marker-error": { content: '"●"', color: isDark ? "#ff9d94" : "#a40e26" },
      ".cm-lintRange-error": {
        backgroundImage: "none",
        textDecoration: `underline wavy ${isDark ? "#ff9d94" : "#a40e26"}`,
      },
      ".cm-completionDetail": { fontStyle: "normal", color: "inherit" },
    },
    { dark: isDark },
  );
  const colours = isDark
    ? { name: "#79c0ff", text: "#a5d6ff", number: "#f2cc60", word: "#ff9d94" }
    : { name: "#0550ae", text: "#0a3069", number: "#7a4100", word: "#a40e26" };
  const style = HighlightStyle.define([
    { tag: tags.propertyName, color: colours.name },
    { tag: tags.string, color: colours.text },
    { tag: tags.number, color: colours.number },
    { tag: [tags.bool, tags.null], color: colours.word },
  ]);
  return [theme, syntaxHighlighting(style)];
}
