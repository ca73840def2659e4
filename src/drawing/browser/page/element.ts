/** The children of an element. Texts become text, never markup. */
export interface Given {
  readonly class?: string;
  readonly text?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** A new element with its children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  { class: className, text, attributes = {} }: Given = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== undefined) made.className = className;
  if (text !== undefined) made.textContent = text;
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children);
  return made;
}

/** A button that does something. */
export function button(label: string, { title, ...given }: Given & { readonly title?: string }, act: () => void) {
  const made = element("button", { ...given, text: label, attributes: { type: "button", ...given.attributes } });
  if (title !== undefined) {
    made.title = title;
    made.setAttribute("aria-label", title);
  }
  made.addEventListener("click", act);
  return made;
}

/** A table that scrolls by itself where it is too wide, also by keys. */
export function table(
  label: string,
  head: readonly string[],
  rows: readonly (readonly (string | Node)[])[],
): HTMLElement {
  const headCells = head.map((text, i) =>
    text === "" && i === 0 ? element("td") : element("th", { text, attributes: { scope: "col" } }),
  );
  const bodyRows = rows.map((cells) =>
    element(
      "tr",
      {},
      ...cells.map((cell, i) => {
        const made = i === 0 ? element("th", { attributes: { scope: "row" } }) : element("td");
        made.append(cell);
        return made;
      }),
    ),
  );
  return element(
    "div",
    { class: "scroll", attributes: { role: "region", tabindex: "0", "aria-label": label } },
    element("table", {}, element("thead", {}, element("tr", {}, ...headCells)), element("tbody", {}, ...bodyRows)),
  );
}
