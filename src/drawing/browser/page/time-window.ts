import type { Seconds } from "../../../kernel/index.ts";
import type { ReportData } from "../../report-data.ts";
import type { TimeScale } from "../charts/index.ts";
import { endOf, scalesOf } from "../facts.ts";
import { button, element } from "./element.ts";

/** No window is shorter than this part of the whole. */
const SHORTEST = 1e-5;

/** The part of the time that all charts with a time axis show, and how they write instants. */
export class TimeWindow {
  readonly until: Seconds;
  readonly #listeners: (() => void)[] = [];
  readonly #scaleListeners: (() => void)[] = [];
  #from: Seconds = 0;
  #to: Seconds;
  #scales: readonly [TimeScale, TimeScale];

  /** `earlier` is the window of a report that this one takes the place of: the same part of the time is shown, the same way. */
  constructor(data: ReportData, earlier?: TimeWindow) {
    this.until = endOf(data);
    this.#to = this.until;
    const [first, second] = scalesOf(data);
    this.#scales = earlier?.scale.name === second.name ? [second, first] : [first, second];
    if (earlier !== undefined && (earlier.from > 0 || earlier.to < earlier.until)) this.show(earlier.from, earlier.to);
  }

  get from(): Seconds {
    return this.#from;
  }

  get to(): Seconds {
    return this.#to;
  }

  get scale(): TimeScale {
    return this.#scales[0];
  }

  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Told when instants are to be written the other way. */
  onScale(listener: () => void): void {
    this.#scaleListeners.push(listener);
  }

  /** Shows from one instant to another, or as much of that as there is. */
  show(from: Seconds, to: Seconds): void {
    const length = Math.min(this.until, Math.max(to - from, this.until * SHORTEST));
    const start = Math.min(Math.max(0, from), this.until - length);
    if (start === this.#from && start + length === this.#to) return;
    this.#from = start;
    this.#to = start + length;
    for (const listener of this.#listeners) listener();
  }

  /** Zooms about the middle: `factor` is how much longer the window gets. */
  zoom(factor: number): void {
    const [middle, half] = [(this.#from + this.#to) / 2, ((this.#to - this.#from) / 2) * factor];
    this.show(middle - half, middle + half);
  }

  /** Moves by a part of the window's length. */
  move(part: number): void {
    const by = (this.#to - this.#from) * part;
    this.show(this.#from + by, this.#to + by);
  }

  controls(): HTMLElement {
    const shown = element("output", { class: "window" });
    const say = () => {
      const [from, to] = [this.#from, this.#to].map((at) => this.scale.instant(Math.round(at)));
      shown.textContent = `${from} to ${to}`;
    };
    say();
    this.onChange(say);
    this.onScale(say);
    return element(
      "div",
      { class: "time-controls", attributes: { role: "region", "aria-label": "Time shown in all charts over time" } },
      button("+", { title: "Zoom in" }, () => this.zoom(0.5)),
      button("−", { title: "Zoom out" }, () => this.zoom(2)),
      button("←", { title: "Earlier" }, () => this.move(-0.5)),
      button("→", { title: "Later" }, () => this.move(0.5)),
      button("All", { title: "All of the time" }, () => this.show(0, this.until)),
      this.#scaleSwitch(),
      shown,
    );
  }

  /** The button that writes instants the other way, and says which way that is. */
  #scaleSwitch(): HTMLElement {
    const label = () => this.#scales[1].name;
    const made = button(label(), {}, () => {
      this.#scales = [this.#scales[1], this.#scales[0]];
      made.textContent = label();
      for (const listener of this.#scaleListeners) listener();
    });
    return made;
  }
}
