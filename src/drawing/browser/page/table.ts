/**
 * Tables that are sorted by a click on a head. Of many rows the first are shown, until somebody asks for all of them. On a narrow
 * screen each row is a block, in which each figure has its head above it, and a choice above them says what they are sorted by.
 * @module
 */
import type { SortableText } from "../../report-data.ts";
import { figure } from "../../text.ts";
import { button, element } from "./element.ts";

/** A cell of a table: a text, an element, or a text with the value that rows are sorted by. */
export type Cell = string | Node | SortableText;

type Row = readonly Cell[];

/** Columns below one head. */
export interface ColumnGroup {
  readonly label: string;
  readonly columns: number;
}

/** The rows that a long table shows at first, and on a narrow screen. */
const [FIRST_ROWS, FIRST_ROWS_NARROW] = [25, 8];
/** As in the style sheet: narrower than that, rows are blocks. */
export const NARROW = "(max-width: 40rem)";

/** A table that scrolls sideways by itself where it is too wide, also by keys. `groups` are heads above the heads. */
export function table(
  label: string,
  head: readonly string[],
  rows: readonly Row[],
  groups: readonly ColumnGroup[] = [],
): HTMLElement {
  const body = element("tbody");
  const order = new Order();
  const first = matchMedia(NARROW).matches ? FIRST_ROWS_NARROW : FIRST_ROWS;
  let areAll = rows.length <= first * 1.2;
  const more = button(`All ${figure(rows.length)} rows`, { class: "more" }, () => {
    areAll = true;
    fill();
  });
  const captions = captionsOf(head, groups);
  const fill = () => {
    const shown = order.applied(rows).slice(0, areAll ? rows.length : first);
    body.replaceChildren(...shown.map((cells) => bodyRow(cells, captions)));
    more.hidden = areAll;
  };
  const heads = head.map((text, column) => headCell(text, column, order, fill));
  const choice = sortChoice(label, fullNames(head, groups), order, fill);
  order.onChange(() => {
    order.mark(heads);
    choice.show();
  });
  fill();
  const made = element("table", {}, element("thead", {}, ...aboveHeads(groups), element("tr", {}, ...heads)), body);
  if (groups.length > 0) made.style.setProperty("--columns", String(groups[0]?.columns ?? 1));
  return element(
    "div",
    { class: "table" },
    ...(rows.length > 1 ? [choice.made] : []),
    element("div", { class: "scroll", attributes: { role: "region", tabindex: "0", "aria-label": label } }, made),
    more,
  );
}

function aboveHeads(groups: readonly ColumnGroup[]): HTMLElement[] {
  const cells = groups.map(({ label, columns }) =>
    element("th", { text: label, attributes: { scope: "colgroup", colspan: String(columns) } }),
  );
  return groups.length === 0 ? [] : [element("tr", {}, element("td"), ...cells)];
}

/** The texts above the figures of a block: the head, the first of a group after the head of the group. */
function captionsOf(head: readonly string[], groups: readonly ColumnGroup[]): string[] {
  const names = groups.flatMap(({ label, columns }) => Array.from({ length: columns }, () => label));
  return head.map((text, i) => (i > 0 && names[i - 1] !== names[i - 2] ? `${names[i - 1]}: ${text}` : text));
}

/** The heads with those of their groups. */
function fullNames(head: readonly string[], groups: readonly ColumnGroup[]): string[] {
  const names = groups.flatMap(({ label, columns }) => Array.from({ length: columns }, () => label));
  return head.map((text, i) => (names[i - 1] === undefined ? text || "name" : `${names[i - 1]}: ${text}`));
}

function headCell(text: string, column: number, order: Order, changed: () => void): HTMLElement {
  if (text === "" && column === 0) return element("td");
  const sort = () => {
    order.sortBy(column);
    changed();
  };
  return element("th", { attributes: { scope: "col" } }, button(text, { class: "sort" }, sort));
}

/** The choice of the column that rows are sorted by, where heads are not shown. */
function sortChoice(label: string, names: readonly string[], order: Order, changed: () => void) {
  const options = names.map((text, column) => element("option", { text, attributes: { value: String(column) } }));
  const unsorted = element("option", { text: "as they come", attributes: { value: "" } });
  const select = element("select", { attributes: { "aria-label": `Sort ${label} by` } }, unsorted, ...options);
  const turn = button("Other way round", {}, () => {
    if (order.column === undefined) return;
    order.sortBy(order.column);
    changed();
  });
  const show = () => {
    select.value = String(order.column ?? "");
    turn.disabled = order.column === undefined;
  };
  select.addEventListener("change", () => {
    if (select.value === "") order.unsorted();
    else order.sortBy(Number(select.value));
    changed();
  });
  show();
  return { made: element("div", { class: "sort-by" }, "Sorted by ", select, turn), show };
}

function bodyRow(cells: Row, captions: readonly string[]): HTMLElement {
  return element(
    "tr",
    {},
    ...cells.map((cell, i) => {
      const made = i === 0 ? element("th", { attributes: { scope: "row" } }) : element("td");
      if (i > 0) made.dataset["head"] = captions[i] ?? "";
      made.append(isSortable(cell) ? cell.text : cell);
      return made;
    }),
  );
}

/** The order of rows: as they come, until a column is chosen. */
class Order {
  #sorted: { readonly column: number; readonly isDown: boolean } | undefined;
  #changed = () => {};

  onChange(changed: () => void): void {
    this.#changed = changed;
  }

  /** The column that rows are sorted by. */
  get column(): number | undefined {
    return this.#sorted?.column;
  }

  unsorted(): void {
    this.#sorted = undefined;
    this.#changed();
  }

  /** Sorts by a column: figures with the largest first, then the other way. */
  sortBy(column: number): void {
    const { column: last, isDown } = this.#sorted ?? {};
    this.#sorted = { column, isDown: last === column ? isDown !== true : column > 0 };
    this.#changed();
  }

  /** Says at the heads which one the rows are sorted by. */
  mark(heads: readonly HTMLElement[]): void {
    for (const [i, head] of heads.entries()) {
      if (i !== this.#sorted?.column) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", this.#sorted.isDown ? "descending" : "ascending");
    }
  }

  applied(rows: readonly Row[]): readonly Row[] {
    if (this.#sorted === undefined) return rows;
    const { column, isDown } = this.#sorted;
    const by = (a: Row, b: Row) => compared(a[column] ?? "", b[column] ?? "");
    return [...rows].sort((a, b) => (isDown ? by(b, a) : by(a, b)));
  }
}

function isSortable(cell: Cell): cell is SortableText {
  return typeof cell !== "string" && !(cell instanceof Node);
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
