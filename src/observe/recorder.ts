import { EventEmitter } from "eventemitter3";
import type { Kernel, Micros } from "../kernel/index.ts";
import {
  type Actor,
  type CallbackCall,
  type DagRun,
  DagRunState,
  exceptionMessage,
  exceptionName,
  formatPython,
  type LogLevel,
  type LogSource,
  type Observer,
  type SlaMiss,
  type TaskInstance,
  TaskInstanceState,
  type TriggerRow,
} from "../model/index.ts";
import { Columns } from "./columns.ts";
import type {
  ApiCallEvent,
  CallbackEvent,
  DagRunEvent,
  DatasetUpdateEvent,
  SimulationEvents,
  SlaMissEvent,
  TaskErrorEvent,
  TaskInstanceEvent,
  TaskInstanceKey,
  TriggerRowEvent,
} from "./events.ts";
import { WaitLog } from "./wait-log.ts";

const KINDS = ["taskInstance", "dagRun", "trigger"] as const;
const ACTORS: readonly Actor[] = ["scheduler", "worker", "triggerer", "user"];
const STATES: readonly (TaskInstanceState | null)[] = [null, ...Object.values(TaskInstanceState)];
const RUN_STATES: readonly (DagRunState | null)[] = [null, ...Object.values(DagRunState)];
const TRIGGER_EVENTS = ["created", "assigned", "deleted"] as const;
const STATE_CODES = new Map(STATES.map((state, code) => [state, code]));
const RUN_STATE_CODES = new Map(RUN_STATES.map((state, code) => [state, code]));

/** The numbers that stand for names in the columns. */
export const codeOf = {
  kind: (kind: Change["kind"]): number => KINDS.indexOf(kind),
  state: (state: TaskInstanceState | null): number => STATE_CODES.get(state) as number,
  runState: (state: DagRunState | null): number => RUN_STATE_CODES.get(state) as number,
  trigger: (event: TriggerRowEvent["event"]): number => TRIGGER_EVENTS.indexOf(event),
};

const TASK_INSTANCE = codeOf.kind("taskInstance");
const DAG_RUN = codeOf.kind("dagRun");
const TRIGGER = codeOf.kind("trigger");

/** The names that the numbers stand for. */
export const nameOf = {
  state: (code: number): TaskInstanceState | null => STATES[code] ?? null,
  runState: (code: number): DagRunState => RUN_STATES[code] as DagRunState,
  trigger: (code: number): TriggerRowEvent["event"] => TRIGGER_EVENTS[code] as TriggerRowEvent["event"],
};

/** The key of a task instance's row. */
export function keyOf({ task, dagRun, mapIndex }: TaskInstance): TaskInstanceKey {
  return { dagId: task.dag.dagId, runId: dagRun.runId, taskId: task.taskId, mapIndex };
}

/** A change as it is kept: by whom and when, of what, from which state to which. */
export type Change = TaskInstanceEvent | DagRunEvent | TriggerRowEvent;

/**
 * Keeps what happens, and tells those who listen. Changes of states are kept in columns and made into objects when they
 * are read; objects for listeners are made only where there are any.
 */
export class Recorder implements Observer {
  readonly emitter = new EventEmitter<SimulationEvents>();
  readonly instances: TaskInstance[] = [];
  readonly runs: DagRun[] = [];
  readonly apiCalls: ApiCallEvent[] = [];
  readonly errors: TaskErrorEvent[] = [];
  readonly datasets: DatasetUpdateEvent[] = [];
  readonly slaMisses: SlaMissEvent[] = [];
  readonly callbacks: CallbackEvent[] = [];
  readonly changes = new Columns({
    at: Float64Array,
    kind: Uint8Array,
    by: Uint8Array,
    subject: Int32Array,
    state: Uint8Array,
    from: Uint8Array,
    tryNumber: Int32Array,
  });
  readonly slots = new Columns({ at: Float64Array, delta: Int8Array, instance: Int32Array });
  /** Rows about a mapped task's instance before it was expanded: its map index was -1 then. */
  readonly #unexpanded = new Set<number>();
  /** Of each trigger, by its id less one: whose it is, and the class's place in `#triggerTypes`. */
  readonly #triggers = new Columns({ instance: Int32Array, type: Int32Array });
  readonly #triggerTypes: string[] = [];
  readonly #kernel: Kernel;
  /** Why task instances waited; undefined where nobody has asked. */
  readonly waits: WaitLog | undefined;

