import type { LabAnswer, LabProblem } from "../../lab-data.ts";
import type { Editor, scenarioEditor } from "../editor/editor.ts";
import type { JsonSchema } from "../editor/schema-completion.ts";
import { button, element } from "../page/element.ts";
import type { ThemeChoice } from "../page/theme-choice.ts";
import { unpacked } from "./packed.ts";

declare global {
  /** The editor's bundle, once its script has run. */
  var airlapseEditor: { readonly scenarioEditor: typeof scenarioEditor } | undefined;
}

/** The things that the panel asks of the page. */
export interface EditorLinks {
  /** The editor's script. */
  readonly packed: string;
  readonly theme: ThemeChoice;
  /** Asks for the schema, or for the problems of a text. */
  readonly ask: (want: "schema" | "check", text: string) => Promise<LabAnswer>;
  readonly run: (text: string) => void;
}

/** The scenario as text, folded. Its editor is started when it is first opened. */
export class EditorPanel {
  readonly root: HTMLElement;
  readonly #links: EditorLinks;
  readonly #details: HTMLDetailsElement;
  readonly #holder = element("div", { class: "holder" });
  #text = "";
  #editor: Editor | undefined;
  #isStarting = false;

  constructor(links: EditorLinks) {
    this.#links = links;
    this.#details = element(
      "details",
      { class: "editor part" },
      element("summary", { text: "Edit the scenario" }),
      element("p", {
        class: "intro",
        text: "Ctrl+Space proposes keys and values, Ctrl+Enter runs it, and what the loader refuses is marked.",
      }),
      this.#holder,
      button("Run it", {}, () => this.#run()),
    );
    this.#details.addEventListener("toggle", () => this.#start());
    links.theme.onChange(() => this.#editor?.setDark(links.theme.theme === "dark"));
    this.root = element("section", { attributes: { "aria-label": "Scenario" } }, this.#details);
  }

  /** Shows another text than the one that was edited. */
  show(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#editor?.replace(text);
  }

  #run(): void {
    if (this.#editor === undefined) return;
    this.#text = this.#editor.text();
    this.#links.run(this.#text);
  }

  async #start(): Promise<void> {
    if (!this.#details.open || this.#isStarting) return;
    this.#isStarting = true;
    const { packed, theme, ask } = this.#links;
    const [made, schema] = await Promise.all([madeEditor(packed), ask("schema", "")]);
    this.#editor = made({
      parent: this.#holder,
      label: "Scenario (JSON)",
      text: this.#text,
      isDark: theme.theme === "dark",
      schema: "file" in schema ? (JSON.parse(schema.file) as JsonSchema) : {},
      problemsOf: async (text) => problemsIn(await ask("check", text)),
      run: () => this.#run(),
    });
  }
}

function problemsIn(answer: LabAnswer): readonly LabProblem[] {
  return "problems" in answer ? answer.problems : [];
}

/** Runs the editor's script, which the page's policy knows by its hash. */
async function madeEditor(packed: string): Promise<typeof scenarioEditor> {
  const script = element("script", { text: await unpacked(packed) });
  document.head.append(script);
  const { airlapseEditor } = globalThis;
  if (airlapseEditor === undefined) throw new Error("Expected the editor's script to run");
  return airlapseEditor.scenarioEditor;
}
