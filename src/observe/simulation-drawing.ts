/**
 * What a report shows of one simulation, from what was recorded: every figure from events, none from samples.
 * @module
 */
import {
  type DagDrawing,
  type PoolLevels,
  type PoolUse,
  type SimulationDrawing,
  type SlotUse,
  SPAN_KINDS,
  type SpanKind,
  type Timeline,
  type TriggerUse,
} from "../drawing/index.ts";
import { type Micros, toSeconds } from "../kernel/index.ts";
import type { AirflowVersion, DagModel, TaskInstance, TaskInstanceState } from "../model/index.ts";
import { LevelColumns } from "./level-columns.ts";
import { codeOf, type Recorder } from "./recorder.ts";
import { usageOf } from "./usage.ts";

/** A page with more would not be pleasant to look at, nor quick. */
const MOST_TASK_INSTANCES = 20_000;

/** What a report has to be told. */
export interface DrawnAs {
  readonly name: string;
  /** Null where there is no limit. */
  readonly workerSlots: number | null;
}

export function simulationDrawing(
  recorder: Recorder,
  endedAt: Micros,
  { name, airflow, workerSlots }: DrawnAs & { readonly airflow: AirflowVersion },
): SimulationDrawing {
  const { meanSlots, peakSlots } = usageOf(recorder, endedAt);
  const sweep = new Sweep(recorder);
  sweep.run(endedAt);
  return {
    name,
    airflow,
    endedAt: toSeconds(endedAt),
    workerSlots,
    meanSlots,
    peakSlots,
    slots: sweep.slots.levels(endedAt),
    pools: sweep.pools(endedAt),
    triggers: triggerLevels(recorder).levels(endedAt),
    waits: [],
    timeline: sweep.timeline(),
    dags: dagDrawings(recorder),
  };
}

/** Where one task instance stands while the recording is gone through. */
interface Standing {
  state: TaskInstanceState | null;
  holdsSlot: boolean;
  use: SlotUse | undefined;
  kind: SpanKind | undefined;
  since: Micros;
}

