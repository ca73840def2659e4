/**
 * The format of Chrome's tracing, which Perfetto and chrome://tracing open: worker slots as threads, with what holds them;
 * triggers as threads of the triggerer; the states of each task instance; counters for slots, pools and triggers.
 * @module
 */

import { isFinished } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";
import type {
  SimulationResult,
  SlotEvent,
  TaskInstanceEvent,
  TaskInstanceKey,
  TriggerRowEvent,
} from "../observe/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { Chunks, Definitions, type Exporter, taskInstanceName, type Write } from "./exporter.ts";
import { Lanes } from "./lanes.ts";
import { openSlots, type PoolCount, PoolCounts } from "./pool-counts.ts";

const PROCESSES = { counters: 1, slots: 2, triggers: 3, taskInstances: 4 } as const;
const PROCESS_NAMES = {
  counters: "Counters",
  slots: "Worker slots",
  triggers: "Triggerer",
  taskInstances: "Task instances",
} as const;
type Process = keyof typeof PROCESSES;

interface TraceEvent {
  readonly ph: "B" | "E" | "C" | "M" | "b" | "e";
  readonly name?: string;
  readonly cat?: string;
  readonly id?: number;
  readonly ts?: Micros;
  readonly pid: number;
  readonly tid: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

export interface ChromeTraceOptions {
  /** Gives each task instance a track with its states. Default true. */
  readonly states?: boolean;
}

/** A slot that is held: its thread, and whether the part in state running is open in it. */
interface HeldSlot {
  readonly lane: number;
  isRunning: boolean;
}

/** Listens to a simulation, and writes its Chrome trace. Times are microseconds since its start. */
export function chromeTrace(simulation: Simulation, write: Write, options: ChromeTraceOptions = {}): Exporter {
  return new ChromeTrace(simulation, write, options);
}

class ChromeTrace implements Exporter {
  readonly #chunks: Chunks;
  #isFirst = true;
  readonly #pools: PoolCounts;
  readonly #showsStates: boolean;
  readonly #slots = new Lanes((lane) => this.#thread("slots", lane, `slot ${lane}`));
  readonly #triggerLanes = new Lanes((lane) => this.#thread("triggers", lane, `trigger ${lane}`));
  /** The slots of each task instance that holds any, the oldest first. */
  readonly #held = new Map<string, HeldSlot[]>();
  readonly #triggers = new Map<number, { readonly lane: number; isAssigned: boolean }>();
  /** The tracks of task instances that have not finished. */
  readonly #tracks = new Map<string, { readonly id: number; readonly state: string }>();
  #lastTrack = 0;
  /** Counters that have changed at the instant that is under way. */
  readonly #changed = new Map<string, () => Readonly<Record<string, number>>>();
  #instant: Micros = 0;
  #slotsInUse = 0;
  readonly #triggerCounts = { running: 0, waiting: 0 };

  constructor(simulation: Simulation, write: Write, { states = true }: ChromeTraceOptions) {
    const definitions = new Definitions(simulation);
    this.#chunks = new Chunks(write);
    this.#pools = new PoolCounts(definitions);
    this.#showsStates = states;
    this.#chunks.add('{"displayTimeUnit":"ms","traceEvents":[\n');
    for (const process of Object.keys(PROCESSES) as Process[]) {
      const [pid, name] = [PROCESSES[process], PROCESS_NAMES[process]];
      this.#add({ ph: "M", name: "process_name", pid, tid: 0, args: { name } });
      this.#add({ ph: "M", name: "process_sort_index", pid, tid: 0, args: { sort_index: pid } });
    }
    this.#mark("worker slots", () => ({ "in use": this.#slotsInUse }));
    this.#mark("triggers", () => ({ ...this.#triggerCounts }));
    for (const count of this.#pools.counts.values()) this.#markPool(count);
    simulation
      .on("slot", (event) => this.#slot(event))
      .on("taskInstance", (event) => this.#taskInstance(event))
      .on("trigger", (event) => this.#trigger(event));
  }

  end(result: SimulationResult): void {
    const { endedAt } = result;
    this.#at(endedAt);
    for (const slots of this.#held.values()) for (const slot of slots) this.#endSlot(endedAt, slot);
    for (const { lane } of this.#triggers.values()) this.#end("triggers", lane, endedAt);
    for (const [key, { id, state }] of this.#tracks) this.#state("e", key, id, state, endedAt);
    this.#flushCounters();
    this.#chunks.add("\n]}\n");
    this.#chunks.flush();
  }

  #add(event: TraceEvent): void {
    this.#chunks.add(`${this.#isFirst ? "" : ",\n"}${JSON.stringify(event)}`);
    this.#isFirst = false;
  }

  #thread(process: Process, tid: number, name: string): void {
    const pid = PROCESSES[process];
    this.#add({ ph: "M", name: "thread_name", pid, tid, args: { name } });
    this.#add({ ph: "M", name: "thread_sort_index", pid, tid, args: { sort_index: tid } });
  }

  #begin(process: Process, tid: number, ts: Micros, name: string, args?: Readonly<Record<string, unknown>>): void {
    this.#add({
      ph: "B",
      name,
      cat: process,
      ts,
      pid: PROCESSES[process],
      tid,
      ...(args === undefined ? {} : { args }),
    });
  }

  #end(process: Process, tid: number, ts: Micros): void {
    this.#add({ ph: "E", ts, pid: PROCESSES[process], tid });
  }

  /** Time has come so far: what the instants before have left in the counters is written. */
  #at(instant: Micros): void {
    if (instant > this.#instant) this.#flushCounters();
    this.#instant = instant;
  }

  #mark(counter: string, values: () => Readonly<Record<string, number>>): void {
    this.#changed.set(counter, values);
  }

