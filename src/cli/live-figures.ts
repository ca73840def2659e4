import { figure } from "../drawing/index.ts";
import type { TaskInstanceKey } from "../observe/index.ts";
import { printableName } from "../options/index.ts";
import type { Simulation } from "../simulation/index.ts";

/** The number of lines of the log that a screen keeps. */
const LINES = 8;

/** Where Airflow says what becomes of a task, which is shown as a change of its state. */
const ABOUT_TASKS = /^(?:taskinstance|local_task_job_runner|triggerer_job_runner)\.py:/;

/** Counts by name, those that are zero left out. */
class Counts {
  readonly #counts = new Map<string, number>();

  add(name: string, delta: number): void {
    const count = (this.#counts.get(name) ?? 0) + delta;
    if (count === 0) this.#counts.delete(name);
    else this.#counts.set(name, count);
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  toString(): string {
    return [...this.#counts].map(([name, count]) => `${figure(count)} ${name}`).join(", ") || "none";
  }
}

/** The state of a simulation while it runs, kept up to date from its events. */
export class LiveFigures {
  readonly runs = new Counts();
  readonly states = new Counts();
  readonly calls = new Counts();
  readonly lines: string[] = [];
  slots = 0;
  triggers = 0;

  /** `onLine` is told of each line: changes of states, and the log. */
  constructor(simulation: Simulation, onLine: (line: string) => void = () => {}) {
    const told = (at: number, who: string, what: string) => {
      const line = printableName(`${(at / 1e6).toFixed(1).padStart(8)} s  ${who}  ${what.replaceAll(/\s+/g, " ")}`);
      this.lines.push(line);
      if (this.lines.length > LINES) this.lines.shift();
      onLine(line);
    };
    simulation.on("slot", ({ delta }) => {
      this.slots += delta;
    });
    simulation.on("trigger", ({ event }) => {
      if (event === "created") this.triggers += 1;
      if (event === "deleted") this.triggers -= 1;
    });
    simulation.on("apiCall", ({ call }) => this.calls.add(call.split(".")[0] ?? call, 1));
    simulation.on("dagRun", ({ at, state, from, dagId, runId }) => {
      if (from !== null) this.runs.add(from, -1);
      this.runs.add(state, 1);
      told(at, `${dagId} ${runId}`, `is ${state}`);
    });
    simulation.on("taskInstance", ({ at, state, from, ...key }) => {
      if (from !== null) this.states.add(from, -1);
      if (state !== null) this.states.add(state, 1);
      if (state !== null) told(at, taskInstanceLabel(key), `is ${state}`);
    });
    simulation.on("taskError", ({ at, type, message, ...key }) =>
      told(at, taskInstanceLabel(key), `${type}: ${message}`),
    );
    simulation.on("log", ({ at, level, message, place, taskInstance }) => {
      if (!ABOUT_TASKS.test(place) && taskInstance !== undefined)
        told(at, taskInstanceLabel(taskInstance), `${level} ${message}`);
    });
  }
}

function taskInstanceLabel({ runId, taskId, mapIndex }: TaskInstanceKey): string {
  return mapIndex < 0 ? `${runId} ${taskId}` : `${runId} ${taskId}[${mapIndex}]`;
}
