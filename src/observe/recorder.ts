import { EventEmitter } from "eventemitter3";
import type {
  Actor,
  CallbackCall,
  DagModel,
  DagRun,
  LogSource,
  Observer,
  RunRows,
  TaskInstance,
  TriggerRow,
} from "../database/index.ts";
import {
  type DagRunState,
  exceptionMessage,
  exceptionName,
  type LogLevel,
  SecretsMasker,
  type SlaMiss,
  type TaskInstanceState,
} from "../definition/index.ts";
import type { Kernel } from "../kernel/index.ts";
import { formatPython } from "../python/index.ts";
import { toldParams } from "./call-params.ts";
import { callbackEvent } from "./callback-event.ts";
import { type Change, ChangeLog, codeOf, nameOf, SlotLog } from "./change-log.ts";
import type {
  ApiCallEvent,
  CallbackEvent,
  DagPausedEvent,
  DatasetUpdateEvent,
  SimulationEvents,
  SlaMissEvent,
  TaskErrorEvent,
  TriggerRowEvent,
} from "./events.ts";
import { keyOf, RowNames } from "./row-names.ts";
import { Tally } from "./tally.ts";
import { TriggerNames } from "./trigger-names.ts";
import { WaitLog } from "./wait-log.ts";

const TASK_INSTANCE = codeOf.kind("taskInstance");
const DAG_RUN = codeOf.kind("dagRun");
const TRIGGER = codeOf.kind("trigger");

/** What is kept of a simulation: all that happens, or nothing but figures, which take no room however long it runs. */
export type Keep = "everything" | "aggregates";

/** The rows as objects, and how many changes there were by then. */
interface ReadRows {
  readonly length: number;
  readonly runs: readonly DagRun[];
  readonly instances: readonly TaskInstance[];
}

/**
 * Keeps what happens, and tells those who listen. Changes of states are kept in columns and made into objects when they
 * are read; objects for listeners are made only where there are any.
 */
export class Recorder implements Observer {
  readonly #emitter = new EventEmitter<SimulationEvents>();
  /** Whether anybody listens to what is not even put together where nobody does. */
  readonly #hears: { -readonly [Name in keyof SimulationEvents]?: true } = {};
  readonly keepsRows: boolean;
  /** The rows of all runs, to be read. */
  readonly rows: RunRows;
  readonly tally = new Tally();
  readonly names = new RowNames();
  readonly changes = new ChangeLog();
  readonly slots = new SlotLog();
  readonly apiCalls: ApiCallEvent[] = [];
  readonly errors: TaskErrorEvent[] = [];
  readonly datasets: DatasetUpdateEvent[] = [];
  readonly slaMisses: SlaMissEvent[] = [];
  readonly pausedDags: DagPausedEvent[] = [];
  readonly callbacks: CallbackEvent[] = [];
  /** Rows about a mapped task's instance before it was expanded: its map index was -1 then. */
  readonly #unexpanded = new Set<number>();
  readonly #triggers = new TriggerNames();
  readonly #masker = new SecretsMasker();
  readonly #kernel: Kernel;
  #rowsRead: ReadRows | undefined;
  /** Why task instances waited; undefined where nobody has asked. */
  readonly waits: WaitLog | undefined;

  constructor(kernel: Kernel, rows: RunRows, { keep, explain }: { readonly keep: Keep; readonly explain: boolean }) {
    this.#kernel = kernel;
    this.rows = rows;
    this.keepsRows = keep === "everything";
    this.waits = explain ? new WaitLog(kernel, () => this.changes.length) : undefined;
  }

  on<Name extends keyof SimulationEvents>(name: Name, listener: SimulationEvents[Name]): void {
    this.#emitter.on(name, listener as never);
    this.#hears[name] = true;
  }

