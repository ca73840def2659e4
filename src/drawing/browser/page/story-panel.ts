import type { Timeline } from "../../report-data.ts";
import { rowLabel } from "../charts/index.ts";
import { element } from "./element.ts";

/** The story of one task instance: the one that was clicked, or chosen in a list. */
export class StoryPanel {
  readonly root: HTMLElement;
  readonly #choice = element("select");
  readonly #text = element("pre", {
    class: "scroll",
    attributes: { tabindex: "0", role: "region", "aria-label": "Why", "aria-live": "polite", hidden: "" },
  });
  #timeline: Timeline;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
    const label = element("label", {}, "Why did ", this.#choice, " do what it did?");
    this.root = element("div", { class: "story" }, label, this.#text);
    this.#choice.addEventListener("change", () => this.show(Number(this.#choice.value)));
    this.of(timeline);
  }

  /** Takes the stories of another simulation. */
  of(timeline: Timeline): void {
    this.#timeline = timeline;
    const options = timeline.stories.map((_, row) =>
      element("option", { text: rowLabel(timeline, row), attributes: { value: String(row) } }),
    );
    this.#choice.replaceChildren(element("option", { text: "…", attributes: { value: "-1" } }), ...options);
    this.show(-1);
  }

  show(row: number): void {
    const story = this.#timeline.stories[row];
    this.#choice.value = story === undefined ? "-1" : String(row);
    this.#text.hidden = story === undefined;
    this.#text.textContent = story?.join("\n") ?? "";
  }
}
