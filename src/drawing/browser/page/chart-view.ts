/**
 * A chart in its place on the page: drawn when its turn comes, and again when the theme, its width or what it shows changes.
 * @module
 */
import { type ECharts, init } from "echarts/core";
import type { Seconds } from "../../../kernel/index.ts";
import type { SimulationDrawing } from "../../report-data.ts";
import { axisMillis, type ChartOption } from "../charts/index.ts";
import { LOOKS, type Look, type PartLook } from "../look.ts";
import type { Choices } from "./choices.ts";
import { element } from "./element.ts";
import { legendOf } from "./legend.ts";
import type { StoryOf } from "./story-panel.ts";
import type { ThemeChoice } from "./theme-choice.ts";
import type { TimeWindow } from "./time-window.ts";

/** The state that all charts of a page share. */
export interface Surroundings {
  readonly theme: ThemeChoice;
  readonly time: TimeWindow;
  readonly turns: Pick<Turns, "add">;
  readonly choices: Choices;
  /** Tells the stories of a simulation, where they are not in its timeline. */
  readonly storyOf?: (simulation: SimulationDrawing) => StoryOf;
}

/** Draws one chart after another, each in a frame of its own, so that the first is soon to be seen. */
export class Turns {
  readonly #waiting: (() => void)[] = [];

  add(draw: () => void): void {
    this.#waiting.push(draw);
    if (this.#waiting.length === 1) requestAnimationFrame(() => this.#next());
  }

  /** Draws nothing more: the charts are replaced. */
  stop(): void {
    this.#waiting.length = 0;
  }

  #next(): void {
    this.#waiting[0]?.();
    this.#waiting.shift();
    if (this.#waiting.length > 0) requestAnimationFrame(() => this.#next());
  }
}

export interface ChartContent {
  /** A description for screen readers. */
  readonly label: string;
  /** In pixels. Drawn less wide, it scrolls. */
  readonly height: (width: number) => number;
  readonly minWidth?: number;
  readonly legend: readonly PartLook[];
  readonly hasTimeAxis: boolean;
  /** The text of the tooltip at an instant. ECharts itself would show the nearest change. */
  readonly tip?: (instant: Seconds) => HTMLElement;
  /** Called with the values of the item that was clicked. */
  readonly clicked?: (values: readonly number[]) => void;
  /** Where it shows some of its rows at a time: how many of how many. */
  readonly rows?: { readonly shown: number; readonly count: number };
  readonly option: (look: Look, width: number, firstRow: number) => ChartOption;
}

export class ChartView {
  readonly root: HTMLElement;
  readonly #surroundings: Surroundings;
  readonly #canvas = element("div", { class: "canvas", attributes: { role: "img" } });
  readonly #legend = element("div", { class: "legend" });
  readonly #tip = element("div", { class: "floating", attributes: { hidden: "" } });
  readonly #hidden = new Set<string>();
  #content: ChartContent;
  #firstRow = 0;
  #chart: ECharts | undefined;
  #width = 0;

