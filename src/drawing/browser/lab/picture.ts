import { getInstanceByDom } from "echarts/core";
import type { StoryWanted } from "../../lab-data.ts";
import type { ReportData, SimulationDrawing } from "../../report-data.ts";
import { endOf } from "../facts.ts";
import { type Surroundings, Turns } from "../page/chart-view.ts";
import { Choices } from "../page/choices.ts";
import { element } from "../page/element.ts";
import { headline } from "../page/headline.ts";
import { verdict } from "../page/landings.ts";
import { SECTIONS } from "../page/sections.ts";
import type { ThemeChoice } from "../page/theme-choice.ts";
import { TimeWindow } from "../page/time-window.ts";

/** The place of a section. */
interface Place {
  readonly make: (typeof SECTIONS)[number];
  readonly root: HTMLElement;
}

/** Asks for the story of a task instance. */
export type AskStory = (which: StoryWanted) => Promise<readonly string[]>;

/**
 * The picture: the report of what happens. A new one takes the place of the last part by part, those first that are seen, and shows the
 * same of it.
 */
export class Picture {
  readonly root = element("main", { attributes: { id: "shown", tabindex: "-1" } });
  readonly #theme: ThemeChoice;
  readonly #askStory: AskStory;
  readonly #forget: () => void;
  readonly #head = element("div");
  readonly #places: readonly Place[] = SECTIONS.map((make) => ({ make, root: element("div") }));
  readonly #choices = new Choices("after");
  #count = 0;
  #turns = new Turns();
  #time = new TimeWindow(1);

  constructor(theme: ThemeChoice, askStory: AskStory) {
    this.#theme = theme;
    this.#askStory = askStory;
    this.#forget = theme.mark();
    this.root.append(this.#head, ...this.#places.map(({ root }) => root));
  }

  set isBusy(busy: boolean) {
    this.root.setAttribute("aria-busy", String(busy));
  }

  /** Draws it. `data-pictures` counts those of which all that is on the screen is drawn; it is busy until all is. */
  show(data: ReportData): void {
    this.#turns.stop();
    this.#forget();
    this.#turns = new Turns();
    this.#time = this.#sameTime(endOf(data));
    this.#head.replaceChildren(...verdict(data), headline(data), this.#time.controls());
    const [shown, others] = this.#bySight();
    const draw = (places: readonly Place[]) => {
      for (const place of places) this.#turns.add(() => this.#fill(place, data));
    };
    draw(shown);
    this.#turns.add(() => this.#seen());
    draw(others);
    this.#turns.add(() => {
      this.isBusy = false;
    });
  }

  #seen(): void {
    this.#count += 1;
    this.root.dataset["pictures"] = String(this.#count);
  }

  /** The places that are on the screen now, and the others. */
  #bySight(): readonly [readonly Place[], readonly Place[]] {
    const isSeen = ({ root }: Place) => {
      const { top, bottom } = root.getBoundingClientRect();
      return bottom >= 0 && top < innerHeight;
    };
    const seen = this.#places.filter(isSeen);
    return [seen, this.#places.filter((place) => !seen.includes(place))];
  }

  /** Puts a new section in the place of the last. */
  #fill({ make, root }: Place, data: ReportData): void {
    const wasOpen = root.querySelector<HTMLDetailsElement>("details")?.open === true;
    for (const canvas of root.querySelectorAll<HTMLElement>(".canvas")) getInstanceByDom(canvas)?.dispose();
    const draws: (() => void)[] = [];
    const surroundings: Surroundings = {
      theme: this.#theme,
      time: this.#time,
      choices: this.#choices,
      turns: { add: (draw) => draws.push(draw) },
      storyOf: (simulation) => this.#storyOf(simulation),
    };
    const made = make(data, surroundings);
    root.replaceChildren(...(made === null ? [] : [made]));
    for (const draw of draws) draw(); // now that it has its width
    const details = root.querySelector("details");
    if (details !== null) details.open = wasOpen;
  }

  /** The part of the time that was shown, where it was a part. */
  #sameTime(until: number): TimeWindow {
    const { from, to, until: last } = this.#time;
    const time = new TimeWindow(until);
    if (from > 0 || to < last) time.show(from, to);
    return time;
  }

  #storyOf({ name, timeline: { names, rows } }: SimulationDrawing) {
    const nameIn = (column: readonly number[], row: number) => names[column[row] ?? -1] ?? "";
    return (row: number) =>
      this.#askStory({
        side: name === "before" ? "before" : "after",
        dagId: nameIn(rows.dags, row),
        runId: nameIn(rows.runs, row),
        taskId: nameIn(rows.tasks, row),
        mapIndex: rows.mapIndexes[row] ?? -1,
      });
  }
}
