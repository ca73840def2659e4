/**
 * A chart in its place on the page: drawn when it comes near the part that is seen, and again when the theme, its width, the time or
 * what it shows changes.
 * @module
 */
import { type ECharts, init } from "echarts/core";
import type { Seconds } from "../../../kernel/index.ts";
import type { Timeline } from "../../report-data.ts";
import type { ChartOption, Stretch, TimeScale } from "../charts/index.ts";
import { LOOKS, type Look, type PartLook } from "../look.ts";
import { element } from "./element.ts";
import { legendOf } from "./legend.ts";
import type { ThemeChoice } from "./theme-choice.ts";
import type { TimeWindow } from "./time-window.ts";
import type { Turns } from "./turns.ts";

/** The state that all charts of a page share. */
export interface Surroundings {
  readonly theme: ThemeChoice;
  readonly time: TimeWindow;
  readonly turns: Pick<Turns, "add" | "watch">;
  /** Reads the stories that are packed. Undefined where each timeline has its own. */
  readonly stories?: (timeline: Timeline, row: number) => Promise<readonly string[]>;
}

/** The surroundings that a chart is drawn in. */
export interface Frame {
  readonly look: Look;
  readonly width: number;
  readonly scale: TimeScale;
  readonly shown: Stretch;
}

export interface ChartContent {
  /** A description for screen readers. */
  readonly label: string;
  /** In pixels. Drawn less wide, it scrolls. */
  readonly height: (frame: Frame) => number;
  readonly minWidth?: number;
  readonly legend: readonly PartLook[];
  readonly hasTimeAxis: boolean;
  /** The text of the tooltip at an instant. ECharts itself would show the nearest change. */
  readonly tip?: (instant: Seconds, scale: TimeScale) => HTMLElement;
  /** Called with the values of the item that was clicked, or with the name of the label. */
  readonly clicked?: (item: readonly number[] | string) => void;
  /** A line below the chart; empty where there is nothing to say. */
  readonly note?: (frame: Frame) => string;
  readonly option: (frame: Frame) => ChartOption;
}

export class ChartView {
  readonly root: HTMLElement;
  readonly #surroundings: Surroundings;
  readonly #canvas = element("div", { class: "canvas", attributes: { role: "img" } });
  readonly #legend = element("div", { class: "legend" });
  readonly #note = element("p", { class: "note" });
  readonly #tip = element("div", { class: "floating", attributes: { hidden: "" } });
  readonly #holder = element("div", { class: "holder" });
  readonly #hidden = new Set<string>();
  #content: ChartContent;
  #chart: ECharts | undefined;
  #width = 0;
  #isDue = false;

