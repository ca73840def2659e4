import type {
  Actor,
  BackfillNews,
  CallbackCall,
  DagModel,
  DagRun,
  Incident,
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
  TASK_INSTANCE_STATES,
  type TaskInstanceState,
} from "../definition/index.ts";
import type { Kernel, Micros } from "../kernel/index.ts";
import { formatPython } from "../python/index.ts";
import { toldParams } from "./call-params.ts";
import { type Change, ChangeLog, SlotLog } from "./change-log.ts";
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
import { PersonLog } from "./person-log.ts";
import { RowNames, taskInstanceKey } from "./row-names.ts";
import { Tally } from "./tally.ts";
import { WaitLog } from "./wait-log.ts";

/** Says how much of a simulation is kept: all that happens, or figures only, whose memory does not grow with time. */
export type Keep = "everything" | "aggregates";

/** The rows as objects, as they were after so many changes. */
interface ReadRows {
  readonly length: number;
  readonly runs: readonly DagRun[];
  readonly instances: readonly TaskInstance[];
}

/**
 * Records what happens, and emits events. Changes lie in columns and become objects when they are read. An event is built only
 * if something listens to it.
 */
export class Recorder implements Observer {
  readonly #listeners = new Map<keyof SimulationEvents, ((event: never) => void)[]>();
  /** The names of the events that have listeners. */
  readonly #hears: { -readonly [Name in keyof SimulationEvents]?: true } = {};
  readonly keepsRows: boolean;
  readonly rows: RunRows;
  readonly tally = new Tally();
  readonly names = new RowNames();
  readonly changes = new ChangeLog();
  readonly slots = new SlotLog();
  readonly incidents: { readonly at: Micros; readonly instance: TaskInstance; readonly incident: Incident }[] = [];
  readonly apiCalls: ApiCallEvent[] = [];
  readonly errors: TaskErrorEvent[] = [];
  readonly datasets: DatasetUpdateEvent[] = [];
  readonly slaMisses: SlaMissEvent[] = [];
  readonly pausedDags: DagPausedEvent[] = [];
  readonly callbacks: CallbackEvent[] = [];
  /** The changes of a mapped task's instance before the task was expanded, by row: its map index was -1 then. */
  readonly #unexpanded = new Set<number>();
  readonly #masker = new SecretsMasker();
  readonly #kernel: Kernel;
  #rowsRead: ReadRows | undefined;
  readonly personLog = new PersonLog();
  /** The causes of waits; undefined unless the simulation is told to `explain`. */
  readonly waits: WaitLog | undefined;

  constructor(kernel: Kernel, rows: RunRows, { keep, explain }: { readonly keep: Keep; readonly explain: boolean }) {
    this.#kernel = kernel;
    this.rows = rows;
    this.keepsRows = keep === "everything";
    this.waits = explain ? new WaitLog(kernel, () => this.changes.length) : undefined;
  }

  on<Name extends keyof SimulationEvents>(name: Name, listener: SimulationEvents[Name]): void {
    this.#hears[name] = true;
    const listeners = this.#listeners.get(name);
    if (listeners === undefined) this.#listeners.set(name, [listener]);
    else listeners.push(listener);
  }

