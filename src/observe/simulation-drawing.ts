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
import { codeOf, nameOf } from "./change-log.ts";
import { LevelColumns } from "./level-columns.ts";
import type { Recorder } from "./recorder.ts";
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
  readonly #instances: readonly TaskInstance[];
  readonly #standings: Standing[];
  readonly #spans: { rows: number[]; kinds: number[]; from: number[]; to: number[] } = {
    rows: [],
    kinds: [],
    from: [],
    to: [],
  };

  constructor(recorder: Recorder) {
    this.#recorder = recorder;
    this.#instances = recorder.instances;
    this.#standings = this.#instances.map(() => ({
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
      const at = row < changes.length ? changes.at(row) : endedAt;
      for (; slot < slots.length && slots.at(slot) <= at; slot += 1) {
        const id = slots.instance(slot);
        this.#standing(id).holdsSlot = slots.delta(slot) === 1;
        this.#look(id, slots.at(slot));
      }
      if (row === changes.length || changes.kind(row) !== isTaskInstance) continue;
      const [id, state] = [changes.subject(row), nameOf.state(changes.state(row))];
      this.#countInPool(id, at, state);
      this.#standing(id).state = state;
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
    const { pool } = (this.#instances[id] as TaskInstance).task;
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
    const pools = new Map(this.#instances.map(({ task: { pool } }) => [pool?.name, pool]));
    return [...this.#pools]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, levels]) => {
        const { slots = Number.POSITIVE_INFINITY, includeDeferred = false } = pools.get(name) ?? {};
        return { name, slots: Number.isFinite(slots) ? slots : null, includeDeferred, levels: levels.levels(endedAt) };
      });
  }

  timeline(): Timeline {
    const names = new Names();
    const shown = this.#instances.slice(0, MOST_TASK_INSTANCES);
    const rows = {
      dags: shown.map(({ task }) => names.place(task.dag.dagId)),
      runs: shown.map(({ dagRun }) => names.place(dagRun.runId)),
      tasks: shown.map(({ task }) => names.place(task.taskId)),
      mapIndexes: shown.map(({ mapIndex }) => mapIndex),
      states: shown.map(({ state }) => names.place(state ?? "no state")),
    };
    return { names: names.all, rows, spans: this.#spans, leftOut: this.#instances.length - shown.length };
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
function triggerLevels({ changes }: Recorder): LevelColumns<TriggerUse> {
  const levels = new LevelColumns<TriggerUse>(["running", "waiting"]);
  const isTrigger = codeOf.kind("trigger");
  const uses = new Map<number, TriggerUse>();
  for (let row = 0; row < changes.length; row += 1) {
    if (changes.kind(row) !== isTrigger) continue;
    const [at, id, event] = [changes.at(row), changes.subject(row), changes.state(row)];
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
function dagDrawings({ rows }: Recorder): DagDrawing[] {
  const dags = new Map<DagModel, Record<string, number>[]>();
  for (const run of rows.all()) {
    const { dag } = run;
    const counts = dags.get(dag) ?? dag.tasks.map(() => ({}));
    dags.set(dag, counts);
    for (const { task, state } of run.taskInstances()) {
      const [ofTask, name] = [counts[task.index] as Record<string, number>, state ?? "no state"];
      ofTask[name] = (ofTask[name] ?? 0) + 1;
    }
  }
  return [...dags].map(([{ dagId, tasks }, counts]) => ({
    dagId,
    tasks: tasks.map(({ taskId }, i) => ({ taskId, states: counts[i] ?? {} })),
    edges: tasks.flatMap(({ index, downstream }) => downstream.map((task) => [index, task.index] as const)),
  }));
}
