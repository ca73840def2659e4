import { getInstanceByDom } from "echarts/core";
import type { StoryWanted } from "../../lab-data.ts";
import type { ReportData, Timeline } from "../../report-data.ts";
import { element } from "../page/element.ts";
import { headline } from "../page/headline.ts";
import { verdict } from "../page/landings.ts";
import { SECTIONS } from "../page/sections.ts";
import type { ThemeChoice } from "../page/theme-choice.ts";
import { TimeWindow } from "../page/time-window.ts";
import { Turns } from "../page/turns.ts";
import { Frames } from "./frames.ts";
import { type Choices, chooseAgain, keepChoices } from "./kept.ts";

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
  readonly #choices: Choices = new Map();
  #frames = new Frames();
  #count = 0;
  #turns = new Turns();
  #time: TimeWindow | undefined;

  constructor(theme: ThemeChoice, askStory: AskStory) {
    this.#theme = theme;
    this.#askStory = askStory;
    this.#forget = theme.mark();
    this.root.append(this.#head, ...this.#places.map(({ root }) => root));
  }

  set isBusy(busy: boolean) {
    this.root.setAttribute("aria-busy", String(busy));
  }

  /** Draws it. `data-pictures` counts those of which all that is on the screen is drawn; it is busy until all is there. */
  show(given: ReportData): void {
    const data = withStories(given);
    this.#frames.stop();
    this.#turns.stop();
    this.#forget();
    this.#frames = new Frames();
    this.#turns = new Turns();
    this.#time = new TimeWindow(data, this.#time);
    this.#head.replaceChildren(...verdict(data), headline(data), this.#time.controls());
    const [shown, others] = this.#bySight();
    for (const place of shown) this.#frames.add(() => this.#fill(place, data, (_, draw) => draw()));
    this.#frames.add(() => this.#seen());
    for (const place of others)
      this.#frames.add(() => this.#fill(place, data, (chart, draw) => this.#turns.add(chart, draw)));
    this.#frames.add(() => {
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

  /** Puts a new section in the place of the last. `draw` draws its charts, or says when. */
  #fill({ make, root }: Place, data: ReportData, draw: (chart: Element, draw: () => void) => void): void {
    const wasOpen = root.querySelector<HTMLDetailsElement>("details")?.open === true;
    keepChoices(root, this.#choices);
    for (const canvas of root.querySelectorAll<HTMLElement>(".canvas")) getInstanceByDom(canvas)?.dispose();
    const turns = this.#turns;
    const waiting = new Map<Element, () => void>();
    let isPlaced = false;
    const made = make(data, {
      theme: this.#theme,
      time: this.#time ?? new TimeWindow(data),
      turns: {
        watch: (chart, resized) => turns.watch(chart, resized),
        add: (chart, act) => (isPlaced ? turns.add(chart, act) : waiting.set(chart, act)),
      },
      stories: (timeline, row) => this.#storyOf(data, timeline, row),
    });
    root.replaceChildren(...(made === null ? [] : [made]));
    chooseAgain(root, this.#choices);
    isPlaced = true; // and has its width
    for (const [chart, act] of waiting) draw(chart, act);
    const details = root.querySelector("details");
    if (details !== null) details.open = wasOpen;
  }

  #storyOf({ simulations }: ReportData, { names, rows }: Timeline, row: number) {
    const nameIn = (column: readonly number[]) => names[column[row] ?? -1] ?? "";
    const isBefore = simulations.length > 1 && simulations[0]?.timeline.rows === rows;
    return this.#askStory({
      side: isBefore ? "before" : "after",
      dagId: nameIn(rows.dags),
      runId: nameIn(rows.runs),
      taskId: nameIn(rows.tasks),
      mapIndex: rows.mapIndexes[row] ?? -1,
    });
  }
}

/** The picture with a story of each task instance, which is asked for when somebody wants it: it is empty until then. */
function withStories(data: ReportData): ReportData {
  const simulations = data.simulations.map(({ timeline, ...simulation }) => ({
    ...simulation,
    timeline: { ...timeline, stories: timeline.rows.tasks.map(() => []) },
  }));
  return { ...data, simulations };
}