  #markPool(count: PoolCount): void {
    const { name, slots } = count.pool;
    this.#mark(`pool ${name}`, () => {
      const { running, queued, deferred } = count;
      return { running, queued, deferred };
    });
    if (Number.isFinite(slots)) this.#mark(`pool ${name}, open slots`, () => ({ open: openSlots(count) }));
  }

  #flushCounters(): void {
    for (const [name, values] of this.#changed)
      this.#add({ ph: "C", name, ts: this.#instant, pid: PROCESSES.counters, tid: 0, args: values() });
    this.#changed.clear();
  }

  #slot(event: SlotEvent): void {
    const { at, delta } = event;
    this.#at(at);
    this.#slotsInUse += delta;
    this.#mark("worker slots", () => ({ "in use": this.#slotsInUse }));
    const key = taskInstanceName(event);
    const held = this.#held.get(key) ?? [];
    if (delta > 0) {
      const lane = this.#slots.take();
      this.#begin("slots", lane, at, labelOf(event), argumentsOf(event));
      held.push({ lane, isRunning: false });
      this.#held.set(key, held);
      return;
    }
    const slot = held.shift();
    if (held.length === 0) this.#held.delete(key);
    if (slot === undefined) return;
    this.#endSlot(at, slot);
    this.#slots.giveBack(slot.lane);
  }

  #endSlot(at: Micros, slot: HeldSlot): void {
    if (slot.isRunning) this.#end("slots", slot.lane, at);
    this.#end("slots", slot.lane, at);
  }

  #taskInstance(event: TaskInstanceEvent): void {
    const { at, state, from } = event;
    this.#at(at);
    const pool = this.#pools.count(event);
    if (pool !== undefined) this.#markPool(pool);
    const key = taskInstanceName(event);
    if (state === "running" || from === "running") this.#running(key, event);
    if (!this.#showsStates || state === from) return;
    const track = this.#tracks.get(key);
    if (track !== undefined) this.#state("e", key, track.id, track.state, at);
    if (state === null || isFinished(state)) {
      this.#tracks.delete(key);
      return;
    }
    this.#lastTrack += track === undefined ? 1 : 0;
    const id = track?.id ?? this.#lastTrack;
    this.#tracks.set(key, { id, state });
    this.#state("b", key, id, state, at, argumentsOf(event));
  }

  /** The part of a slot in which its task runs. */
  #running(key: string, { at, state }: TaskInstanceEvent): void {
    const held = this.#held.get(key) ?? [];
    if (state !== "running") {
      const slot = held.find(({ isRunning }) => isRunning);
      if (slot === undefined) return;
      slot.isRunning = false;
      this.#end("slots", slot.lane, at);
      return;
    }
    const slot = held.at(-1);
    if (slot === undefined || slot.isRunning) return;
    slot.isRunning = true;
    this.#begin("slots", slot.lane, at, "running");
  }

  #state(
    ph: "b" | "e",
    key: string,
    id: number,
    state: string,
    ts: Micros,
    args?: Readonly<Record<string, unknown>>,
  ): void {
    const [dagId] = key.split("\n");
    const cat = `states of ${dagId}`;
    this.#add({
      ph,
      name: state,
      cat,
      id,
      ts,
      pid: PROCESSES.taskInstances,
      tid: 0,
      ...(args === undefined ? {} : { args }),
    });
  }

  #trigger(event: TriggerRowEvent): void {
    const { at, triggerId, triggerType } = event;
    this.#at(at);
    this.#mark("triggers", () => ({ ...this.#triggerCounts }));
    const known = this.#triggers.get(triggerId);
    switch (event.event) {
      case "created": {
        const lane = this.#triggerLanes.take();
        this.#triggers.set(triggerId, { lane, isAssigned: false });
        this.#triggerCounts.waiting += 1;
        this.#begin("triggers", lane, at, `${triggerType}: ${labelOf(event)}`, {
          ...argumentsOf(event),
          trigger_id: triggerId,
        });
        break;
      }
      case "assigned":
        if (known === undefined || known.isAssigned) break;
        known.isAssigned = true;
        this.#triggerCounts.waiting -= 1;
        this.#triggerCounts.running += 1;
        break;
      case "deleted":
        if (known === undefined) break;
        this.#triggers.delete(triggerId);
        this.#triggerCounts[known.isAssigned ? "running" : "waiting"] -= 1;
        this.#end("triggers", known.lane, at);
        this.#triggerLanes.giveBack(known.lane);
        break;
    }
  }
}

function labelOf({ dagId, taskId }: TaskInstanceKey): string {
  return `${dagId}.${taskId}`;
}

function argumentsOf({ runId, mapIndex }: TaskInstanceKey): Readonly<Record<string, unknown>> {
  return mapIndex < 0 ? { run_id: runId } : { run_id: runId, map_index: mapIndex };
}
