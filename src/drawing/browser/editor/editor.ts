/**
 * The editor of a scenario: CodeMirror with JSON, the schema's completion and problems at their lines. It is a bundle of its own,
 * which the lab starts when somebody edits.
 * @module
 */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, foldGutter, foldKeymap, indentUnit } from "@codemirror/language";
import { forceLinting, linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import type { LabProblem } from "../../lab-data.ts";
import { look } from "./look.ts";
import { diagnosticsOf } from "./problem-ranges.ts";
import { type JsonSchema, schemaCompletion } from "./schema-completion.ts";

/** So long nobody has typed before the loader looks at the text, in ms. */
const LOOK_AFTER = 400;

export interface EditorOptions {
  /** The element that it is put into: it has a shadow root of its own, whose styles are not the page's. */
  readonly parent: HTMLElement;
  /** The name for screen readers. */
  readonly label: string;
  readonly text: string;
  readonly isDark: boolean;
  readonly schema: JsonSchema;
  /** Finds what is wrong with a text. */
  readonly problemsOf: (text: string) => Promise<readonly LabProblem[]>;
  /** Called by Ctrl+Enter. */
  readonly run: () => void;
}

export interface Editor {
  /** The text as it is now. */
  text(): string;
  replace(text: string): void;
  setDark(isDark: boolean): void;
}

export function scenarioEditor(options: EditorOptions): Editor {
  const { parent, label, text, isDark, schema, problemsOf, run } = options;
  const root = parent.attachShadow({ mode: "open" });
  const looks = new Compartment();
  const runKey = {
    key: "Mod-Enter",
    run: () => {
      run();
      return true;
    },
  };
  const extensions = [
    lineNumbers(),
    foldGutter(),
    history(),
    drawSelection(),
    highlightSpecialChars(),
    highlightActiveLine(),
    bracketMatching(),
    closeBrackets(),
    indentUnit.of("  "),
    json(),
    autocompletion({ override: [schemaCompletion(schema)], icons: false }),
    linter(async (view) => diagnosticsOf(view.state, await problemsOf(view.state.doc.toString())), {
      delay: LOOK_AFTER,
    }),
    lintGutter(),
    // Tab leaves the editor, as it does any field
    keymap.of([
      runKey,
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      ...defaultKeymap,
    ]),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
    looks.of(look(isDark)),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: text, extensions }), parent: root, root });
  forceLinting(view);
  return {
    text: () => view.state.doc.toString(),
    replace: (other) => {
      if (other === view.state.doc.toString()) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: other } });
    },
    setDark: (dark) => view.dispatch({ effects: looks.reconfigure(look(dark)) }),
  };
}
