import { columns, duration, figure } from "../drawing/index.ts";
import { printableName } from "../report/index.ts";
import type { Simulation } from "../simulation.ts";
import { LiveFigures } from "./live-figures.ts";

/** Milliseconds between two looks. */
const INTERVAL = 100;

export interface Shown {
  readonly name: string;
  readonly speed: number;
  /** Infinity where there is no limit. */
  readonly workerSlots: number;
}

/** What goes on, on a terminal: slots, pools, triggers and the last lines of the log, drawn over and over. */
export class LiveScreen {
  readonly #stream: NodeJS.WriteStream;
  readonly #simulation: Simulation;
  readonly #figures: LiveFigures;
  readonly #shown: Shown;
  readonly #timer: NodeJS.Timeout;
  #height = 0;

  constructor(stream: NodeJS.WriteStream, simulation: Simulation, shown: Shown) {
    this.#stream = stream;
    this.#simulation = simulation;
    this.#shown = shown;
    this.#figures = new LiveFigures(simulation);
    this.#timer = setInterval(() => this.#draw(), INTERVAL);
  }

  /** Leaves the last picture where it is. */
  end(): void {
    clearInterval(this.#timer);
    this.#draw();
  }

  #draw(): void {
    const { columns: width = 80, rows = 24 } = this.#stream;
    const lines = this.#lines().slice(0, rows - 1);
    const drawn = lines.map((line) => `\u001b[2K${[...line].slice(0, width - 1).join("")}\n`);
    const back = this.#height === 0 ? "" : `\u001b[${this.#height}A\u001b[0J`;
    this.#stream.write(`${back}${drawn.join("")}`);
    this.#height = lines.length;
  }

  #lines(): string[] {
    const { runs, states, calls, slots, triggers, lines } = this.#figures;
    const { name, speed, workerSlots } = this.#shown;
    const pace = speed === 1 ? "" : `, ${figure(speed)} s a second`;
    return [
      `${printableName(name)}: ${duration(this.#simulation.now)}${pace}`,
      ...columns(
        [
          ["runs", `${runs}`],
          ["tasks", `${states}`],
          ["worker slots", gauge(slots, workerSlots)],
          ["deferred", `${figure(states.get("deferred"))}, by ${figure(triggers)} triggers`],
          ...this.#simulation.pools.map(({ name: pool, slots: size, queued, running, deferred }) => [
            `pool ${printableName(pool)}`,
            `${gauge(queued + running, size)}${deferred > 0 ? `, ${figure(deferred)} deferred` : ""}`,
          ]),
          ["calls", `${calls}`],
        ],
        2,
      ),
      "",
      ...lines,
    ];
  }
}

/** Longest row of boxes. */
const MOST_BOXES = 32;

/** `■■■□□ 3 of 5`; where there are too many for boxes, only the figures. */
function gauge(taken: number, size: number): string {
  if (!Number.isFinite(size)) return `${figure(taken)} taken, no limit`;
  const text = `${figure(taken)} of ${figure(size)}`;
  return size <= MOST_BOXES
    ? `${"■".repeat(Math.min(taken, size))}${"□".repeat(Math.max(0, size - taken))} ${text}`
    : text;
}
