import type { Choices } from "./choices.ts";
import { element } from "./element.ts";

/** The parts of a section. */
export interface SectionParts {
  /** The fragment of the page's address that leads to it. */
  readonly id: string;
  readonly title: string;
  /** A description in a sentence or two. */
  readonly intro: string;
}

export function section({ id, title, intro }: SectionParts, ...children: readonly Node[]): HTMLElement {
  return element(
    "section",
    { class: "part", attributes: { id, "aria-labelledby": `${id}-title` } },
    element("h2", { text: title, attributes: { id: `${id}-title` } }),
    element("p", { class: "intro", text: intro }),
    ...children,
  );
}

/** The contents of a chart as a table, folded. */
export class TableFold {
  readonly root = element("details", { class: "as-table" }, element("summary", { text: "As a table" }));
  #make: () => Node;
  #made: Node | undefined;

  constructor(make: () => Node) {
    this.#make = make;
    this.root.addEventListener("toggle", () => this.#show());
  }

  /** Shows another table in place of it. */
  replace(make: () => Node): void {
    this.#make = make;
    this.#made?.parentNode?.removeChild(this.#made);
    this.#made = undefined;
    this.#show();
  }

  /** A table is made when somebody looks at it. */
  #show(): void {
    if (!this.root.open || this.#made !== undefined) return;
    this.#made = this.#make();
    this.root.append(this.#made);
  }
}

/** The most names that are buttons: more of them are searched for. */
const MOST_BUTTONS = 6;

/** One of several, by radio buttons, or by a field that proposes names where there are many. It begins where `choices` says. */
export function choice(
  label: string,
  names: readonly string[],
  choices: Choices,
  chosen: (index: number) => void,
): HTMLElement {
  const start = choices.start(label, names);
  const choose = (index: number) => {
    choices.make(label, names[index] ?? "");
    chosen(index);
  };
  if (names.length > MOST_BUTTONS) return searchedChoice(label, names, start, choose);
  const group = `choice ${label}`;
  const options = names.map((name, i) => {
    const input = element("input", { attributes: { type: "radio", name: group, value: String(i) } });
    input.checked = i === start;
    input.addEventListener("change", () => choose(i));
    return element("label", {}, input, element("span", { text: name }));
  });
  return element("fieldset", { class: "choice" }, element("legend", { text: label }), ...options);
}

function searchedChoice(
  label: string,
  names: readonly string[],
  start: number,
  choose: (index: number) => void,
): HTMLElement {
  const list = element("datalist", { attributes: { id: `names ${label}`.replaceAll(" ", "-") } });
  list.append(...names.map((name) => element("option", { attributes: { value: name } })));
  const field = element("input", { attributes: { type: "search", list: list.id, value: names[start] ?? "" } });
  field.addEventListener("input", () => {
    const index = names.indexOf(field.value);
    if (index >= 0) choose(index);
  });
  // a field that still has a name in it proposes that name only
  field.addEventListener("focus", () => field.select());
  return element(
    "div",
    { class: "choice" },
    element("label", {}, element("span", { text: `${label} (${names.length})` }), field, list),
  );
}
