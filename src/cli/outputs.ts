import type { RunLimits } from "../kernel/index.ts";
import type { SimulationResult } from "../observe/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { type ExportTarget, type OpenExport, openExport } from "./export-files.ts";
import { LogFiles } from "./log-files.ts";

/** The files that are written while a simulation runs. */
export interface Wanted {
  readonly exports: readonly ExportTarget[];
  /** The folder of the logs. */
  readonly logs?: string;
}

/**
 * The exports and logs of one simulation. All are finished with it, or none is left half-written. A write that fails is
 * no event of the simulation: it ends the simulation, and does not fail the task that was running.
 */
export class Outputs {
  readonly #wanted: Wanted;
  readonly #exports: OpenExport[] = [];
  #logs: LogFiles | undefined;
  #failure: { readonly error: unknown } | undefined;

  private constructor(wanted: Wanted) {
    this.#wanted = wanted;
  }

  static async open(wanted: Wanted, simulation: Simulation): Promise<Outputs> {
    const outputs = new Outputs(wanted);
    const write = (act: () => void) => outputs.#write(act);
    try {
      if (wanted.logs !== undefined) outputs.#logs = await LogFiles.open(wanted.logs, simulation, write);
      for (const target of wanted.exports) outputs.#exports.push(await openExport(target, simulation, write));
      return outputs;
    } catch (error) {
      outputs.#abandon();
      throw error;
    }
  }

  /** Adds a limit: the simulation ends early when its outputs are lost. */
  limits(limits: RunLimits): RunLimits {
    const lost = "what is written of it cannot be written";
    return { ...limits, giveUp: () => (this.#failure === undefined ? limits.giveUp?.() : lost) };
  }

  /** Finishes all files. Returns a line about each. */
  async finish(result: SimulationResult): Promise<string[]> {
    try {
      if (this.#failure !== undefined) throw this.#failure.error;
      for (const { end } of this.#exports) await end(result);
      this.#logs?.finish();
    } catch (error) {
      this.#abandon();
      throw error;
    }
    const { exports, logs } = this.#wanted;
    const said = exports.map(({ format, to }) => `${format} in ${to}`);
    return this.#logs === undefined ? said : [...said, `${this.#logs.count} log files in ${logs}`];
  }

  /** Keeps the logs of a simulation that has failed, and drops its exports. Returns the error that ended it. */
  fail(error: unknown): unknown {
    if (this.#failure === undefined) {
      this.#write(() => this.#logs?.finish());
      this.#logs = undefined;
    }
    this.#abandon();
    return this.#failure?.error ?? error;
  }

  #write(act: () => void): void {
    if (this.#failure !== undefined) return;
    try {
      act();
    } catch (error) {
      this.#failure = { error };
    }
  }

  #abandon(): void {
    for (const { abandon } of this.#exports) abandon();
    this.#logs?.abandon();
  }
}
