import type { InstancesByKey, RunRecord, TaskInstanceRecord } from "./history.ts";
import type { TryInColumns } from "./tries.ts";

/** A task instance while files are read: its tries are added one by one. Its only try needs no list. */
export class GrowingInstance implements TaskInstanceRecord {
  readonly taskId: string;
  readonly mapIndex: number;
  state: string | null = null;
  maxTries: number | null = null;
  tryNumber = 0;
  rendered: Readonly<Record<string, unknown>> | null = null;
  readonly #run: RunRecord;
  #tries: TryInColumns | readonly TryInColumns[] = NO_TRIES;

  constructor(run: RunRecord, taskId: string, mapIndex: number) {
    this.#run = run;
    this.taskId = taskId;
    this.mapIndex = mapIndex;
  }

  get dagId(): string {
    return this.#run.dagId;
  }

  get runId(): string {
    return this.#run.runId;
  }

  get tries(): readonly TryInColumns[] {
    return Array.isArray(this.#tries) ? this.#tries : [this.#tries as TryInColumns];
  }

  /** Adds a try at its place: they are in order. */
  addTry(made: TryInColumns): void {
    const { tries } = this;
    this.#tries = tries.length === 0 ? made : [...tries, made].sort((a, b) => a.tryNumber - b.tryNumber);
  }
}

const NO_TRIES: readonly TryInColumns[] = [];

/** Instances up to this number are looked through one by one: most runs have few, and a map for each takes more room than they. */
const FEW = 12;

/** The task instances of a run, in the order in which they were read. */
export class Instances implements InstancesByKey {
  /** As long as there are few, and none of a mapped task: the key of each is the id of its task. */
  #few: readonly GrowingInstance[] = [];
  #many: Map<string, GrowingInstance> | undefined;

  get size(): number {
    return this.#many?.size ?? this.#few.length;
  }

  get(key: string): GrowingInstance | undefined {
    return this.#many === undefined ? this.#few.find(({ taskId }) => taskId === key) : this.#many.get(key);
  }

  values(): Iterable<GrowingInstance> {
    return this.#many?.values() ?? this.#few;
  }

  /** Adds one that is not there. */
  add(key: string, instance: GrowingInstance): void {
    if (this.#many === undefined && this.#few.length < FEW && instance.mapIndex === -1) {
      this.#few = [...this.#few, instance];
      return;
    }
    this.#many ??= new Map(this.#few.map((one) => [one.taskId, one]));
    this.#few = [];
    this.#many.set(key, instance);
  }
}
