import { getInstanceByDom } from "echarts/core";
import type { LabAnswer, LabData } from "../../lab-data.ts";
import type { ReportData } from "../../report-data.ts";
import { button, element } from "../page/element.ts";
import { headline } from "../page/headline.ts";
import { verdict } from "../page/landings.ts";
import { sectionsOf } from "../page/sections.ts";
import { ThemeChoice } from "../page/theme-choice.ts";
import { TimeWindow } from "../page/time-window.ts";
import { Turns } from "../page/turns.ts";
import { Engine } from "./engine.ts";
import { KnobPanel } from "./knob-panel.ts";
import { fragmentOf, type State, stateOf, turn } from "./state.ts";

/** The picture of a state, without problems. */
type Shown = Extract<LabAnswer, { readonly data: unknown }>;

/** The page: its state, what is shown of it, and what may be done. */
export class Lab {
  readonly #data: LabData;
  readonly #engine: Engine;
  readonly #theme = new ThemeChoice();
  readonly #knobs = new KnobPanel((path, value) => this.#change(turn(this.#state, path, value)));
  readonly #main = element("main", { attributes: { id: "shown", tabindex: "-1" } });
  readonly #problems = element("div", { class: "problems", attributes: { role: "alert" } });
  readonly #said = element("p", { class: "intro", attributes: { role: "status" } });
  readonly #text = element("textarea", { attributes: { spellcheck: "false", "aria-label": "Scenario (JSON)" } });
  readonly #undo = button("Undo", {}, () => this.#back());
  readonly #earlier: State[] = [];
  #state: State;
  #shown: Shown | undefined;
  #turns = new Turns();
  /** The address of the file that was saved last. */
  #saved = "";
  #forget: () => void = () => {};

  constructor(data: LabData, source: string) {
    this.#data = data;
    this.#engine = new Engine(source);
    this.#state = stateOf(location.hash, data.text) ?? { text: data.text, changes: [] };
  }

  open(): void {
    const { title, airlapse } = this.#data;
    const top = element(
      "header",
      { class: "top" },
      element("div", { class: "titles" }, element("h1", { text: `Lab: ${title}` }), this.#said),
      this.#theme.control(),
    );
    const aside = element(
      "aside",
      { class: "knobs", attributes: { "aria-label": "Knobs", tabindex: "0" } },
      this.#toolbar(),
      this.#knobs.root,
    );
    const editor = element("section", { attributes: { "aria-label": "Scenario" } }, this.#editor());
    const right = element("div", {}, this.#problems, this.#main, editor);
    document.body.replaceChildren(
      element("a", { class: "skip", text: "Skip to the figures", attributes: { href: "#shown" } }),
      top,
      element("div", { class: "lab" }, aside, right),
      element("footer", {}, element("p", { text: `Made by airlapse ${airlapse}. It runs in this page, offline.` })),
    );
    this.#forget = this.#theme.mark();
    addEventListener("hashchange", () => {
      const state = stateOf(location.hash, this.#data.text);
      if (state !== undefined && JSON.stringify(state) !== JSON.stringify(this.#state)) this.#change(state);
    });
    this.#run();
  }

  #toolbar(): HTMLElement {
    const save = (label: string, content: () => string | undefined, ending: string) =>
      button(label, {}, () => this.#save(content(), ending));
    return element(
      "div",
      { class: "toolbar", attributes: { role: "group", "aria-label": "Changes" } },
      this.#undo,
      button("Reset", {}, () => this.#change({ text: this.#data.text, changes: [] })),
      button("Copy link", {}, () => {
        navigator.clipboard?.writeText(location.href).then(
          () => this.#say("The link to these changes is copied."),
          () => this.#say("The address of this page is the link to these changes."),
        );
      }),
      save("Save scenario", () => this.#shown?.scenario, "json"),
      save("Save figures", () => this.#shown?.figures, "figures.json"),
      button("Save trace", {}, () =>
        this.#engine.ask({ ...this.#state, want: "trace" }, (answer) => {
          if ("trace" in answer) this.#save(answer.trace, "trace.json");
        }),
      ),
    );
  }

  #editor(): HTMLElement {
    return element(
      "details",
      { class: "editor part" },
      element("summary", { text: "Edit the scenario" }),
      this.#text,
      button("Run it", {}, () => this.#change({ ...this.#state, text: this.#text.value })),
    );
  }

  #say(text: string): void {
    this.#said.textContent = text;
  }

  #save(content: string | undefined, ending: string): void {
    if (content === undefined) return;
    URL.revokeObjectURL(this.#saved);
    const address = URL.createObjectURL(new Blob([content], { type: "application/json" }));
    const name = this.#data.title.replaceAll(/[^\w.-]+/g, "-");
    element("a", { attributes: { href: address, download: `${name}.${ending}` } }).click();
    this.#saved = address;
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
    const { text, changes } = this.#state;
    history.replaceState(null, "", `${location.pathname}${location.search}${fragmentOf(this.#state, this.#data.text)}`);
    this.#undo.disabled = this.#earlier.length === 0;
    this.#text.value = text;
    this.#knobs.set(this.#state);
    this.#main.setAttribute("aria-busy", "true");
    this.#engine.ask({ text, changes }, (answer) => {
      this.#main.setAttribute("aria-busy", "false");
      this.#problems.replaceChildren(...("problems" in answer ? [listOf(answer.problems)] : []));
      if (!("data" in answer)) return;
      this.#shown = answer;
      this.#knobs.show(answer.knobs, this.#state);
      this.#draw(answer.data);
      const turned =
        changes.length === 0 ? "as it is" : changes.length === 1 ? "1 change" : `${changes.length} changes`;
      this.#say(`${answer.data.subtitle}; ${turned}`);
    });
  }

  #draw(data: ReportData): void {
    this.#turns.stop();
    this.#forget();
    for (const canvas of this.#main.querySelectorAll<HTMLElement>(".canvas")) getInstanceByDom(canvas)?.dispose();
    this.#turns = new Turns();
    const surroundings = { theme: this.#theme, time: new TimeWindow(data), turns: this.#turns };
    const height = this.#main.offsetHeight;
    this.#main.style.minHeight = `${height}px`; // so that the page does not jump meanwhile
    this.#main.replaceChildren(
      ...verdict(data),
      headline(data),
      surroundings.time.controls(),
      ...sectionsOf(data, surroundings),
    );
    requestAnimationFrame(() => {
      this.#main.style.minHeight = "";
    });
  }
}

function listOf(problems: readonly string[]): HTMLElement {
  return element("ul", {}, ...problems.map((problem) => element("li", { text: problem })));
}
