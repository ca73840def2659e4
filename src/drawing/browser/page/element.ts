import type { SortableText } from "../../report-data.ts";

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

/** A cell of a table: a text, an element, or a text with the value that rows are sorted by. */
export type Cell = string | Node | SortableText;

/** A table that scrolls sideways by itself where it is too wide, also by keys. A click on a head sorts its rows. */
export function table(label: string, head: readonly string[], rows: readonly (readonly Cell[])[]): HTMLElement {
  const body = element("tbody");
  let sorted: { readonly column: number; readonly isDown: boolean } | undefined;
  const heads = head.map((text, i) =>
    text === "" && i === 0 ? element("td") : element("th", { attributes: { scope: "col" } }),
  );
  const fill = () => body.replaceChildren(...inOrder(rows, sorted).map(bodyRow));
  for (const [column, made] of heads.entries()) {
    if (made.localName === "td") continue;
    const sort = () => {
      sorted = { column, isDown: sorted?.column === column ? !sorted.isDown : column > 0 };
      for (const [i, other] of heads.entries()) if (i !== column) other.removeAttribute("aria-sort");
      made.setAttribute("aria-sort", sorted.isDown ? "descending" : "ascending");
      fill();
    };
    made.append(button(head[column] ?? "", { class: "sort" }, sort));
  }
  fill();
  return element(
    "div",
    { class: "scroll", attributes: { role: "region", tabindex: "0", "aria-label": label } },
    element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body),
  );
}

function bodyRow(cells: readonly Cell[]): HTMLElement {
  return element(
    "tr",
    {},
    ...cells.map((cell, i) => {
      const made = i === 0 ? element("th", { attributes: { scope: "row" } }) : element("td");
      made.append(isSortable(cell) ? cell.text : cell);
      return made;
    }),
  );
}

function isSortable(cell: Cell): cell is SortableText {
  return typeof cell !== "string" && !(cell instanceof Node);
}

function inOrder(
  rows: readonly (readonly Cell[])[],
  sorted: { readonly column: number; readonly isDown: boolean } | undefined,
): readonly (readonly Cell[])[] {
  if (sorted === undefined) return rows;
  const { column, isDown } = sorted;
  const by = (a: readonly Cell[], b: readonly Cell[]) => compared(a[column] ?? "", b[column] ?? "");
  return [...rows].sort((a, b) => (isDown ? by(b, a) : by(a, b)));
}

/** Compares by value, then by the number that a text begins with, then as texts. A cell without a value is the least. */
function compared(a: Cell, b: Cell): number {
  const [one, other] = [sortValue(a), sortValue(b)];
  if (one !== null && other !== null) return one - other;
  if (one !== other) return one === null ? -1 : 1;
  return textOf(a).localeCompare(textOf(b), "en");
}

function textOf(cell: Cell): string {
  return typeof cell === "string" ? cell : isSortable(cell) ? cell.text : (cell.textContent ?? "");
}

/** The seconds of a duration in words, or the number that a text is. */
function sortValue(cell: Cell): number | null {
  if (isSortable(cell)) return cell.value;
  const text = textOf(cell).trim().replaceAll(",", "");
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?) (d|h|min|s)\b/g)];
  if (parts.length > 0)
    return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ""] ?? 0), 0);
  const [number] = /^[+-]?\d+(?:\.\d+)?/.exec(text) ?? [];
  return number === undefined ? null : Number(number);
}

const UNITS: Readonly<Record<string, number>> = { d: 86_400, h: 3600, min: 60, s: 1 };
