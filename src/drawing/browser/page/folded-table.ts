import { element } from "./element.ts";

/** The contents of a chart as a table, which is made when it is unfolded. */
export class FoldedTable {
  readonly root: HTMLDetailsElement;
  #make: () => Node;
  #isMade = false;

  constructor(make: () => Node, summary = "As a table") {
    this.#make = make;
    this.root = element("details", { class: "as-table" }, element("summary", { text: summary }));
    this.root.addEventListener("toggle", () => this.#show());
  }

  /** Shows another table from now on. */
  show(make: () => Node): void {
    this.#make = make;
    this.#isMade = false;
    this.#show();
  }

  #show(): void {
    if (!this.root.open || this.#isMade) return;
    this.#isMade = true;
    this.root.replaceChildren(...[...this.root.children].slice(0, 1), this.#make());
  }
}
