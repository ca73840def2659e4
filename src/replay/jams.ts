/**
 * Jams: sensors hold slots while they wait for tasks that wait for a slot.
 * @module
 */
import { type Micros, type Seconds, toSeconds } from "../kernel/index.ts";
import type { Recording } from "./recording.ts";
import { factsKey } from "./task-facts.ts";

export interface Jam {
  readonly seconds: Seconds;
  /** When it first came about, in seconds after the window's start; null for never. */
  readonly from: Seconds | null;
  /** The sensors that held slots when most did: `dag.task`. */
  readonly holders: readonly string[];
}

export const NO_JAM: Jam = { seconds: 0, from: null, holders: [] };

/** The share of all slots that sensors in a jam hold at least. */
const MOST = 0.75;

/** Watches who holds slots, and whom they wait for. */
export class Jams {
  readonly #recording: Recording;
  readonly #least: number;
  readonly #from: Micros;
  readonly #until: Micros;
  /** Sensors that hold a slot, by `dag.task`, and how many of each. */
  readonly #holders = new Map<string, { readonly waitsFor: string; count: number }>();
  /** Task instances that are queued, by DAG. */
  readonly #queued = new Map<string, number>();
  #held = 0;
  #since: Micros | undefined;
  #first: Micros | undefined;
  #sum: Micros = 0;
  #most: readonly string[] = [];

  constructor(recording: Recording, workerSlots: number, from: Micros, until: Micros) {
    this.#recording = recording;
    this.#least = Math.max(2, Math.ceil(workerSlots * MOST));
    this.#from = from;
    this.#until = until;
  }

  slotChanged(dagId: string, taskId: string, delta: 1 | -1, at: Micros): void {
    const facts = this.#recording.facts.get(factsKey(dagId, taskId));
    if (facts?.waitsFor === undefined) return;
    const name = `${dagId}.${taskId}`;
    const holder = this.#holders.get(name) ?? { waitsFor: facts.waitsFor.dagId, count: 0 };
    holder.count += delta;
    this.#held += delta;
    if (holder.count === 0) this.#holders.delete(name);
    else this.#holders.set(name, holder);
    this.#look(at);
  }

  stateChanged(dagId: string, from: string | null, to: string | null, at: Micros): void {
    const delta = (to === "queued" ? 1 : 0) - (from === "queued" ? 1 : 0);
    if (delta === 0) return;
    this.#queued.set(dagId, (this.#queued.get(dagId) ?? 0) + delta);
    if (this.#held >= this.#least || this.#since !== undefined) this.#look(at);
  }

  #look(at: Micros): void {
    const isJam =
      this.#held >= this.#least &&
      [...this.#holders.values()].some(({ waitsFor }) => (this.#queued.get(waitsFor) ?? 0) > 0);
    if (isJam && this.#since === undefined) {
      this.#since = at;
      this.#first ??= at;
    } else if (!isJam && this.#since !== undefined) {
      this.#sum += at - this.#since;
      this.#since = undefined;
    }
    if (isJam && this.#holders.size > this.#most.length) this.#most = [...this.#holders.keys()].sort();
  }

  end(): Jam {
    if (this.#since !== undefined) this.#sum += this.#until - this.#since;
    const from = this.#first === undefined ? null : toSeconds(this.#first - this.#from);
    return { seconds: toSeconds(this.#sum), from, holders: this.#most };
  }
}
