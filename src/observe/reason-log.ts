import type { DagRun, Reason, TaskInstance } from "../database/index.ts";
import type { DagRunReason } from "../definition/index.ts";
import type { Kernel, Micros } from "../kernel/index.ts";

/** A reason as it was told. */
export interface ToldReason {
  readonly at: Micros;
  /** The number of changes before it. */
  readonly position: number;
  readonly reason: Reason;
}

interface ToldEnd {
  readonly at: Micros;
  readonly reason: DagRunReason;
}

const NONE: readonly never[] = [];

/** The reasons of changes, by the ids of task instances and runs. */
export class ReasonLog {
  readonly #kernel: Kernel;
  readonly #position: () => number;
  readonly #ofInstances = new Map<number, ToldReason[]>();
  readonly #ofRuns = new Map<number, ToldEnd[]>();

  constructor(kernel: Kernel, position: () => number) {
    this.#kernel = kernel;
    this.#position = position;
  }

  add({ id }: TaskInstance, reason: Reason): void {
    const told = { at: this.#kernel.now, position: this.#position(), reason };
    const known = this.#ofInstances.get(id);
    if (known === undefined) this.#ofInstances.set(id, [told]);
    else if (isRepeated(known.at(-1), told)) known[known.length - 1] = told;
    else known.push(told);
  }

  addRun({ id }: DagRun, reason: DagRunReason): void {
    const told = { at: this.#kernel.now, reason };
    const known = this.#ofRuns.get(id);
    if (known === undefined) this.#ofRuns.set(id, [told]);
    else known.push(told);
  }

  /** All reasons of a task instance, in order. */
  of(id: number): readonly ToldReason[] {
    return this.#ofInstances.get(id) ?? NONE;
  }

  /** The reason of the change that a row of the log of changes holds: the last one told before it, at its instant. */
  ofChange(id: number, row: number, at: Micros): ToldReason | undefined {
    return this.of(id).findLast((told) => told.at === at && told.position <= row);
  }

  /** The reason why a run has ended at an instant. */
  ofRun(id: number, at: Micros): DagRunReason | undefined {
    return this.#ofRuns.get(id)?.findLast((told) => told.at === at)?.reason;
  }
}

/** A trigger rule may be evaluated again and again before anything comes of it. */
function isRepeated(last: ToldReason | undefined, told: ToldReason): boolean {
  return last?.at === told.at && last.position === told.position && last.reason.kind === told.reason.kind;
}
