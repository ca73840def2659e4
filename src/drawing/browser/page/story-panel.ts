import type { Timeline } from "../../report-data.ts";
import { rowLabel } from "../charts/index.ts";
import { element } from "./element.ts";

/** Tells the story of a row in lines. */
export type StoryOf = (row: number) => Promise<readonly string[]>;

/** The most rows that the list has. */
const MOST_LISTED = 500;

/** The story of one task instance: the one that was clicked, or chosen in a list. */
export class StoryPanel {
  readonly root: HTMLElement;
  readonly #choice = element("select");
  readonly #text = element("pre", {
    class: "scroll",
    attributes: { tabindex: "0", role: "region", "aria-label": "Why", "aria-live": "polite", hidden: "" },
  });
  #storyOf: StoryOf = async () => [];
  #row = -1;

  constructor() {
    const label = element("label", {}, "Why did ", this.#choice, " do what it did?");
    this.root = element("div", { class: "story" }, label, this.#text);
    this.#choice.addEventListener("change", () => this.show(Number(this.#choice.value)));
  }

  /** Takes the stories of a simulation. Without `storyOf` they are those in the timeline. */
  of(timeline: Timeline, storyOf: StoryOf | undefined): void {
    const { stories, rows } = timeline;
    this.#storyOf = storyOf ?? (async (row) => stories[row] ?? []);
    const listed = storyOf === undefined ? stories : rows.tasks.slice(0, MOST_LISTED);
    const options = listed.map((_, row) =>
      element("option", { text: rowLabel(timeline, row), attributes: { value: String(row) } }),
    );
    this.#choice.replaceChildren(element("option", { text: "…", attributes: { value: "-1" } }), ...options);
    this.show(-1);
  }

  show(row: number): void {
    this.#row = row;
    this.#choice.value = String(row);
    if (this.#choice.selectedIndex < 0) this.#choice.value = "-1"; // not in the list
    this.#tell([]);
    if (row >= 0) this.#storyOf(row).then((story) => this.#row === row && this.#tell(story));
  }

  #tell(story: readonly string[]): void {
    this.#text.hidden = story.length === 0;
    this.#text.textContent = story.join("\n");
  }
}
