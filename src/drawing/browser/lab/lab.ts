import type { LabAnswer, LabData, LabProblem, LabWant } from "../../lab-data.ts";
import { withPackedStories } from "../../packed-stories.ts";
import type { ReportData } from "../../report-data.ts";
import { reportHtml } from "../../report-html.ts";
import { button, element } from "../page/element.ts";
import { ThemeChoice } from "../page/theme-choice.ts";
import { EditorPanel } from "./editor-panel.ts";
import { Engine } from "./engine.ts";
import { KnobPanel } from "./knob-panel.ts";
import { type OwnTexts, ownTexts, unpacked } from "./packed.ts";
import { Picture } from "./picture.ts";
import { SavedFile } from "./saved-file.ts";
import { fragmentOf, type State, stateOf, turn, unchanged } from "./state.ts";

/** The page: its state, what is shown of it, and what may be done. */
export class Lab {
  readonly #data: LabData;
  readonly #texts: OwnTexts;
  readonly #engine: Engine;
  readonly #theme = new ThemeChoice();
  readonly #picture: Picture;
  readonly #knobs = new KnobPanel((path, value) => this.#change(turn(this.#state, path, value)));
  readonly #problems = element("div", { class: "problems", attributes: { role: "alert" } });
  readonly #said = element("p", { class: "intro", attributes: { role: "status" } });
  readonly #editor: EditorPanel;
  readonly #undo = button("Undo", { attributes: { "aria-keyshortcuts": "Control+Z" } }, () => this.#back());
  readonly #reset = button("Reset", { attributes: { "aria-keyshortcuts": "Alt+R" } }, () =>
    this.#choose(this.#state.name),
  );
  readonly #earlier: State[] = [];
  readonly #file = new SavedFile();
  readonly #title = element("h1");
  readonly #chosen = element("select");
  #state: State;

  static async open(data: LabData): Promise<void> {
    const texts = ownTexts();
    new Lab(data, texts, await unpacked(texts.engine)).#open();
  }

  private constructor(data: LabData, texts: OwnTexts, source: string) {
    this.#data = data;
    this.#texts = texts;
    this.#engine = new Engine(source);
    const [first] = data.scenarios;
    if (first === undefined) throw new Error("Expected a scenario in the page");
    this.#state = stateOf(location.hash, data.scenarios) ?? unchanged(first);
    this.#editor = new EditorPanel({
      packed: texts.editor,
      theme: this.#theme,
      ask: (want, text) => new Promise((resolve) => this.#engine.ask({ text, changes: [], want }, resolve)),
      run: (text) => this.#change({ ...this.#state, text }),
    });
    this.#picture = new Picture(this.#theme, async (which) => {
      const answer = await this.#ask(which);
      return "story" in answer ? answer.story : [];
    });
  }

  #open(): void {
    const { airlapse, scenarios } = this.#data;
    const top = element(
      "header",
      { class: "top" },
      element("div", { class: "titles" }, this.#title, this.#said),
      this.#theme.control(),
    );
    const aside = element(
      "aside",
      { class: "knobs", attributes: { "aria-label": "Knobs", tabindex: "0" } },
      ...(scenarios.length > 1 ? [element("label", { class: "chosen" }, "Scenario", this.#chosen)] : []),
      this.#toolbar(),
      this.#knobs.root,
    );
    const right = element("div", {}, this.#problems, this.#picture.root, this.#editor.root);
    document.body.replaceChildren(
      element("a", { class: "skip", text: "Skip to the figures", attributes: { href: "#shown" } }),
      top,
      element("div", { class: "lab" }, aside, right),
      element("footer", {}, element("p", { text: `Made by airlapse ${airlapse}. It runs in this page, offline.` })),
    );
    this.#chosen.append(...scenarios.map(({ name }) => element("option", { text: name, attributes: { value: name } })));
    this.#chosen.addEventListener("change", () => this.#choose(this.#chosen.value));
    addEventListener("hashchange", () => {
      const state = stateOf(location.hash, scenarios);
      if (state !== undefined && JSON.stringify(state) !== JSON.stringify(this.#state)) this.#change(state);
    });
    addEventListener("keydown", (event) => this.#pressed(event));
    this.#run();
  }

  /** Ctrl+Z (or Command) undoes, Alt+R resets, but where the editor has taken the key. */
  #pressed(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (event.defaultPrevented) return;
    const isUndo = (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === "z";
    const isReset = altKey && !ctrlKey && !metaKey && key.toLowerCase() === "r";
    if (!isUndo && !isReset) return;
    event.preventDefault();
    (isUndo ? this.#undo : this.#reset).click();
  }

  #toolbar(): HTMLElement {
    return element(
      "div",
      { class: "toolbar", attributes: { role: "group", "aria-label": "Changes" } },
      this.#undo,
      this.#reset,
      button("Copy link", {}, () => this.#copyLink()),
      this.#saveButton("scenario", "json"),
      this.#saveButton("figures", "figures.json"),
      this.#saveButton("trace", "trace.json"),
      this.#saveButton("report", "html"),
    );
  }

  #saveButton(want: "scenario" | "figures" | "trace" | "report", ending: string): HTMLElement {
    return button(`Save ${want}`, {}, async () => {
      const answer = await this.#ask(want);
      if ("file" in answer) this.#file.save(answer.file, this.#state.name, ending);
      if ("report" in answer) this.#file.save(await this.#reportOf(answer.report), this.#state.name, ending);
      if ("problems" in answer) this.#showProblems(answer.problems);
    });
  }

  /** The report's page has the script and the style of this one. */
  async #reportOf(report: ReportData): Promise<string> {
    const { airlapse, scriptHash, styleHash } = this.#data;
    const { script, style } = this.#texts;
    return reportHtml({ ...(await withPackedStories(report)), airlapse }, { script, style, scriptHash, styleHash });
  }

  #copyLink(): void {
    navigator.clipboard?.writeText(location.href).then(
      () => this.#say("The link to these changes is copied."),
      () => this.#say("The address of this page is the link to these changes."),
    );
  }

  #say(text: string): void {
    this.#said.textContent = text;
  }

  #ask(want: LabWant): Promise<LabAnswer> {
    return new Promise((resolve) =>
      this.#engine.ask({ text: this.#state.text, changes: this.#state.changes, want }, resolve),
    );
  }

  /** Shows a scenario of the page as it is. */
  #choose(name: string): void {
    const scenario = this.#data.scenarios.find((one) => one.name === name);
    if (scenario !== undefined) this.#change(unchanged(scenario));
  }

  #change(state: State): void {
    this.#earlier.push(this.#state);
    this.#state = state;
    this.#run();
  }

  #back(): void {
    const state = this.#earlier.pop();
    if (state === undefined) return;
    this.#state = state;
    this.#run();
  }

  /** Runs what is chosen. A run that goes on is outdated, and ends. */
  #run(): void {
    const { name, text, changes } = this.#state;
    const fragment = fragmentOf(this.#state, this.#data.scenarios);
    history.replaceState(null, "", `${location.pathname}${location.search}${fragment}`);
    this.#title.textContent = `Lab: ${name}`;
    this.#chosen.value = name;
    this.#undo.disabled = this.#earlier.length === 0;
    this.#editor.show(text);
    this.#knobs.set(this.#state);
    this.#picture.isBusy = true;
    this.#engine.picture({ text, changes }, (answer) => {
      this.#showProblems("problems" in answer ? answer.problems : []);
      if (!("data" in answer)) {
        this.#picture.isBusy = false;
        return;
      }
      this.#knobs.show(answer.knobs, this.#state);
      this.#picture.show(answer.data);
      this.#say(`${answer.data.subtitle}; ${changesSaid(changes.length)}`);
    });
  }

  #showProblems(problems: readonly LabProblem[]): void {
    const items = problems.map(({ path, message }) =>
      element("li", { text: path === "" ? message : `${path}: ${message}` }),
    );
    this.#problems.replaceChildren(...(items.length > 0 ? [element("ul", {}, ...items)] : []));
  }
}

function changesSaid(count: number): string {
  if (count === 0) return "as it is";
  return count === 1 ? "1 change" : `${count} changes`;
}
