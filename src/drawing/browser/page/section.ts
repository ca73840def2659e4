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

/** The most names that are buttons: more of them are searched for. */
const MOST_BUTTONS = 6;

/** One of several, by radio buttons, or by a field that proposes names where there are many. */
export function choice(label: string, names: readonly string[], chosen: (index: number) => void): HTMLElement {
  if (names.length > MOST_BUTTONS) return searchedChoice(label, names, chosen);
  const group = `choice ${label}`;
  const options = names.map((name, i) => {
    const input = element("input", { attributes: { type: "radio", name: group, value: String(i) } });
    input.checked = i === 0;
    input.addEventListener("change", () => chosen(i));
    return element("label", {}, input, element("span", { text: name }));
  });
  return element("fieldset", { class: "choice" }, element("legend", { text: label }), ...options);
}

function searchedChoice(label: string, names: readonly string[], chosen: (index: number) => void): HTMLElement {
  const list = element("datalist", { attributes: { id: `names ${label}`.replaceAll(" ", "-") } });
  list.append(...names.map((name) => element("option", { attributes: { value: name } })));
  const field = element("input", { attributes: { type: "search", list: list.id, value: names[0] ?? "" } });
  field.addEventListener("input", () => {
    const index = names.indexOf(field.value);
    if (index >= 0) chosen(index);
  });
  // a field that still has a name in it proposes that name only
  field.addEventListener("focus", () => field.select());
  return element(
    "div",
    { class: "choice" },
    element("label", {}, element("span", { text: `${label} (${names.length})` }), field, list),
  );
}