  taskInstance(instance: TaskInstance, from: TaskInstanceState | null, actor: Actor): void {
    const at = this.#kernel.now;
    const { state, triesCounted: tryNumber } = instance;
    const [to, before] = [codeOf.state(state), codeOf.state(from)];
    this.tally.taskInstance(at, to, before);
    this.waits?.stateChanged(instance);
    if (this.keepsRows) {
      if (from === null || instance.task.isMapped) this.names.addInstance(instance);
      const row = this.changes.add(at, TASK_INSTANCE, codeOf.actor(actor), instance.id, to, before, tryNumber);
      if (instance.mapIndex < 0 && instance.task.isMapped) this.#unexpanded.add(row);
    }
    if (this.#hears.taskInstance === true)
      this.#emitter.emit("taskInstance", {
        kind: "taskInstance",
        at,
        by: actor,
        ...keyOf(instance),
        state,
        from,
        tryNumber,
      });
  }

  dagRun(run: DagRun, from: DagRunState | null, actor: Actor): void {
    const at = this.#kernel.now;
    const { dag, runId, state } = run;
    const [to, before] = [codeOf.runState(state), codeOf.runState(from)];
    this.tally.dagRun(to, before);
    if (this.keepsRows) {
      if (from === null) this.names.addRun(run);
      this.changes.add(at, DAG_RUN, codeOf.actor(actor), run.id, to, before, 0);
    }
    if (this.#hears.dagRun !== true) return;
    const more = { runType: run.runType, dataIntervalEnd: run.dataInterval?.end ?? null };
    this.#emitter.emit("dagRun", { kind: "dagRun", at, by: actor, dagId: dag.dagId, runId, state, from, ...more });
  }

  forgotten(run: DagRun): void {
    this.tally.forget(run);
  }

  trigger(row: TriggerRow, event: TriggerRowEvent["event"], actor: Actor): void {
    const at = this.#kernel.now;
    this.tally.trigger(at, event);
    if (this.keepsRows) {
      if (event === "created") this.#triggers.add(row);
      this.changes.add(at, TRIGGER, codeOf.actor(actor), row.id, codeOf.trigger(event), 0, 0);
    }
    const { id: triggerId, taskInstance, trigger } = row;
    if (this.#hears.trigger === true)
      this.#emitter.emit("trigger", {
        kind: "trigger",
        at,
        by: actor,
        ...keyOf(taskInstance),
        triggerId,
        event,
        triggerType: trigger.triggerType,
      });
  }

  executorHeartbeat(openSlots: number, queuedTasks: number, runningTasks: number): void {
    if (this.#hears.executorHeartbeat !== true) return;
    const at = this.#kernel.now;
    this.#emitter.emit("executorHeartbeat", { kind: "executorHeartbeat", at, openSlots, queuedTasks, runningTasks });
  }

  triggerHandled({ id: triggerId, taskInstance }: TriggerRow, outcome: "succeeded" | "failed"): void {
    if (this.#hears.triggerHandled !== true) return;
    const at = this.#kernel.now;
    this.#emitter.emit("triggerHandled", { kind: "triggerHandled", at, ...keyOf(taskInstance), triggerId, outcome });
  }

  /** All task instances as they are now, by their ids. */
  get instances(): readonly TaskInstance[] {
    return this.#readRows().instances;
  }

  /** All runs, by theirs. */
  get runs(): readonly DagRun[] {
    return this.#readRows().runs;
  }

  /** Made once after each change: who reads them compares them. */
  #readRows(): ReadRows {
    const { length } = this.changes;
    if (this.#rowsRead?.length === length) return this.#rowsRead;
    const runs = [...this.rows.all()];
    const instances: TaskInstance[] = [];
    for (const run of runs) for (const instance of run.taskInstances()) instances[instance.id] = instance;
    this.#rowsRead = { length, runs, instances };
    return this.#rowsRead;
  }

  /** A change that was kept. */
  change(row: number): Change {
    const log = this.changes;
    const [at, by, subject] = [log.at(row), nameOf.actor(log.by(row)), log.subject(row)];
    switch (nameOf.kind(log.kind(row))) {
      case "taskInstance": {
        const key = this.names.instance(subject);
        const mapIndex = this.#unexpanded.has(row) ? -1 : key.mapIndex;
        const [state, from] = [nameOf.state(log.state(row)), nameOf.state(log.from(row))];
        return { kind: "taskInstance", at, by, ...key, mapIndex, state, from, tryNumber: log.tryNumber(row) };
      }
      case "dagRun": {
        const state = nameOf.runState(log.state(row)) as DagRunState;
        return { kind: "dagRun", at, by, ...this.names.run(subject), state, from: nameOf.runState(log.from(row)) };
      }
      case "trigger": {
        const key = this.names.instance(this.#triggers.instance(subject));
        const triggerType = this.#triggers.type(subject);
        const event = nameOf.trigger(log.state(row));
        return { kind: "trigger", at, by, ...key, triggerId: subject, event, triggerType };
      }
    }
  }

  slot(delta: 1 | -1, instance: TaskInstance): void {
    const at = this.#kernel.now;
    this.tally.slots.change(at, delta);
    if (this.keepsRows) this.slots.add(at, delta, instance.id);
    if (this.#hears.slot === true) this.#emitter.emit("slot", { kind: "slot", at, delta, ...keyOf(instance) });
  }

  /** The task instance that a trigger was made for. */
  taskInstanceOfTrigger(triggerId: number): TaskInstance {
    return this.instances[this.#triggers.instance(triggerId)] as TaskInstance;
  }

  maskSecret(secret: string): void {
    this.#masker.add(secret);
  }

  apiCall(actor: Actor, call: string, params: Readonly<Record<string, unknown>>): void {
    this.tally.apiCall(call, actor);
    if (!this.keepsRows && this.#hears.apiCall !== true) return;
    const event: ApiCallEvent = {
      kind: "apiCall",
      at: this.#kernel.now,
      by: actor,
      call,
      params: toldParams(params, (value, name) => this.#masker.redact(value, name)),
    };
    if (this.keepsRows) this.apiCalls.push(event);
    this.#emitter.emit("apiCall", event);
  }

  taskError(instance: TaskInstance, error: unknown): void {
    const event: TaskErrorEvent = {
      kind: "taskError",
      at: this.#kernel.now,
      ...keyOf(instance),
      type: exceptionName(error),
      message: this.#masker.text(exceptionMessage(error)),
    };
    if (this.keepsRows) this.errors.push(event);
    this.#emitter.emit("taskError", event);
  }

  dataset(uri: string, source: TaskInstance, actor: Actor): void {
    const event: DatasetUpdateEvent = { kind: "dataset", at: this.#kernel.now, by: actor, uri, ...keyOf(source) };
    if (this.keepsRows) this.datasets.push(event);
    this.#emitter.emit("dataset", event);
  }

  dagPaused({ dagId }: DagModel): void {
    const event: DagPausedEvent = { kind: "dagPaused", at: this.#kernel.now, dagId };
    if (this.keepsRows) this.pausedDags.push(event);
    this.#emitter.emit("dagPaused", event);
  }

  slaMiss(miss: SlaMiss): void {
    const event: SlaMissEvent = { kind: "slaMiss", ...miss };
    if (this.keepsRows) this.slaMisses.push(event);
    this.#emitter.emit("slaMiss", event);
  }

  callback(call: CallbackCall, actor: Actor): void {
    const event = callbackEvent(call, this.#kernel.now, actor);
    if (this.keepsRows) this.callbacks.push(event);
    this.#emitter.emit("callback", event);
  }

  get watchesIterations(): boolean {
    return this.waits !== undefined || this.logs || this.#hears.executorHeartbeat === true;
  }

  get logs(): boolean {
    return this.#hears.log === true;
  }

  log(source: LogSource, level: LogLevel, template: string, values: readonly unknown[]): void {
    const { actor, place, taskInstance, attempt = 0, triggererId, at = this.#kernel.now } = source;
    const more = triggererId === undefined ? { attempt } : { attempt, triggererId };
    const subject = taskInstance === undefined ? {} : { taskInstance: { ...keyOf(taskInstance), ...more } };
    const message = this.#masker.text(formatPython(template, this.#masker.redact(values) as readonly unknown[]));
    this.#emitter.emit("log", { kind: "log", at, by: actor, level, place, message, ...subject });
  }
}
