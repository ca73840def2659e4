import type { Timeline } from "../../report-data.ts";
import { fullLabel } from "../charts/index.ts";
import { element } from "./element.ts";

/** Tells the story of a task instance in lines. */
export type StoryOf = (timeline: Timeline, row: number) => Promise<readonly string[]>;

/** The story of one task instance: the one that was clicked, or chosen in a list. */
export class StoryPanel {
  readonly root: HTMLElement;
  readonly #choice = element("select");
  readonly #text = element("pre", {
    class: "scroll",
    attributes: { tabindex: "0", role: "region", "aria-label": "Why", "aria-live": "polite", hidden: "" },
  });
  readonly #storyOf: StoryOf | undefined;
  #timeline: Timeline | undefined;
  #row = -1;

  /** Without `storyOf` the stories are those in the timeline. */
  constructor(storyOf?: StoryOf) {
    this.#storyOf = storyOf;
    const label = element("label", {}, "Why did ", this.#choice, " do what it did?");
    this.root = element("div", { class: "story", attributes: { hidden: "" } }, label, this.#text);
    this.#choice.addEventListener("change", () => this.show(Number(this.#choice.value)));
  }

  /** Offers the stories of some task instances: those whose rows are seen. */
  offer(timeline: Timeline, instances: readonly number[]): void {
    if (this.#timeline !== timeline) this.close();
    this.#timeline = timeline;
    this.root.hidden = this.#storyOf === undefined && timeline.stories.length === 0;
    const told = instances.filter((row) => this.#storyOf !== undefined || timeline.stories[row] !== undefined);
    const options = told.map((row) =>
      element("option", { text: fullLabel(timeline, row), attributes: { value: String(row) } }),
    );
    const chosen = this.#choice.value;
    this.#choice.replaceChildren(element("option", { text: "…", attributes: { value: "-1" } }), ...options);
    this.#choice.value = told.includes(Number(chosen)) ? chosen : "-1";
  }

  show(row: number): void {
    this.#row = row;
    this.#choice.value = String(row);
    if (this.#choice.selectedIndex < 0) this.#choice.value = "-1";
    const timeline = this.#timeline;
    this.#tell(timeline?.stories[row] ?? []);
    if (this.#storyOf === undefined || timeline === undefined || row < 0) return;
    this.#storyOf(timeline, row).then((story) => {
      if (this.#row === row && this.#timeline === timeline) this.#tell(story);
    });
  }

  #tell(story: readonly string[]): void {
    this.#text.hidden = story.length === 0;
    this.#text.textContent = story.join("\n");
  }

  close(): void {
    this.show(-1);
  }
}