  constructor(kernel: Kernel, { explain = false }: { readonly explain?: boolean } = {}) {
    this.#kernel = kernel;
    this.waits = explain ? new WaitLog(kernel, () => this.changes.length) : undefined;
  }

  taskInstance(instance: TaskInstance, from: TaskInstanceState | null, actor: Actor): void {
    this.instances[instance.id] = instance;
    const row = this.#change(TASK_INSTANCE, instance.id, actor, codeOf.state(instance.state), codeOf.state(from));
    this.changes.columns.tryNumber[row] = instance.triesCounted;
    this.waits?.stateChanged(instance);
    if (instance.mapIndex < 0 && instance.task.isMapped) this.#unexpanded.add(row);
    if (this.emitter.listenerCount("taskInstance") > 0)
      this.emitter.emit("taskInstance", this.change(row) as TaskInstanceEvent);
  }

  dagRun(run: DagRun, from: DagRunState | null, actor: Actor): void {
    if (run.id === this.runs.length) this.runs.push(run);
    const row = this.#change(DAG_RUN, run.id, actor, codeOf.runState(run.state), codeOf.runState(from));
    if (this.emitter.listenerCount("dagRun") > 0) this.emitter.emit("dagRun", this.change(row) as DagRunEvent);
  }

  trigger(trigger: TriggerRow, event: TriggerRowEvent["event"], actor: Actor): void {
    if (event === "created") this.#keepTrigger(trigger);
    const row = this.#change(TRIGGER, trigger.id, actor, codeOf.trigger(event), 0);
    if (this.emitter.listenerCount("trigger") > 0) this.emitter.emit("trigger", this.change(row) as TriggerRowEvent);
  }

  #keepTrigger({ id, taskInstance, trigger }: TriggerRow): void {
    let type = this.#triggerTypes.indexOf(trigger.triggerType);
    if (type < 0) type = this.#triggerTypes.push(trigger.triggerType) - 1;
    while (this.#triggers.length < id) this.#triggers.add();
    this.#triggers.columns.instance[id - 1] = taskInstance.id;
    this.#triggers.columns.type[id - 1] = type;
  }

