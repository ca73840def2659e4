/**
 * The measure of a replay: it listens, adds up, and keeps no rows but those of runs.
 * @module
 */
import { type Instant, instantOf } from "../history/index.ts";
import { type Micros, type Seconds, toSeconds } from "../kernel/index.ts";
import type { DagRunUpdate, EnvironmentTotals, SlotEvent, TaskInstanceEvent } from "../observe/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { type Jam, Jams } from "./jams.ts";
import { Level, type LevelMeasure } from "./level.ts";
import type { Recording } from "./recording.ts";

/** Sums of one DAG within the window. */
export interface DagSums {
  running: Seconds;
  slots: Seconds;
  queued: Seconds;
  scheduled: Seconds;
  deferred: Seconds;
  visits: number;
}

export interface RunMeasure {
  readonly dagId: string;
  readonly runId: string;
  readonly isScheduled: boolean;
  /** Instants are seconds after the window's start. */
  readonly logicalDate: Instant | null;
  readonly start: Seconds | null;
  readonly end: Seconds | null;
  readonly state: string;
}

/** A task instance's last way to a worker: seconds after the window's start. */
export interface InstanceMeasure {
  scheduled: Seconds | null;
  queued: Seconds | null;
  started: Seconds | null;
  ended: Seconds | null;
}

export interface Measured {
  /** The length of the window. */
  readonly seconds: Seconds;
  readonly workerSlots: number;
  readonly dags: ReadonlyMap<string, DagSums>;
  readonly runs: readonly RunMeasure[];
  /** By `dag\nrun\ntask\nmap index`. */
  readonly instances: ReadonlyMap<string, InstanceMeasure>;
  readonly slots: LevelMeasure;
  readonly queued: LevelMeasure;
  readonly deferred: LevelMeasure;
  /** Looks at something outside. */
  readonly looks: number;
  /** The time in which most slots were held by sensors that wait for tasks which wait for a slot. */
  readonly jam: Jam;
  /** The workers and the bill, where the replay was in an environment of MWAA. */
  readonly environment?: EnvironmentTotals;
}

export function emptySums(): DagSums {
  return { running: 0, slots: 0, queued: 0, scheduled: 0, deferred: 0, visits: 0 };
}

/** The states whose time is added up. */
const TIMED: Readonly<Record<string, keyof DagSums>> = {
  running: "running",
  queued: "queued",
  scheduled: "scheduled",
  deferred: "deferred",
};

interface Since {
  state: string | null;
  at: Micros;
}

interface OpenRun {
  readonly isScheduled: boolean;
  readonly intervalEnd: Micros | null;
  start: Micros | null;
  end: Micros | null;
  state: string;
}

/** Listens to a simulation from before its beginning to its end. */
export class Measure {
  readonly #recording: Recording;
  readonly #workerSlots: number;
  /** The window's start in the simulation's time. */
  readonly #from: Micros;
  readonly #until: Micros;
  readonly #dags = new Map<string, DagSums>();
  readonly #states = new Map<string, Since>();
  readonly #instances = new Map<string, InstanceMeasure>();
  readonly #held = new Map<string, Micros[]>();
  readonly #runs = new Map<string, Map<string, OpenRun>>();
  readonly #slots: Level;
  readonly #queued: Level;
  readonly #deferred: Level;
  readonly #jams: Jams;

