import type { Timeline } from "../../report-data.ts";
import { fullLabel } from "../charts/index.ts";
import type { Surroundings } from "./chart-view.ts";
import { element } from "./element.ts";

/** The story of one task instance: the one that was clicked, or chosen in a list. */
export class StoryPanel {
  readonly root: HTMLElement;
  readonly #choice = element("select");
  readonly #text = element("pre", {
    class: "scroll",
    attributes: { tabindex: "0", role: "region", "aria-label": "Why", "aria-live": "polite", hidden: "" },
  });
  readonly #read: Surroundings["stories"];
  #timeline: Timeline | undefined;
  #row = -1;

  constructor({ stories }: Surroundings) {
    this.#read = stories;
    const label = element("label", {}, "Why did ", this.#choice, " do what it did?");
    this.root = element("div", { class: "story", attributes: { hidden: "" } }, label, this.#text);
    this.#choice.addEventListener("change", () => this.show(Number(this.#choice.value)));
  }

  /** Offers the stories of some task instances: those whose rows are seen. */
  offer(timeline: Timeline, instances: readonly number[]): void {
    if (this.#timeline !== timeline) this.close();
    this.#timeline = timeline;
    this.root.hidden = timeline.stories.length === 0;
    const told = instances.filter((row) => timeline.stories[row] !== undefined);
    const options = told.map((row) =>
      element("option", { text: fullLabel(timeline, row), attributes: { value: String(row) } }),
    );
    const chosen = this.#choice.value;
    this.#choice.replaceChildren(element("option", { text: "…", attributes: { value: "-1" } }), ...options);
    this.#choice.value = told.includes(Number(chosen)) ? chosen : "-1";
  }

  show(row: number): void {
    const story = this.#timeline?.stories[row];
    this.#row = row;
    this.#choice.value = String(row);
    if (this.#choice.selectedIndex < 0) this.#choice.value = "-1";
    this.#text.hidden = story === undefined;
    this.#text.textContent = story?.join("\n") ?? "";
    if (story?.length === 0 && this.#timeline !== undefined) void this.#unpack(this.#timeline, row);
  }

  /** Shows a story that is packed, unless another is wanted meanwhile. */
  async #unpack(timeline: Timeline, row: number): Promise<void> {
    const lines = (await this.#read?.(timeline, row)) ?? [];
    if (this.#timeline === timeline && this.#row === row) this.#text.textContent = lines.join("\n");
  }

  close(): void {
    this.show(-1);
  }
}
