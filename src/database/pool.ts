/** A row of the slot_pool table, with what its task instances take of it. */
export class Pool {
  readonly name: string;
  /** Infinity where the pool has no limit (-1 in Airflow). */
  readonly slots: number;
  /** True where deferred task instances keep their slots. */
  readonly includeDeferred: boolean;
  /** Slots taken by queued task instances. */
  queued = 0;
  running = 0;
  deferred = 0;

  constructor(name: string, slots: number, includeDeferred: boolean) {
    this.name = name;
    this.slots = slots === -1 ? Number.POSITIVE_INFINITY : slots;
    this.includeDeferred = includeDeferred;
  }

  /** `open_slots`; less than none where more is taken than there is. */
  get open(): number {
    return this.slots - this.queued - this.running - (this.includeDeferred ? this.deferred : 0);
  }
}

/** The pool of tasks that name none. */
export const DEFAULT_POOL = "default_pool";
