import type { Actor, TaskInstance, WaitCause } from "../../database/index.ts";
import { isFinished, type TaskInstanceState } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { TaskInstanceKey } from "../events.ts";
import type { Recorder } from "../recorder.ts";
import { taskInstanceKey } from "../row-names.ts";
import { type Durations, durationsOf } from "./durations.ts";
import type { Facts } from "./facts.ts";
import { type PoolLevels, poolLevelsOf, type TriggerLevels, triggerLevelsOf } from "./levels.ts";
import type { WaitInterval } from "./loop-waits.ts";
import { type Percentiles, percentilesOf } from "./percentiles.ts";
import { replay } from "./replay.ts";
import { type SlotUtilisation, slotUtilisationOf } from "./slot-utilisation.ts";
import { WaitReader } from "./waits.ts";

/** A part of time in which a task instance was in one state. */
export interface StateInterval {
  readonly from: Micros;
  readonly to: Micros;
  readonly state: TaskInstanceState | null;
}

/** Where the time of a task instance went, from its creation to its last state, or to the end of the simulation. */
export interface Timeline extends TaskInstanceKey {
  /** The states that it was in for any time; a final one only where it was left again. */
  readonly states: readonly StateInterval[];
  /** The waits. Together with the intervals in state running they cover all of the time in `states`. Empty without `explain`. */
  readonly waits: readonly WaitInterval[];
}

/** The time of all task instances by cause of wait. Causes without waits are left out. */
export type WaitTotals = Readonly<Partial<Record<WaitCause, Micros>>>;

export interface Delays {
  /** From the instant at which its dependencies and dates were met to the state queued: the scheduler's loop and its limits. What resumes is not among them. */
  readonly scheduling: Percentiles | null;
  /** In state queued, before it runs. */
  readonly queue: Percentiles | null;
  /** From the event of its trigger to the state running. */
  readonly resume: Percentiles | null;
}

/** The pokes of one task's sensor: in its worker slot, or by its trigger in the triggerer. */
export interface PokeCount {
  readonly dagId: string;
  readonly taskId: string;
  readonly by: Actor;
  readonly count: number;
}

/** Without `explain: true` a simulation does not look for the reasons of waits. */
export class NotExplainedError extends Error {
  override readonly name = "NotExplainedError";

  constructor(what: string) {
    super(
      `Expected a simulation that was told to look for ${what}, got one that was not: pass \`explain: true\` to it`,
    );
  }
}

/** A close look at a simulation. All figures are exact: they come from events, not from samples. */
export class Analysis {
  readonly endedAt: Micros;
  /** Null where there is no limit. */
  readonly workerSlots: number | null;
  readonly #recorder: Recorder;
  readonly #facts: Facts;
  #slots: SlotUtilisation | undefined;
  #pools: readonly PoolLevels[] | undefined;
  #triggers: TriggerLevels | undefined;
  #timelines: readonly Timeline[] | undefined;
  #durations: Durations | undefined;
  #waits: { readonly totals: WaitTotals; readonly delays: Delays } | undefined;

  constructor(recorder: Recorder, facts: Facts) {
    this.#recorder = recorder;
    this.#facts = facts;
    this.endedAt = facts.endedAt;
    this.workerSlots = Number.isFinite(facts.workerSlots) ? facts.workerSlots : null;
  }

  /** True if the simulation was told to `explain`, so that it knows the causes of waits. */
  get isExplained(): boolean {
    return this.#recorder.waits !== undefined;
  }

  /** Worker slots in use over time: by DAG, by task, by what they are held for. */
  get slots(): SlotUtilisation {
    this.#slots ??= slotUtilisationOf(this.#recorder);
    return this.#slots;
  }

  /** The pools over time, in the order of their definition. */
  get pools(): readonly PoolLevels[] {
    this.#pools ??= poolLevelsOf(this.#recorder, this.#facts.pools);
    return this.#pools;
  }

  /** Triggers over time. */
  get triggers(): TriggerLevels {
    this.#triggers ??= triggerLevelsOf(this.#recorder);
    return this.#triggers;
  }

  /** Where the time of each task instance went, in the order of their creation. */
  get timelines(): readonly Timeline[] {
    this.#timelines ??= timelinesOf(this.#recorder, this.#facts);
    return this.#timelines;
  }

  /** The durations of task instances and runs. */
  get durations(): Durations {
    this.#durations ??= durationsOf(this.#recorder);
    return this.#durations;
  }

  /** The totals of waits by cause. Throws a NotExplainedError without `explain`. */
  get waits(): WaitTotals {
    return this.#explained("the reasons of waits").totals;
  }

  /** The delays between the moment when a task instance could run and its start. Throws a NotExplainedError without `explain`. */
  get delays(): Delays {
    return this.#explained("delays").delays;
  }

  /** The number of pokes by task. Throws a NotExplainedError without `explain`. */
  get pokes(): readonly PokeCount[] {
    const { waits } = this.#recorder;
    if (waits === undefined) throw new NotExplainedError("pokes");
    return [...waits.pokes].flatMap(([{ dag, taskId }, counts]) =>
      [...counts].map(([by, count]) => ({ dagId: dag.dagId, taskId, by, count })),
    );
  }

  #explained(what: string): { readonly totals: WaitTotals; readonly delays: Delays } {
    if (!this.isExplained) throw new NotExplainedError(what);
    this.#waits ??= waitsOf(this.#recorder, this.#facts);
    return this.#waits;
  }
}

function waitsOf(recorder: Recorder, facts: Facts): { readonly totals: WaitTotals; readonly delays: Delays } {
  const totals: Partial<Record<WaitCause, Micros>> = {};
  const [scheduling, queue, resume]: [Micros[], Micros[], Micros[]] = [[], [], []];
  new WaitReader(facts, recorder, {
    wait(_instance, { cause, from, to }) {
      totals[cause] = (totals[cause] ?? 0) + to - from;
    },
    scheduled: (_instance, delay) => void scheduling.push(delay),
    queued: (_instance, time) => void queue.push(time),
    resumed: (_instance, delay) => void resume.push(delay),
  }).read();
  return {
    totals,
    delays: {
      scheduling: percentilesOf(scheduling),
      queue: percentilesOf(queue),
      resume: percentilesOf(resume),
    },
  };
}

function timelinesOf(recorder: Recorder, facts: Facts): readonly Timeline[] {
  const made = recorder.instances.map((instance) => ({
    ...taskInstanceKey(instance),
    states: [] as StateInterval[],
    waits: [] as WaitInterval[],
  }));
  const since = new Map<TaskInstance, Omit<StateInterval, "to">>();
  const end = (instance: TaskInstance, to: Micros) => {
    const open = since.get(instance);
    if (open !== undefined && to > open.from) made[instance.id]?.states.push({ ...open, to });
  };
  replay(recorder, {
    taskInstance(at, instance, state) {
      end(instance, at);
      since.set(instance, { from: at, state });
    },
  });
  for (const [instance, { state }] of since) if (!isFinished(state)) end(instance, facts.endedAt);
  if (recorder.waits !== undefined)
    new WaitReader(facts, recorder, { wait: ({ id }, interval) => void made[id]?.waits.push(interval) }).read();
  return made;
}
