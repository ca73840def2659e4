import { syntaxTree } from "@codemirror/language";
import type { Diagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode } from "@lezer/common";
import type { LabProblem } from "../../lab-data.ts";
import { itemsOf, keyOf, valueOfProperty } from "./json-tree.ts";

/** Problems at their places. A text that is no JSON has its problem where it stops being any. */
export function diagnosticsOf(state: EditorState, problems: readonly LabProblem[]): Diagnostic[] {
  const wrong = firstError(state);
  return problems.map(({ path, message }) => {
    const { from, to } = path === "" && wrong !== undefined ? wrong : rangeOf(path, state);
    return { from, to, message: path === "" ? message : `${path}: ${message}`, severity: "error" };
  });
}

/** The place of a path such as `dags[0].tasks[1].operator`: of the last part of it that is there. */
export function rangeOf(path: string, state: EditorState): { from: number; to: number } {
  let node: SyntaxNode | null = syntaxTree(state).topNode.firstChild;
  let [at, rest] = [node, path];
  while (node !== null && rest !== "") {
    const step = node.name === "Array" ? intoList(node, rest) : intoObject(node, rest, state);
    if (step === undefined) break;
    at = step.at;
    node = step.node;
    rest = step.rest;
  }
  if (at === null) return { from: 0, to: 0 };
  const { to } = state.doc.lineAt(at.from); // no more than a line of an object
  return { from: at.from, to: Math.min(at.to, to) };
}

interface Step {
  /** The key or the item that is marked. */
  readonly at: SyntaxNode;
  readonly node: SyntaxNode | null;
  readonly rest: string;
}

function intoList(list: SyntaxNode, path: string): Step | undefined {
  const [whole = "", index = ""] = /^\[(\d+)\]\.?/.exec(path) ?? [];
  const item = itemsOf(list)[Number(index)];
  return whole === "" || item === undefined ? undefined : { at: item, node: item, rest: path.slice(whole.length) };
}

/** Keys may have points in them: the longest that fits is meant. */
function intoObject(object: SyntaxNode, path: string, state: EditorState): Step | undefined {
  const fitting = object
    .getChildren("Property")
    .map((property) => ({ property, key: keyOf(property, state) }))
    .filter(({ key }) => path.startsWith(key) && /^(?:$|[.[])/.test(path.slice(key.length)))
    .sort((a, b) => b.key.length - a.key.length);
  const [found] = fitting;
  if (found === undefined) return undefined;
  const { property, key } = found;
  const at = property.getChild("PropertyName") ?? property;
  return { at, node: valueOfProperty(property), rest: path.slice(key.length).replace(/^\./, "") };
}

function firstError(state: EditorState): { from: number; to: number } | undefined {
  let found: { from: number; to: number } | undefined;
  syntaxTree(state).iterate({
    enter: ({ type, from, to }) => {
      if (found === undefined && type.isError) found = { from, to: Math.max(to, from) };
    },
  });
  return found;
}