  constructor(recording: Recording, simulation: Simulation, workerSlots: number) {
    this.#recording = recording;
    this.#workerSlots = workerSlots;
    this.#from = Math.max(0, recording.history.window.from - recording.start);
    this.#until = Math.round(recording.until * 1e6);
    this.#slots = new Level(this.#from, this.#until);
    this.#queued = new Level(this.#from, this.#until);
    this.#deferred = new Level(this.#from, this.#until);
    this.#jams = new Jams(recording, workerSlots, this.#from, this.#until);
    simulation.on("taskInstance", (event) => this.#stateChanged(event));
    simulation.on("dagRun", (event) => this.#runChanged(event));
    simulation.on("slot", (event) => this.#slotChanged(event));
  }

  #sums(dagId: string): DagSums {
    let sums = this.#dags.get(dagId);
    if (sums === undefined) {
      sums = emptySums();
      this.#dags.set(dagId, sums);
    }
    return sums;
  }

  #within(from: Micros, to: Micros): Seconds {
    return Math.max(0, toSeconds(Math.min(to, this.#until) - Math.max(from, this.#from)));
  }

  #stateChanged(event: TaskInstanceEvent): void {
    const { dagId, runId, taskId, mapIndex, state, at } = event;
    const key = `${dagId}\n${runId}\n${taskId}\n${mapIndex}`;
    const before = this.#states.get(key);
    this.#leave(dagId, before, at);
    if (state === "queued") this.#queued.change(at, 1);
    this.#jams.stateChanged(dagId, before?.state ?? null, state, at);
    if (state === "deferred") this.#deferred.change(at, 1);
    if (state === "running" && at >= this.#from) this.#sums(dagId).visits += 1;
    if (before === undefined) this.#states.set(key, { state, at });
    else {
      before.state = state;
      before.at = at;
    }
    this.#noteInstance(key, state, toSeconds(at - this.#from));
  }

  #leave(dagId: string, before: Since | undefined, at: Micros): void {
    if (before === undefined) return;
    if (before.state === "queued") this.#queued.change(at, -1);
    if (before.state === "deferred") this.#deferred.change(at, -1);
    const sum = TIMED[before.state ?? ""];
    if (sum !== undefined) this.#sums(dagId)[sum] += this.#within(before.at, at);
  }

  #noteInstance(key: string, state: string | null, at: Seconds): void {
    let one = this.#instances.get(key);
    if (one === undefined) {
      one = { scheduled: null, queued: null, started: null, ended: null };
      this.#instances.set(key, one);
    }
    if (state === "scheduled") one.scheduled ??= at;
    else if (state === "queued") one.queued ??= at;
    else if (state === "running") one.started ??= at;
    else if (state === "success" || state === "failed" || state === "skipped" || state === "upstream_failed")
      one.ended = at;
  }

  #slotChanged({ dagId, runId, taskId, mapIndex, delta, at }: SlotEvent): void {
    const key = `${dagId}\n${runId}\n${taskId}\n${mapIndex}`;
    this.#slots.change(at, delta);
    this.#jams.slotChanged(dagId, taskId, delta, at);
    const held = this.#held.get(key);
    if (delta === 1) {
      if (held === undefined) this.#held.set(key, [at]);
      else held.push(at);
    } else if (held !== undefined) this.#sums(dagId).slots += this.#within(held.shift() ?? at, at);
  }

  #runChanged({ dagId, runId, runType, dataIntervalEnd, state, at }: DagRunUpdate): void {
    let ofDag = this.#runs.get(dagId);
    if (ofDag === undefined) {
      ofDag = new Map();
      this.#runs.set(dagId, ofDag);
    }
    let run = ofDag.get(runId);
    if (run === undefined) {
      run = { isScheduled: runType === "scheduled", intervalEnd: dataIntervalEnd, start: null, end: null, state };
      ofDag.set(runId, run);
    }
    run.state = state;
    if (state === "running") run.start ??= at;
    if (state === "success" || state === "failed") run.end = at;
  }

  /** Ends what is still open, and gives the figures. */
  end(): Measured {
    for (const [key, since] of this.#states) this.#leave(key.slice(0, key.indexOf("\n")), since, this.#until);
    for (const [key, held] of this.#held)
      for (const at of held) this.#sums(key.slice(0, key.indexOf("\n"))).slots += this.#within(at, this.#until);
    const seconds = (at: Micros | null) => (at === null ? null : toSeconds(at - this.#from));
    const runs: RunMeasure[] = [];
    for (const [dagId, ofDag] of this.#runs)
      for (const [runId, { isScheduled, start, end, state }] of ofDag)
        runs.push({
          dagId,
          runId,
          isScheduled,
          logicalDate: this.#logicalDate(dagId, runId),
          start: seconds(start),
          end: seconds(end),
          state,
        });
    return {
      seconds: toSeconds(this.#until - this.#from),
      workerSlots: this.#workerSlots,
      dags: this.#dags,
      runs,
      instances: this.#instances,
      slots: this.#slots.end(),
      queued: this.#queued.end(),
      deferred: this.#deferred.end(),
      looks: this.#recording.looks,
      jam: this.#jams.end(),
    };
  }

  #logicalDate(dagId: string, runId: string): Instant | null {
    const known = this.#recording.runs.recorded(dagId, runId)?.logicalDate;
    return known ?? instantOf(runId.slice(runId.indexOf("__") + 2)) ?? null;
  }
}