  #emit<Name extends keyof SimulationEvents>(name: Name, event: Parameters<SimulationEvents[Name]>[0]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event as never);
  }

  taskInstance(instance: TaskInstance, from: TaskInstanceState | null, actor: Actor): void {
    const at = this.#kernel.now;
    const { state, triesCounted: tryNumber } = instance;
    const code = TASK_INSTANCE_STATES.of(state);
    const codeBefore = TASK_INSTANCE_STATES.of(from);
    this.tally.taskInstance(at, code, codeBefore);
    this.waits?.stateChanged(instance);
    if (this.keepsRows) {
      if (from === null || instance.task.isMapped) this.names.addInstance(instance);
      const row = this.changes.addTaskInstance(at, actor, instance, code, codeBefore);
      if (instance.mapIndex < 0 && instance.task.isMapped) this.#unexpanded.add(row);
    }
    if (this.#hears.taskInstance === true)
      this.#emit("taskInstance", {
        kind: "taskInstance",
        at,
        by: actor,
        ...taskInstanceKey(instance),
        state,
        from,
        tryNumber,
      });
  }

  dagRun(run: DagRun, from: DagRunState | null, actor: Actor): void {
    const at = this.#kernel.now;
    const { dag, runId, state } = run;
    this.tally.dagRun(state, from);
    if (this.keepsRows) {
      if (from === null) this.names.addRun(run);
      this.changes.addDagRun(at, actor, run, from);
    }
    if (this.#hears.dagRun !== true) return;
    const more = { runType: run.runType, dataIntervalEnd: run.dataInterval?.end ?? null };
    this.#emit("dagRun", { kind: "dagRun", at, by: actor, dagId: dag.dagId, runId, state, from, ...more });
  }

  forgotten(run: DagRun): void {
    this.tally.forget(run);
  }

  deleted(run: DagRun, state: DagRunState): void {
    this.tally.deleted(run, state);
    this.personLog.deleted(run, state, this.#kernel.now);
  }

  backfill(dag: DagModel, news: BackfillNews): void {
    this.personLog.backfill(dag, news, this.#kernel.now);
  }

  trigger(row: TriggerRow, event: TriggerRowEvent["event"], actor: Actor): void {
    const at = this.#kernel.now;
    this.tally.trigger(at, event);
    if (this.keepsRows) {
      if (event === "created") this.names.addTrigger(row);
      this.changes.addTrigger(at, actor, row, event);
    }
    const { id: triggerId, taskInstance, trigger } = row;
    if (this.#hears.trigger === true)
      this.#emit("trigger", {
        kind: "trigger",
        at,
        by: actor,
        ...taskInstanceKey(taskInstance),
        triggerId,
        event,
        triggerType: trigger.triggerType,
      });
  }

  executorHeartbeat(openSlots: number, queuedTasks: number, runningTasks: number): void {
    if (this.#hears.executorHeartbeat !== true) return;
    const at = this.#kernel.now;
    this.#emit("executorHeartbeat", { kind: "executorHeartbeat", at, openSlots, queuedTasks, runningTasks });
  }

  triggerHandled({ id: triggerId, taskInstance }: TriggerRow, outcome: "succeeded" | "failed"): void {
    if (this.#hears.triggerHandled !== true) return;
    const at = this.#kernel.now;
    this.#emit("triggerHandled", {
      kind: "triggerHandled",
      at,
      ...taskInstanceKey(taskInstance),
      triggerId,
      outcome,
    });
  }

  /** All task instances as they are now, by their ids. */
  get instances(): readonly TaskInstance[] {
    return this.#readRows().instances;
  }

  /** All runs as they are now, by their ids. */
  get runs(): readonly DagRun[] {
    return this.#readRows().runs;
  }

  /** Makes the objects once after each change, so that readers can compare them by identity. */
  #readRows(): ReadRows {
    const { length } = this.changes;
    if (this.#rowsRead?.length === length) return this.#rowsRead;
    const runs = [...this.rows.all()];
    const instances: TaskInstance[] = [];
    for (const instance of this.rows.lost) instances[instance.id] = instance;
    for (const run of runs) for (const instance of run.taskInstances()) instances[instance.id] = instance;
    this.#rowsRead = { length, runs, instances };
    return this.#rowsRead;
  }

  /** The change of a row, as an event. */
  change(row: number): Change {
    const log = this.changes;
    const [at, by, subject] = [log.at(row), log.by(row), log.subject(row)];
    switch (log.kind(row)) {
      case "taskInstance": {
        const key = this.names.instance(subject);
        const mapIndex = this.#unexpanded.has(row) ? -1 : key.mapIndex;
        const [state, from] = [log.taskInstanceState(row), log.taskInstanceStateBefore(row)];
        return { kind: "taskInstance", at, by, ...key, mapIndex, state, from, tryNumber: log.tryNumber(row) };
      }
      case "dagRun": {
        const [state, from] = [log.dagRunState(row), log.dagRunStateBefore(row)];
        return { kind: "dagRun", at, by, ...this.names.run(subject), state, from };
      }
      case "trigger": {
        const key = this.names.instance(this.names.instanceOfTrigger(subject));
        const triggerType = this.names.triggerType(subject);
        return { kind: "trigger", at, by, ...key, triggerId: subject, event: log.triggerEvent(row), triggerType };
      }
    }
  }

  slot(delta: 1 | -1, instance: TaskInstance): void {
    const at = this.#kernel.now;
    this.tally.slots.change(at, delta);
    if (this.keepsRows) this.slots.add(at, instance, delta);
    if (this.#hears.slot === true) this.#emit("slot", { kind: "slot", at, delta, ...taskInstanceKey(instance) });
  }

  incident(instance: TaskInstance, incident: Incident): void {
    const at = this.#kernel.now;
    if (this.keepsRows) this.incidents.push({ at, instance, incident });
    if (this.#hears.incident === true)
      this.#emit("incident", { kind: "incident", at, incident, ...taskInstanceKey(instance) });
  }

  /** The task instance that a trigger was made for. */
  taskInstanceOfTrigger(triggerId: number): TaskInstance {
    return this.instances[this.names.instanceOfTrigger(triggerId)] as TaskInstance;
  }

  maskSecret(secret: string): void {
    this.#masker.add(secret);
  }

  apiCall(actor: Actor, call: string, params: Readonly<Record<string, unknown>>, isOfModel: boolean): void {
    this.tally.apiCall(call, actor);
    if (!this.keepsRows && this.#hears.apiCall !== true) return;
    const event: ApiCallEvent = {
      kind: "apiCall",
      at: this.#kernel.now,
      by: actor,
      call,
      params: toldParams(params, (value, name) => this.#masker.redact(value, isOfModel ? undefined : name)),
    };
    if (this.keepsRows) this.apiCalls.push(event);
    this.#emit("apiCall", event);
  }

  taskError(instance: TaskInstance, error: unknown): void {
    const event: TaskErrorEvent = {
      kind: "taskError",
      at: this.#kernel.now,
      ...taskInstanceKey(instance),
      type: exceptionName(error),
      message: this.#masker.text(exceptionMessage(error)),
    };
    if (this.keepsRows) this.errors.push(event);
    this.#emit("taskError", event);
  }

  dataset(uri: string, source: TaskInstance, actor: Actor): void {
    const event: DatasetUpdateEvent = {
      kind: "dataset",
      at: this.#kernel.now,
      by: actor,
      uri,
      ...taskInstanceKey(source),
    };
    if (this.keepsRows) this.datasets.push(event);
    this.#emit("dataset", event);
  }

  /** The times in which DAGs were paused, in order. */
  pausedSpans(): ReadonlyMap<string, readonly { readonly from: Micros; to: Micros }[]> {
    const spans = new Map<string, { readonly from: Micros; to: Micros }[]>();
    for (const { kind, dagId, at } of this.pausedDags) {
      const known = spans.get(dagId) ?? [];
      const last = known.at(-1);
      if (kind === "dagPaused") spans.set(dagId, [...known, { from: at, to: Number.POSITIVE_INFINITY }]);
      else if (last !== undefined) last.to = at;
    }
    return spans;
  }

  dagPaused({ dagId, isPaused }: DagModel, by: Actor): void {
    const kind = isPaused ? "dagPaused" : "dagUnpaused";
    const event: DagPausedEvent = { kind, at: this.#kernel.now, by, dagId };
    if (this.keepsRows) this.pausedDags.push(event);
    this.#emit(kind, event);
  }

  slaMiss(miss: SlaMiss): void {
    const event: SlaMissEvent = { kind: "slaMiss", ...miss };
    if (this.keepsRows) this.slaMisses.push(event);
    this.#emit("slaMiss", event);
  }

  callback(call: CallbackCall, actor: Actor): void {
    const event = callbackEvent(call, this.#kernel.now, actor);
    if (this.keepsRows) this.callbacks.push(event);
    this.#emit("callback", event);
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
    const fields = source.fields === undefined ? {} : { fields: source.fields };
    const subject = taskInstance === undefined ? {} : { taskInstance: { ...taskInstanceKey(taskInstance), ...more } };
    const message = this.#masker.text(formatPython(template, this.#masker.redact(values) as readonly unknown[]));
    this.#emit("log", { kind: "log", at, by: actor, level, place, message, ...fields, ...subject });
  }
}

function callbackEvent(call: CallbackCall, at: Micros, by: Actor): CallbackEvent {
  if ("instance" in call)
    return { kind: "callback", of: "task", at, by, callback: call.callback, ...taskInstanceKey(call.instance) };
  if ("run" in call) {
    const { callback, run, reason } = call;
    return { kind: "callback", of: "dagRun", at, by, callback, dagId: run.dag.dagId, runId: run.runId, reason };
  }
  const { callback, dag, slas, blocking } = call;
  return { kind: "callback", of: "slas", at, by, callback, dagId: dag.dagId, slas, blocking };
}