  constructor(surroundings: Surroundings, content: ChartContent) {
    this.#surroundings = surroundings;
    this.#content = content;
    const holder = element("div", { class: "holder" }, this.#canvas, this.#tip);
    this.root = element("div", { class: "chart" }, this.#legend, holder);
    surroundings.theme.onChange(() => this.#draw());
    surroundings.time.onChange(() => this.#zoom());
    surroundings.turns.add(() => {
      this.#draw();
      new ResizeObserver(() => this.#resized()).observe(this.root);
    });
  }

  show(content: ChartContent): void {
    this.#content = content;
    this.#firstRow = 0;
    if (this.#chart !== undefined) this.#draw(); // else its turn is still to come
  }

  /** Shows the rows before or after those that are seen: `by` is how many screens full of them. */
  moveRows(by: number): void {
    const { shown, count } = this.#content.rows ?? { shown: 0, count: 0 };
    this.#firstRow = Math.max(0, Math.min(count - shown, this.#firstRow + by * shown));
    this.#draw();
  }

  #resized(): void {
    if (this.root.clientWidth !== this.#width) this.#draw();
  }

  #draw(): void {
    const { label, minWidth = 0, legend } = this.#content;
    this.#width = this.root.clientWidth;
    const width = Math.max(minWidth, this.#width);
    const height = this.#content.height(width);
    this.#canvas.setAttribute("aria-label", label);
    this.#canvas.style.height = `${height}px`;
    this.#canvas.style.width = `${width}px`;
    this.#chart ??= this.#init();
    this.#chart.resize({ width, height });
    const look = LOOKS[this.#surroundings.theme.theme];
    this.#chart.setOption(
      { ...this.#complete(this.#content.option(look, width, this.#firstRow), look) },
      { notMerge: true },
    );
    this.#zoom();
    const isOptional = legend.length > 1;
    this.#legend.replaceChildren(
      ...legendOf(legend, look, this.#hidden, isOptional ? (part) => this.#toggle(part) : null),
    );
  }

  #init(): ECharts {
    const chart = init(this.#canvas);
    chart.on("datazoom", () => this.#zoomed());
    chart.on("click", ({ value }) => {
      if (Array.isArray(value)) this.#content.clicked?.(value.map(Number));
    });
    chart.getZr().on("mousemove", ({ offsetX, offsetY }) => this.#pointed(chart, offsetX, offsetY));
    chart.getZr().on("globalout", () => {
      this.#tip.hidden = true;
    });
    return chart;
  }

  /** Parts that are shown on screens only. */
  #complete(option: ChartOption, look: Look): ChartOption {
    const zooms = [option.dataZoom ?? []].flat();
    const time = {
      id: "time",
      type: "inside" as const,
      xAxisIndex: "all" as const,
      filterMode: "weakFilter" as const,
      zoomOnMouseWheel: "ctrl" as const,
      moveOnMouseWheel: false,
      preventDefaultMouseMove: false,
    };
    const hidden = [...this.#hidden].map((name) => [name, false] as const);
    return {
      ...option,
      dataZoom: this.#content.hasTimeAxis ? [time, ...zooms] : zooms,
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

  #pointed(chart: ECharts, x: number, y: number): void {
    const { tip } = this.#content;
    const isInside = tip !== undefined && chart.containPixel({ gridIndex: "all" as never }, [x, y]);
    this.#tip.hidden = !isInside;
    if (!isInside) return;
    const millis = Number(chart.convertFromPixel({ xAxisIndex: 0 }, x));
    this.#tip.replaceChildren(tip(millis / 1000));
    const isLeft = x < this.#canvas.clientWidth / 2;
    this.#tip.style.left = isLeft ? `${x + 16}px` : "";
    this.#tip.style.right = isLeft ? "" : `${this.#canvas.clientWidth - x + 16}px`;
    this.#tip.style.top = `${y + 12}px`;
  }

  #toggle({ label }: PartLook): void {
    if (!this.#hidden.delete(label)) this.#hidden.add(label);
    this.#draw();
    const keys = [...this.#legend.querySelectorAll("button")]; // made anew
    keys.find(({ textContent }) => textContent === label)?.focus();
  }

  /** The window has changed. */
  #zoom(): void {
    if (this.#chart === undefined || !this.#content.hasTimeAxis) return;
    const { from, to } = this.#surroundings.time;
    const [shownFrom, shownTo] = this.#shown("time") ?? [];
    if (shownFrom === axisMillis(from) && shownTo === axisMillis(to)) return;
    const range = { startValue: axisMillis(from), endValue: axisMillis(to) };
    this.#chart.dispatchAction({ type: "dataZoom", dataZoomId: "time", ...range }, { silent: true, flush: true });
  }

  /** Somebody has dragged or turned the wheel. */
  #zoomed(): void {
    const [from, to] = this.#shown("time") ?? [];
    if (from !== undefined && to !== undefined) this.#surroundings.time.show(from / 1000, to / 1000);
    this.#firstRow = this.#shown("rows")?.[0] ?? this.#firstRow;
  }

  /** From where to where one of the chart's windows is. */
  #shown(window: "time" | "rows"): [number, number] | undefined {
    const { dataZoom = [] } = this.#chart?.getOption() ?? {};
    const zooms = dataZoom as { id?: string; startValue?: number; endValue?: number }[];
    const { startValue, endValue } = zooms.find(({ id }) => id === window) ?? {};
    return startValue === undefined || endValue === undefined ? undefined : [startValue, endValue];
  }
}
