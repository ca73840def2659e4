import { columns, duration, figure } from "../drawing/index.ts";
import { printableName } from "../options/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { LiveFigures } from "./live-figures.ts";

/** Milliseconds between two looks. */
const INTERVAL = 100;

/** A terminal's second screen, on which nothing else that is printed meanwhile gets into the picture. */
const [ENTER_SCREEN, LEAVE_SCREEN, TOP, CLEAR_BELOW] = ["\u001b[?1049h", "\u001b[?1049l", "\u001b[H", "\u001b[0J"];

export interface Shown {
  readonly name: string;
  readonly speed: number;
  /** Infinity where there is no limit. */
  readonly workerSlots: number;
}

/** A screen on a terminal with slots, pools, triggers and the last lines of the log. It is redrawn again and again. */
export class LiveScreen {
  readonly #stream: NodeJS.WriteStream;
  readonly #simulation: Simulation;
  readonly #figures: LiveFigures;
  readonly #shown: Shown;
  readonly #timer: NodeJS.Timeout;
  #notice = "";

  constructor(stream: NodeJS.WriteStream, simulation: Simulation, shown: Shown) {
    this.#stream = stream;
    this.#simulation = simulation;
    this.#shown = shown;
    this.#figures = new LiveFigures(simulation);
    stream.write(ENTER_SCREEN);
    this.#timer = setInterval(() => this.#draw(), INTERVAL);
  }

  /** Shows a line beside the figures from now on. */
  note(notice: string): void {
    this.#notice = notice;
  }

  /** Leaves the last picture on the terminal's own screen. */
  end(): void {
    clearInterval(this.#timer);
    this.#stream.write(`${LEAVE_SCREEN}${this.#picture()}`);
  }

  #draw(): void {
    this.#stream.write(`${TOP}${this.#picture()}${CLEAR_BELOW}`);
  }

  #picture(): string {
    const { columns: width = 80, rows = 24 } = this.#stream;
    const lines = this.#lines().slice(0, rows - 1);
    return lines.map((line) => `\u001b[2K${[...line].slice(0, width - 1).join("")}\n`).join("");
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
      this.#notice,
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