  constructor(surroundings: Surroundings, content: ChartContent) {
    this.#surroundings = surroundings;
    this.#content = content;
    this.#holder.append(this.#canvas, this.#tip);
    this.root = element("div", { class: "chart" }, this.#legend, this.#holder, this.#note);
    surroundings.theme.onChange(() => this.draw());
    surroundings.time.onScale(() => this.#content.hasTimeAxis && this.draw());
    surroundings.time.onChange(() => this.#content.hasTimeAxis && this.#windowChanged());
    this.#laid();
    surroundings.turns.watch(this.root, () => this.#resized());
    this.draw();
  }

  show(content: ChartContent): void {
    this.#content = content;
    this.#laid();
    this.draw();
  }

  /** Draws the chart in the next frame in which it is near the part of the page that is seen. */
  draw(): void {
    this.#isDue = true;
    this.#surroundings.turns.add(this.root, () => this.#draw());
  }

  /** Draws what shows another part of the time. The chart stays what it is, so that a hand may go on dragging it. */
  #windowChanged(): void {
    if (this.#isDue) return;
    this.#surroundings.turns.add(this.root, () => {
      if (this.#isDue || this.#chart === undefined) return this.#draw();
      const frame = this.#lay();
      const { series, yAxis } = this.#content.option(frame);
      const time = { id: "time", ...this.#range(frame) };
      this.#chart.setOption({ series, ...(yAxis && { yAxis }), dataZoom: [time] }, { replaceMerge: ["series"] });
    });
  }

  #resized(): void {
    if (this.root.clientWidth === this.#width) return;
    this.#laid();
    this.draw();
  }

  get #frame(): Frame {
    const { theme, time } = this.#surroundings;
    const width = Math.max(this.#content.minWidth ?? 0, this.#width);
    return { look: LOOKS[theme.theme], width, scale: time.scale, shown: { from: time.from, to: time.to } };
  }

  /** Gives the chart its size and its texts. */
  #lay(): Frame {
    this.#width = this.root.clientWidth;
    const frame = this.#frame;
    const { label, height, note } = this.#content;
    this.#canvas.setAttribute("aria-label", label);
    this.#letScroll(frame.width > this.#width, label);
    this.#canvas.style.height = `${height(frame)}px`;
    this.#canvas.style.width = `${frame.width}px`;
    this.#note.textContent = note?.(frame) ?? "";
    this.#chart?.resize({ width: frame.width, height: height(frame) });
    return frame;
  }

  /** Gives the chart its size, its texts and its legend, whether or not it is drawn yet. */
  #laid(): Frame {
    const frame = this.#lay();
    const { legend } = this.#content;
    const toggle = legend.length > 1 ? (part: PartLook) => this.#toggle(part) : null;
    const held = this.#legend.contains(document.activeElement) ? document.activeElement?.textContent : undefined;
    const keys = legendOf(legend, frame.look, this.#hidden, toggle);
    this.#legend.replaceChildren(...keys);
    keys.find(({ textContent }) => textContent === held)?.focus();
    return frame;
  }

  #draw(): void {
    this.#isDue = false;
    this.#chart ??= this.#init();
    const frame = this.#laid();
    this.#chart.setOption({ ...this.#complete(this.#content.option(frame), frame) }, { notMerge: true });
  }

  #init(): ECharts {
    const chart = init(this.#canvas, null, { width: 1, height: 1 });
    chart.on("datazoom", () => this.#zoomed(chart));
    chart.on("click", ({ value }) => {
      if (Array.isArray(value)) this.#content.clicked?.(value.map(Number));
      else if (typeof value === "string") this.#content.clicked?.(value);
    });
    chart.getZr().on("mousemove", ({ offsetX, offsetY }) => this.#pointed(chart, offsetX, offsetY));
    chart.getZr().on("globalout", () => {
      this.#tip.hidden = true;
    });
    return chart;
  }

  /** Parts that are shown on screens only. */
  #complete(option: ChartOption, frame: Frame): ChartOption {
    const { look } = frame;
    const time = {
      id: "time",
      type: "inside" as const,
      xAxisIndex: "all" as const,
      filterMode: "weakFilter" as const,
      zoomOnMouseWheel: "ctrl" as const,
      moveOnMouseWheel: false,
      preventDefaultMouseMove: false,
      ...this.#range(frame),
    };
    const hidden = [...this.#hidden].map((name) => [name, false] as const);
    return {
      ...option,
      dataZoom: this.#content.hasTimeAxis ? [time] : [],
      legend: { show: false, selected: Object.fromEntries(hidden) },
      tooltip: {
        confine: true,
        backgroundColor: look.background,
        borderColor: look.line,
        textStyle: { color: look.ink },
        ...option.tooltip,
      },
    };
  }

  #range({ scale, shown }: Frame) {
    return { startValue: scale.millis(shown.from), endValue: scale.millis(shown.to) };
  }

  #pointed(chart: ECharts, x: number, y: number): void {
    const { tip } = this.#content;
    const isInside = tip !== undefined && chart.containPixel({ gridIndex: "all" as never }, [x, y]);
    this.#tip.hidden = !isInside;
    if (!isInside) return;
    const { scale } = this.#surroundings.time;
    this.#tip.replaceChildren(tip(scale.seconds(Number(chart.convertFromPixel({ xAxisIndex: 0 }, x))), scale));
    const isLeft = x < this.#canvas.clientWidth / 2;
    this.#tip.style.left = isLeft ? `${x + 16}px` : "";
    this.#tip.style.right = isLeft ? "" : `${this.#canvas.clientWidth - x + 16}px`;
    this.#tip.style.top = `${y + 12}px`;
  }

  /** A chart that is wider than the page scrolls by itself, also by keys. */
  #letScroll(isWide: boolean, label: string): void {
    const given = { role: "region", tabindex: "0", "aria-label": label };
    for (const [name, value] of Object.entries(given))
      if (isWide) this.#holder.setAttribute(name, value);
      else this.#holder.removeAttribute(name);
  }

  #toggle({ label }: PartLook): void {
    if (!this.#hidden.delete(label)) this.#hidden.add(label);
    this.#draw();
  }

  /** Shows the time in all charts to which somebody has dragged this one, or turned the wheel. */
  #zoomed(chart: ECharts): void {
    const { dataZoom = [] } = chart.getOption();
    const [time] = dataZoom as { startValue?: number; endValue?: number }[];
    if (time?.startValue === undefined || time.endValue === undefined) return;
    const { scale } = this.#surroundings.time;
    this.#surroundings.time.show(scale.seconds(time.startValue), scale.seconds(time.endValue));
  }
}
