/**
 * The Gantt chart of a simulation with its filters, its pages of rows, and the story of the task instance that was chosen.
 * @module
 */
import type { Seconds } from "../../../kernel/index.ts";
import type { SimulationDrawing } from "../../report-data.ts";
import { duration, figure } from "../../text.ts";
import {
  fullLabel,
  type GanttRows,
  ganttHeight,
  ganttOption,
  kindsPresent,
  marksPresent,
  ROWS_SHOWN,
  rowLabel,
  TimelineIndex,
  type TimeScale,
} from "../charts/index.ts";
import { MARK_PARTS, SPAN_PARTS } from "../look.ts";
import { type ChartContent, ChartView, type Frame, type Surroundings } from "./chart-view.ts";
import { button, element } from "./element.ts";
import { GanttFilters } from "./gantt-filters.ts";
import { StoryPanel } from "./story-panel.ts";

export class GanttView {
  readonly root: HTMLElement;
  readonly #surroundings: Surroundings;
  readonly #until: Seconds;
  readonly #filters: GanttFilters;
  readonly #story: StoryPanel;
  readonly #view: ChartView;
  readonly #status = element("span", { class: "status", attributes: { role: "status" } });
  readonly #before = button("↑ Rows before", {}, () => this.#turnPage(-1));
  readonly #after = button("↓ Rows after", {}, () => this.#turnPage(1));
  readonly #unfoldAll = button("Unfold all", {}, () => this.#unfold());
  #simulation: SimulationDrawing;
  #index: TimelineIndex;
  #unfolded: ReadonlySet<string> | null = null;
  #firstRow = 0;
  #rows: GanttRows;

  constructor(surroundings: Surroundings, simulation: SimulationDrawing, until: Seconds) {
    this.#surroundings = surroundings;
    this.#until = until;
    this.#simulation = simulation;
    this.#index = new TimelineIndex(simulation.timeline);
    this.#filters = new GanttFilters(() => this.#filtered());
    this.#filters.of(simulation.timeline);
    this.#story = new StoryPanel(surroundings);
    this.#rows = this.#find();
    this.#view = new ChartView(surroundings, this.#content());
    const pages = element("div", { class: "row-controls" }, this.#before, this.#after, this.#unfoldAll, this.#status);
    this.root = element("div", {}, this.#filters.root, this.#view.root, pages, this.#story.root);
    surroundings.time.onChange(() => this.#moved());
    this.#tell();
  }

  /** Shows another simulation, with the same filters. */
  of(simulation: SimulationDrawing): void {
    this.#simulation = simulation;
    this.#index = new TimelineIndex(simulation.timeline);
    this.#filters.of(simulation.timeline);
    this.#story.close();
    this.#filtered();
  }

  #find(): GanttRows {
    const { from, to } = this.#surroundings.time;
    const filter = { ...this.#filters.wanted, shown: { from, to }, unfolded: this.#unfolded };
    return this.#index.rows(filter, this.#until);
  }

  /** Other task instances are wanted: their rows are shown from the first on. */
  #filtered(): void {
    this.#unfolded = null;
    this.#show(0);
  }

  /** The time has moved: the rows are those of the task instances that are there now. */
  #moved(): void {
    this.#rows = this.#find();
    this.#firstRow = 0;
    this.#tell();
  }

  #turnPage(by: number): void {
    this.#show(this.#firstRow + by * ROWS_SHOWN);
  }

  /** Gives the task instances of all DAGs rows of their own, or takes them away. */
  #unfold(): void {
    const dags = this.#rows.rows.flatMap(({ dagId }) => dagId ?? []);
    const areAll = dags.every((dagId) => this.#rows.isUnfolded(dagId));
    this.#unfolded = new Set(areAll ? [] : dags);
    this.#show(0);
  }

