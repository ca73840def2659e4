import { toSeconds } from "../../kernel/index.ts";
import type { SimulationResult, TaskInstanceResult } from "../../observe/index.ts";
import type { Calls } from "./call-parameters.ts";

/** The kinds of facts about a task instance, a run, or the whole. */
export type Aspect =
  | "state"
  | "start"
  | "end"
  | "tries"
  | "visits to workers"
  | "worker-slot seconds"
  | "triggers"
  | "errors"
  | "callbacks"
  | "calls"
  | "parameter"
  | "dataset updates"
  | "SLA misses"
  | "makespan"
  | "time queued"
  | "worker slots, peak"
  | "triggers, peak";

/** The subject of a fact. A run has no `taskId`; the whole scenario has neither. */
export interface Subject {
  readonly dagId?: string;
  readonly runId?: string;
  readonly taskId?: string;
  readonly mapIndex?: number;
  /** A call and who makes it, `glue.GetJobRun, triggerer`, or the URI of a dataset. */
  readonly name?: string;
  /** Of calls. */
  readonly parameter?: string;
}

/** One thing that came of a simulation. Times are seconds after its start. */
export type Value = string | number | null;

/** All that came of a simulation for one subject. */
export interface FactsOfSubject {
  readonly subject: Subject;
  readonly values: Readonly<Partial<Record<Aspect, Value>>>;
}

/** All that came of a simulation, as far as it is compared: by a key of the subject that is the same in another simulation. */
export type Facts = ReadonlyMap<string, FactsOfSubject>;

/** One fact; undefined where it is not there. */
export function factOf(facts: Facts, key: string, aspect: Aspect): Value | undefined {
  return facts.get(key)?.values[aspect];
}

/** The facts of one simulation. */
export function factsOf(result: SimulationResult, calls: Calls): Facts {
  const facts = new Map<string, FactsOfSubject>();
  const own = ownFacts(result);
  const runs = runNames(result);
  const dues = dueNames(result);
  const state = (subject: Subject, values: FactsOfSubject["values"]): void => {
    const { dagId, runId, taskId, mapIndex, name } = subject;
    const due = dagId !== undefined && runId !== undefined ? dues.get(runKey({ dagId, runId })) : undefined;
    const key = keyOf(dagId, due ?? runId, taskId, mapIndex, name);
    facts.set(key, { subject, values: { ...facts.get(key)?.values, ...values } });
  };
  for (const instance of result.taskInstances) {
    const { dagId, taskId, mapIndex } = instance;
    state({ dagId, runId: runs.get(runKey(instance)) ?? instance.runId, taskId, mapIndex }, taskFacts(instance, own));
  }
  for (const { dagId, runId, ...run } of result.dagRuns)
    state(
      { dagId, runId: runs.get(runKey({ dagId, runId })) ?? runId },
      { state: run.state, start: secondsOf(run.startDate), end: secondsOf(run.endDate) },
    );
  for (const [name, { count }] of calls) state({ name }, { calls: count });
  for (const [name, count] of counted(result.datasetEvents, ({ uri }) => uri))
    state({ name }, { "dataset updates": count });
  for (const [name, count] of counted(result.slaMisses, ({ dagId, taskId }) => `${dagId}.${taskId}`))
    state({ name }, { "SLA misses": count });
  const { makespan, queuedSeconds, peakTriggers } = result.usage();
  state(
    {},
    {
      makespan,
      "time queued": queuedSeconds,
      "worker slots, peak": lastingPeak(result),
      "triggers, peak": peakTriggers,
    },
  );
  return facts;
}

/**
 * Finds the most worker slots that are in use for any time at all. Where a task ends and the next begins at one instant, versions
 * differ in which comes first, which is no more load.
 */
function lastingPeak(result: SimulationResult): number {
  let [most, level, since] = [0, 0, 0];
  for (const { at, delta } of result.slotChanges()) {
    if (at > since) most = Math.max(most, level);
    since = at;
    level += delta;
  }
  return result.endedAt > since ? Math.max(most, level) : most;
}

/** The parts of a key as one text: no id holds a line break. */
function keyOf(...parts: readonly (string | number | undefined)[]): string {
  return parts.join("\n");
}

function runKey({ dagId, runId }: Pick<Key, "dagId" | "runId">): string {
  return `${dagId}\n${runId}`;
}

