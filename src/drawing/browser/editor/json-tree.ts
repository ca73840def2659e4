import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";

/** The key of a property of an object. */
export function keyOf(property: SyntaxNode, state: EditorState): string {
  const name = property.getChild("PropertyName");
  return name === null ? "" : textOf(name, state);
}

/** The text of a string's node; as it stands where it is not closed yet. */
export function textOf({ from, to }: SyntaxNode, state: EditorState): string {
  const text = state.sliceDoc(from, to);
  try {
    return String(JSON.parse(text));
  } catch {
    return text.replaceAll('"', "");
  }
}

const VALUES = new Set(["Object", "Array", "String", "Number", "True", "False", "Null"]);

/** The values in a list, in order. */
export function itemsOf(list: SyntaxNode): SyntaxNode[] {
  const items: SyntaxNode[] = [];
  for (let child = list.firstChild; child !== null; child = child.nextSibling)
    if (VALUES.has(child.name)) items.push(child);
  return items;
}

/** The value of a property; null where it is not written yet. */
export function valueOfProperty(property: SyntaxNode): SyntaxNode | null {
  return itemsOf(property)[0] ?? null;
}