  #toggle(dagId: string): void {
    const dags = this.#rows.rows.flatMap((row) => row.dagId ?? []);
    const unfolded = new Set(dags.filter((dag) => this.#rows.isUnfolded(dag)));
    if (!unfolded.delete(dagId)) unfolded.add(dagId);
    this.#unfolded = unfolded;
    this.#show(this.#firstRow);
  }

  #show(firstRow: number): void {
    this.#rows = this.#find();
    this.#firstRow = Math.max(0, Math.min(firstRow, this.#rows.rows.length - ROWS_SHOWN));
    this.#tell();
    this.#view.show(this.#content());
  }

  get #page(): GanttRows["rows"] {
    return this.#rows.rows.slice(this.#firstRow, this.#firstRow + ROWS_SHOWN);
  }

  /** Says which rows are seen, and offers what may be done with them. */
  #tell(): void {
    const { rows, matching, isUnfolded } = this.#rows;
    const to = Math.min(rows.length, this.#firstRow + ROWS_SHOWN);
    const said = `${figure(matching.length)} task ${matching.length === 1 ? "instance" : "instances"}`;
    this.#status.textContent =
      rows.length === 0
        ? "No task instance matches in the time shown."
        : `Rows ${this.#firstRow + 1} to ${to} of ${figure(rows.length)}, ${said}`;
    this.#before.disabled = this.#firstRow === 0;
    this.#after.disabled = to === rows.length;
    this.#unfoldAll.hidden = !this.#index.hasManyDags;
    const areAll = rows.every(({ dagId }) => dagId === null || isUnfolded(dagId));
    this.#unfoldAll.textContent = areAll ? "Fold all" : "Unfold all";
    this.#story.offer(
      this.#simulation.timeline,
      this.#page.flatMap(({ dagId, instances }) => (dagId === null ? instances : [])),
    );
  }

  #content(): ChartContent {
    const { name, timeline } = this.#simulation;
    return {
      label: `${figure(timeline.rows.tasks.length)} task instances over time, ${name}. The table below says the same.`,
      height: () => ganttHeight(this.#page.length),
      legend: [
        ...kindsPresent(timeline).map((kind) => SPAN_PARTS[kind]),
        ...marksPresent(timeline).map((kind) => MARK_PARTS[kind]),
      ],
      hasTimeAxis: true,
      clicked: (item) => this.#clicked(item),
      option: (frame) => this.#option(frame),
    };
  }

  #clicked(item: readonly number[] | string): void {
    const [place, instance] = typeof item === "string" ? [Number(item)] : [item[0] ?? -1, item[3]];
    const row = this.#page[place];
    if (row === undefined) return;
    if (row.dagId !== null) this.#toggle(row.dagId);
    else this.#story.show(instance ?? row.instances[0] ?? -1);
  }

  #option({ look, ...place }: Frame): ReturnType<ChartContent["option"]> {
    const part = { index: this.#index, rows: this.#page, until: this.#until };
    return {
      ...ganttOption(part, look, place),
      tooltip: {
        trigger: "item",
        formatter: (hovered) => {
          const [item] = [hovered].flat();
          return this.#tip((item?.value ?? []) as readonly number[], item?.seriesName ?? "", place.scale);
        },
      },
    };
  }

  /** The text at a bar: its task instance or DAG, what was done, from when to when. */
  #tip([place = 0, begin = 0, end = 0, instance = -1]: readonly number[], kind: string, scale: TimeScale): HTMLElement {
    const { timeline } = this.#simulation;
    const label = this.#index.hasManyDags ? fullLabel(timeline, instance) : rowLabel(timeline, instance);
    const mark = Object.values(MARK_PARTS).find((one) => one.label === kind);
    const [from, to] = [scale.seconds(begin), scale.seconds(end)];
    const said =
      mark === undefined
        ? `${kind}, ${scale.instant(from)} to ${scale.instant(to)}: ${duration(to - from)}`
        : `${kind}, ${scale.instant(from)}: ${mark.about}`;
    return element(
      "div",
      { class: "tip" },
      element("strong", { text: instance < 0 ? (this.#page[place]?.dagId ?? "") : label }),
      element("div", { text: said }),
    );
  }
}
