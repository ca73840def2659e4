import type { Timeline } from "../../report-data.ts";
import { dagOf, type GanttFilter, stateOf } from "../charts/index.ts";
import { element } from "./element.ts";

/** The fields that choose task instances: by a part of the name, by DAG, by final state. */
export class GanttFilters {
  readonly root: HTMLElement;
  readonly #text = element("input", { attributes: { type: "search", placeholder: "task, run or DAG" } });
  readonly #dag = element("select");
  readonly #state = element("select");
  readonly #dagLabel = element("label", {}, "DAG ", this.#dag);

  constructor(changed: () => void) {
    const labels = [
      element("label", {}, "Search ", this.#text),
      this.#dagLabel,
      element("label", {}, "State ", this.#state),
    ];
    this.root = element(
      "div",
      { class: "filters", attributes: { role: "group", "aria-label": "Task instances shown" } },
      ...labels,
    );
    for (const field of [this.#text, this.#dag, this.#state]) field.addEventListener("input", changed);
  }

  get wanted(): Pick<GanttFilter, "text" | "dagId" | "state"> {
    return { text: this.#text.value, dagId: chosenIn(this.#dag), state: chosenIn(this.#state) };
  }

  /** Offers the DAGs and states of a timeline. A choice that it has too stays. */
  of(timeline: Timeline): void {
    const all = timeline.rows.tasks.map((_, row) => row);
    const dags = [...new Set(all.map((row) => dagOf(timeline, row)))].sort();
    offer(this.#dag, "all DAGs", dags);
    offer(this.#state, "all states", [...new Set(all.map((row) => stateOf(timeline, row)))].sort());
    this.#dagLabel.hidden = dags.length < 2;
  }
}

/** The name that is chosen; null where all are. */
function chosenIn({ selectedIndex, value }: HTMLSelectElement): string | null {
  return selectedIndex > 0 ? value : null;
}

function offer(field: HTMLSelectElement, all: string, names: readonly string[]): void {
  const chosen = chosenIn(field);
  field.replaceChildren(
    ...[all, ...names].map((name) => element("option", { text: name, attributes: { value: name } })),
  );
  field.selectedIndex = chosen === null ? 0 : Math.max(0, names.indexOf(chosen) + 1);
}