/** Goes through changes of states and slots together, in the order of time. */
class Sweep {
  readonly slots = new LevelColumns<SlotUse>(["working", "waiting", "startingUp", "ending"]);
  readonly #pools = new Map<string, LevelColumns<PoolUse>>();
  readonly #recorder: Recorder;
  readonly #standings: Standing[];
  readonly #spans: { rows: number[]; kinds: number[]; from: number[]; to: number[] } = {
    rows: [],
    kinds: [],
    from: [],
    to: [],
  };

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#standings = recorder.instances.map(() => ({
      state: null,
      holdsSlot: false,
      use: undefined,
      kind: undefined,
      since: 0,
    }));
  }

  run(endedAt: Micros): void {
    const { changes, slots } = this.#recorder;
    const isTaskInstance = codeOf.kind("taskInstance");
    let slot = 0;
    for (let row = 0; row <= changes.length; row += 1) {
      const at = row < changes.length ? (changes.columns.at[row] as Micros) : endedAt;
      for (; slot < slots.length && (slots.columns.at[slot] as Micros) <= at; slot += 1) {
        const id = slots.columns.instance[slot] as number;
        this.#standing(id).holdsSlot = slots.columns.delta[slot] === 1;
        this.#look(id, slots.columns.at[slot] as Micros);
      }
      if (row === changes.length || changes.columns.kind[row] !== isTaskInstance) continue;
      const change = this.#recorder.change(row);
      if (change.kind !== "taskInstance") continue;
      const id = changes.columns.subject[row] as number;
      this.#countInPool(id, at, change.state);
      this.#standing(id).state = change.state;
      this.#look(id, at);
    }
    for (const id of this.#standings.keys()) this.#endSpan(id, endedAt);
  }

  #standing(id: number): Standing {
    return this.#standings[id] as Standing;
  }

  /** Something of this task instance has changed. */
  #look(id: number, at: Micros): void {
    const standing = this.#standing(id);
    const use = useOf(standing);
    if (use !== standing.use) {
      if (standing.use !== undefined) this.slots.change(at, standing.use, -1);
      if (use !== undefined) this.slots.change(at, use, 1);
      standing.use = use;
    }
    const kind = kindOf(standing);
    if (kind === standing.kind) return;
    this.#endSpan(id, at);
    standing.kind = kind;
    standing.since = at;
  }

  #endSpan(id: number, at: Micros): void {
    const { kind, since } = this.#standing(id);
    if (kind === undefined || at <= since || id >= MOST_TASK_INSTANCES) return;
    this.#spans.rows.push(id);
    this.#spans.kinds.push(SPAN_KINDS.indexOf(kind));
    this.#spans.from.push(toSeconds(since));
    this.#spans.to.push(toSeconds(at));
  }

  #countInPool(id: number, at: Micros, state: TaskInstanceState | null): void {
    const { pool } = (this.#recorder.instances[id] as TaskInstance).task;
    const [before, after] = [poolUseOf(this.#standing(id).state), poolUseOf(state)];
    if (pool === undefined || before === after) return;
    let levels = this.#pools.get(pool.name);
    if (levels === undefined) {
      levels = new LevelColumns<PoolUse>(["running", "queued", "deferred"]);
      this.#pools.set(pool.name, levels);
    }
    if (before !== undefined) levels.change(at, before, -1);
    if (after !== undefined) levels.change(at, after, 1);
  }

  pools(endedAt: Micros): PoolLevels[] {
    const pools = new Map(this.#recorder.instances.map(({ task: { pool } }) => [pool?.name, pool]));
    return [...this.#pools]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, levels]) => {
        const { slots = Number.POSITIVE_INFINITY, includeDeferred = false } = pools.get(name) ?? {};
        return { name, slots: Number.isFinite(slots) ? slots : null, includeDeferred, levels: levels.levels(endedAt) };
      });
  }

  timeline(): Timeline {
    const names = new Names();
    const shown = this.#recorder.instances.slice(0, MOST_TASK_INSTANCES);
    const rows = {
      dags: shown.map(({ task }) => names.place(task.dag.dagId)),
      runs: shown.map(({ dagRun }) => names.place(dagRun.runId)),
      tasks: shown.map(({ task }) => names.place(task.taskId)),
      mapIndexes: shown.map(({ mapIndex }) => mapIndex),
      states: shown.map(({ state }) => names.place(state ?? "no state")),
    };
    return { names: names.all, rows, spans: this.#spans, leftOut: this.#recorder.instances.length - shown.length };
  }
}

/** Names in a table, each once. */
class Names {
  readonly #places = new Map<string, number>();

  place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.#places.size);
    return this.#places.size - 1;
  }

  get all(): readonly string[] {
    return [...this.#places.keys()];
  }
}

/** What is done in the slot that it holds: until the task runs, its process starts up. */
function useOf({ state, holdsSlot }: Standing): SlotUse | undefined {
  if (!holdsSlot) return undefined;
  return state === "queued" ? "startingUp" : "working";
}

function kindOf({ state, holdsSlot }: Standing): SpanKind | undefined {
  switch (state) {
    case "scheduled":
      return "scheduled";
    case "queued":
      return holdsSlot ? "startingUp" : "queued";
    case "running":
      return "working";
    case "deferred":
      return "deferred";
    case "up_for_reschedule":
      return "upForReschedule";
    case "up_for_retry":
      return "upForRetry";
    default:
      return undefined;
  }
}

function poolUseOf(state: TaskInstanceState | null): PoolUse | undefined {
  return state === "running" || state === "queued" || state === "deferred" ? state : undefined;
}

/** A trigger waits from its creation until a triggerer takes it up. */
function triggerLevels({ changes: { columns, length } }: Recorder): LevelColumns<TriggerUse> {
  const levels = new LevelColumns<TriggerUse>(["running", "waiting"]);
  const isTrigger = codeOf.kind("trigger");
  const uses = new Map<number, TriggerUse>();
  for (let row = 0; row < length; row += 1) {
    if (columns.kind[row] !== isTrigger) continue;
    const [at, id, event] = [columns.at[row] as Micros, columns.subject[row] as number, columns.state[row]];
    const before = uses.get(id);
    if (before !== undefined) levels.change(at, before, -1);
    if (event === codeOf.trigger("deleted")) {
      uses.delete(id);
      continue;
    }
    const after = event === codeOf.trigger("created") ? "waiting" : "running";
    uses.set(id, after);
    levels.change(at, after, 1);
  }
  return levels;
}

/** The DAGs that have runs. */
function dagDrawings({ instances, runs }: Recorder): DagDrawing[] {
  const dags = new Map<DagModel, Record<string, number>[]>();
  for (const { dag } of runs)
    if (!dags.has(dag))
      dags.set(
        dag,
        dag.tasks.map(() => ({})),
      );
  for (const { task, state } of instances) {
    const counts = dags.get(task.dag)?.[task.index];
    const name = state ?? "no state";
    if (counts !== undefined) counts[name] = (counts[name] ?? 0) + 1;
  }
  return [...dags].map(([{ dagId, tasks }, counts]) => ({
    dagId,
    tasks: tasks.map(({ taskId }, i) => ({ taskId, states: counts[i] ?? {} })),
    edges: tasks.flatMap(({ index, downstream }) => downstream.map((task) => [index, task.index] as const)),
  }));
}