/** Names for runs whose ids contain the time, such as those that datasets trigger. */
function runNames({ dagRuns }: SimulationResult): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  const names = new Map<string, string>();
  for (const run of dagRuns) {
    if (run.runType !== "dataset_triggered") continue;
    const count = (counts.get(run.dagId) ?? 0) + 1;
    counts.set(run.dagId, count);
    names.set(runKey(run), `${run.runType} ${count}`);
  }
  return names;
}

/**
 * Names for scheduled runs by the moment at which each is due, the end of its data interval: in 3 a run of a cron expression
 * has that as its logical date, in 2.x the start of the interval, so that the same run has another id.
 */
function dueNames({ dagRuns }: SimulationResult): ReadonlyMap<string, string> {
  return new Map(
    dagRuns.flatMap((run) =>
      run.runType === "scheduled" && run.dataIntervalEnd !== null
        ? [[runKey(run), `due ${run.dataIntervalEnd}`] as const]
        : [],
    ),
  );
}

/** The usage and the events of task instances, by their keys. */
interface OwnFacts {
  readonly slotSeconds: ReadonlyMap<string, number>;
  readonly triggers: ReadonlyMap<string, string>;
  readonly errors: ReadonlyMap<string, string>;
  readonly callbacks: ReadonlyMap<string, string>;
}

type Key = Pick<TaskInstanceResult, "dagId" | "runId" | "taskId" | "mapIndex">;

function factKey({ dagId, runId, taskId, mapIndex }: Key): string {
  return `${dagId}\n${runId}\n${taskId}\n${mapIndex}`;
}

function taskFacts(instance: TaskInstanceResult, own: OwnFacts): FactsOfSubject["values"] {
  const key = factKey(instance);
  return {
    state: instance.state,
    start: secondsOf(instance.startDate),
    end: secondsOf(instance.endDate),
    tries: instance.tryNumber,
    "visits to workers": visitsOf(instance),
    "worker-slot seconds": own.slotSeconds.get(key) ?? 0,
    triggers: own.triggers.get(key) ?? "none",
    errors: own.errors.get(key) ?? "none",
    callbacks: own.callbacks.get(key) ?? "none",
  };
}

/** When it began to run, where that was more than once: `1 s, 62 s`. */
function visitsOf({ history }: TaskInstanceResult): string {
  const begun = history.filter((step) => step.state === "running").map(({ at }) => `${toSeconds(at)} s`);
  return begun.length > 1 ? begun.join(", ") : String(begun.length);
}

function ownFacts(result: SimulationResult): OwnFacts {
  const slotMicros = new Map<string, number>();
  for (const { at, delta, ...key } of result.slotChanges()) {
    const name = factKey(key);
    slotMicros.set(name, (slotMicros.get(name) ?? 0) - delta * at);
  }
  // a slot that is held to the end is held until then
  const held = counted([...result.slotChanges()], factKey, ({ delta }) => delta);
  for (const [name, level] of held) slotMicros.set(name, (slotMicros.get(name) ?? 0) + level * result.endedAt);
  const created = [...result.changes()].flatMap((change) =>
    change.kind === "trigger" && change.event === "created" ? [change] : [],
  );
  const ofTasks = result.callbacks.flatMap((event) => (event.of === "task" ? [event] : []));
  return {
    slotSeconds: new Map([...slotMicros].map(([name, micros]) => [name, toSeconds(micros)])),
    triggers: listed(created, ({ triggerType }) => triggerType),
    errors: listed(result.errors, ({ type }) => type),
    callbacks: listed(ofTasks, ({ callback }) => callback),
  };
}

/** The events of each task instance, in order. */
function listed<Event extends Key>(events: readonly Event[], name: (event: Event) => string): Map<string, string> {
  const names = new Map<string, string>();
  for (const event of events) {
    const key = factKey(event);
    const before = names.get(key);
    names.set(key, before === undefined ? name(event) : `${before}, ${name(event)}`);
  }
  return names;
}

function counted<Item>(
  items: readonly Item[],
  name: (item: Item) => string,
  weight: (item: Item) => number = () => 1,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + weight(item));
  return counts;
}

function secondsOf(micros: number | null): number | null {
  return micros === null ? null : toSeconds(micros);
}