  #change(kind: number, subject: number, actor: Actor, state: number, from: number): number {
    const row = this.changes.add();
    const { columns } = this.changes;
    columns.at[row] = this.#kernel.now;
    columns.kind[row] = kind;
    columns.by[row] = ACTORS.indexOf(actor);
    columns.subject[row] = subject;
    columns.state[row] = state;
    columns.from[row] = from;
    return row;
  }

  /** A change that was kept. */
  change(row: number): Change {
    const { columns } = this.changes;
    const [at, by] = [columns.at[row] as number, ACTORS[columns.by[row] as number] as Actor];
    const [subject, state, from] = [
      columns.subject[row] as number,
      columns.state[row] as number,
      columns.from[row] as number,
    ];
    switch (columns.kind[row]) {
      case TASK_INSTANCE: {
        const key = keyOf(this.instances[subject] as TaskInstance);
        return {
          kind: "taskInstance",
          at,
          by,
          ...key,
          mapIndex: this.#unexpanded.has(row) ? -1 : key.mapIndex,
          state: STATES[state] ?? null,
          from: STATES[from] ?? null,
          tryNumber: columns.tryNumber[row] as number,
        };
      }
      case DAG_RUN: {
        const { dag, runId } = this.runs[subject] as DagRun;
        return {
          kind: "dagRun",
          at,
          by,
          dagId: dag.dagId,
          runId,
          state: RUN_STATES[state] as DagRunState,
          from: RUN_STATES[from] ?? null,
        };
      }
      default: {
        const { instance, type } = this.#triggers.columns;
        return {
          kind: "trigger",
          at,
          by,
          ...keyOf(this.instances[instance[subject - 1] as number] as TaskInstance),
          triggerId: subject,
          event: TRIGGER_EVENTS[state] as TriggerRowEvent["event"],
          triggerType: this.#triggerTypes[type[subject - 1] as number] as string,
        };
      }
    }
  }

  slot(delta: 1 | -1, instance: TaskInstance): void {
    const row = this.slots.add();
    const { columns } = this.slots;
    columns.at[row] = this.#kernel.now;
    columns.delta[row] = delta;
    columns.instance[row] = instance.id;
    if (this.emitter.listenerCount("slot") > 0)
      this.emitter.emit("slot", { kind: "slot", at: this.#kernel.now, delta, ...keyOf(instance) });
  }

  /** The task instance that a trigger was made for. */
  taskInstanceOfTrigger(triggerId: number): TaskInstance {
    return this.instances[this.#triggers.columns.instance[triggerId - 1] as number] as TaskInstance;
  }

  apiCall(actor: Actor, call: string, params: Readonly<Record<string, unknown>>): void {
    const scalars = Object.entries(params).filter(([, value]) =>
      ["string", "number", "boolean"].includes(typeof value),
    );
    const event: ApiCallEvent = {
      kind: "apiCall",
      at: this.#kernel.now,
      by: actor,
      call,
      params: Object.fromEntries(scalars),
    };
    this.apiCalls.push(event);
    this.emitter.emit("apiCall", event);
  }

  taskError(instance: TaskInstance, error: unknown): void {
    const event: TaskErrorEvent = {
      kind: "taskError",
      at: this.#kernel.now,
      ...keyOf(instance),
      type: exceptionName(error),
      message: exceptionMessage(error),
    };
    this.errors.push(event);
    this.emitter.emit("taskError", event);
  }

  dataset(uri: string, source: TaskInstance, actor: Actor): void {
    const event: DatasetUpdateEvent = { kind: "dataset", at: this.#kernel.now, by: actor, uri, ...keyOf(source) };
    this.datasets.push(event);
    this.emitter.emit("dataset", event);
  }

  slaMiss(miss: SlaMiss): void {
    const event: SlaMissEvent = { kind: "slaMiss", ...miss };
    this.slaMisses.push(event);
    this.emitter.emit("slaMiss", event);
  }

  callback(call: CallbackCall, actor: Actor): void {
    const event = callbackEvent(call, this.#kernel.now, actor);
    this.callbacks.push(event);
    this.emitter.emit("callback", event);
  }

  get logs(): boolean {
    return this.emitter.listenerCount("log") > 0;
  }

  log(source: LogSource, level: LogLevel, template: string, values: readonly unknown[]): void {
    const { actor, place, taskInstance, attempt = 0 } = source;
    const subject = taskInstance === undefined ? {} : { taskInstance: { ...keyOf(taskInstance), attempt } };
    this.emitter.emit("log", {
      kind: "log",
      at: this.#kernel.now,
      by: actor,
      level,
      place,
      message: formatPython(template, values),
      ...subject,
    });
  }
}

function callbackEvent(call: CallbackCall, at: Micros, by: Actor): CallbackEvent {
  if ("instance" in call)
    return { kind: "callback", of: "task", at, by, callback: call.callback, ...keyOf(call.instance) };
  if ("run" in call) {
    const { callback, run, reason } = call;
    return { kind: "callback", of: "dagRun", at, by, callback, dagId: run.dag.dagId, runId: run.runId, reason };
  }
  const { callback, dag, slas, blocking } = call;
  return { kind: "callback", of: "slas", at, by, callback, dagId: dag.dagId, slas, blocking };
}
