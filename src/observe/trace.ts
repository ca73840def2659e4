/**
 * The trace of a simulation in the format of the oracle, which runs real Airflow. It has Airflow's column names, and times in
 * seconds. Simulations are compared by their traces.
 * @module
 */

import type { Calendar } from "../definition/index.ts";
import { type Micros, toSeconds } from "../kernel/index.ts";
import { type AirflowVersion, DEFAULT_AIRFLOW } from "../rules/index.ts";
import type { Change } from "./change-log.ts";
import type {
  ApiCallEvent,
  CallbackEvent,
  DagPausedEvent,
  DatasetUpdateEvent,
  SlaMissEvent,
  SlotEvent,
  TaskErrorEvent,
} from "./events.ts";
import type { DagRunResult, TaskInstanceResult } from "./result-rows.ts";

type InstanceKey = readonly [dagId: string, runId: string, taskId: string, mapIndex: number];
type RunKey = readonly [dagId: string, runId: string];

type TraceEvent =
  | {
      readonly t: number;
      readonly by: string;
      readonly ti: InstanceKey;
      readonly state: string | null;
      readonly from: string | null;
      readonly try: number;
    }
  | { readonly t: number; readonly by: string; readonly run: RunKey; readonly state: string }
  | {
      readonly t: number;
      readonly by: string;
      readonly trigger: number;
      readonly event: string;
      readonly class?: string;
    };

export interface Trace {
  readonly scenario: string;
  /** The version of Airflow; left out for 2.7.2. */
  readonly airflow?: AirflowVersion;
  readonly ended_at: number;
  readonly crashed: readonly string[];
  readonly events: readonly TraceEvent[];
  readonly task_instances: readonly {
    readonly ti: InstanceKey;
    readonly state: string | null;
    readonly try_number: number;
    readonly start: number | null;
    readonly end: number | null;
    readonly duration: number | null;
    readonly queued: number | null;
  }[];
  readonly dag_runs: readonly {
    readonly run: RunKey;
    readonly state: string;
    readonly start: number | null;
    readonly end: number | null;
    readonly logical: number | null;
  }[];
  readonly api_calls: readonly {
    readonly t: number;
    readonly actor: string;
    readonly call: string;
    readonly params?: Readonly<Record<string, unknown>>;
  }[];
  readonly errors: readonly {
    readonly t: number;
    readonly task_id: string;
    readonly run_id: string;
    readonly map_index: number;
    readonly type: string;
    readonly message: string;
  }[];
  readonly reschedules: number;
  readonly slots: readonly (readonly [t: number, delta: number])[];
  /** The oracle records this and what follows only with `scripts/oracle-more.py`. */
  readonly callbacks?: readonly TraceCallback[];
  readonly dataset_events?: readonly { readonly t: number; readonly dataset: string; readonly ti: InstanceKey }[];
  readonly sla_misses?: readonly {
    readonly t: number;
    readonly dag_id: string;
    readonly task_id: string;
    readonly logical: number;
  }[];
  readonly paused_dags?: readonly string[];
  readonly data_intervals?: readonly {
    readonly run: RunKey;
    readonly start: number | null;
    readonly end: number | null;
  }[];
}

type TraceCallback = { readonly t: number; readonly by: string; readonly callback: string } & (
  | { readonly ti: InstanceKey }
  | { readonly run: RunKey; readonly reason: string }
  | { readonly dag: string; readonly task_list: readonly string[]; readonly blocking_task_list: readonly string[] }
);

/** The most characters of an error's message. */
const MESSAGE_LENGTH = 300;

/** The parts of a result that a trace reads. */
interface TraceSource {
  readonly endedAt: Micros;
  changes(): Iterable<Change>;
  slotChanges(): Iterable<SlotEvent>;
  readonly taskInstances: readonly TaskInstanceResult[];
  readonly dagRuns: readonly DagRunResult[];
  readonly apiCalls: readonly ApiCallEvent[];
  readonly errors: readonly TaskErrorEvent[];
  readonly reschedules: number;
  readonly callbacks: readonly CallbackEvent[];
  readonly datasetEvents: readonly DatasetUpdateEvent[];
  readonly slaMisses: readonly SlaMissEvent[];
  readonly pausedDags: readonly DagPausedEvent[];
}

/** The trace of a result. `scenario` is its name. */
export function traceOf(result: TraceSource, scenario: string, calendar: Calendar, airflow: AirflowVersion): Trace {
  return {
    scenario,
    ...(airflow === DEFAULT_AIRFLOW ? {} : { airflow }),
    ended_at: toSeconds(result.endedAt),
    crashed: [],
    events: [...result.changes()].filter((change) => !isDeletion(change)).map(eventOf),
    task_instances: result.taskInstances.map((row) => ({
      ti: [row.dagId, row.runId, row.taskId, row.mapIndex],
      state: row.state,
      try_number: row.tryNumber,
      start: secondsOrNull(row.startDate),
      end: secondsOrNull(row.endDate),
      duration: secondsOrNull(row.duration),
      queued: secondsOrNull(row.queuedDttm),
    })),
    dag_runs: result.dagRuns.map((row) => ({
      run: [row.dagId, row.runId],
      state: row.state,
      start: secondsOrNull(row.startDate),
      end: secondsOrNull(row.endDate),
      logical: secondsOrNull(row.logicalDate),
    })),
    api_calls: result.apiCalls.map(({ at, by, call, params }) => ({
      t: toSeconds(at),
      actor: by,
      call,
      ...(Object.keys(params).length > 0 ? { params } : {}),
    })),
    errors: result.errors.map(({ at, taskId, runId, mapIndex, type, message }) => ({
      t: toSeconds(at),
      task_id: taskId,
      run_id: runId,
      map_index: mapIndex,
      type,
      message: message.slice(0, MESSAGE_LENGTH),
    })),
    reschedules: result.reschedules,
    slots: [...result.slotChanges()].map(({ at, delta }) => [toSeconds(at), delta]),
    callbacks: result.callbacks.map((event) => callbackOf(event, calendar)),
    dataset_events: result.datasetEvents.map(({ at, uri, dagId, runId, taskId, mapIndex }) => ({
      t: toSeconds(at),
      dataset: uri,
      ti: [dagId, runId, taskId, mapIndex],
    })),
    sla_misses: result.slaMisses.map(({ at, dagId, taskId, logicalDate }) => ({
      t: toSeconds(at),
      dag_id: dagId,
      task_id: taskId,
      logical: toSeconds(logicalDate),
    })),
    paused_dags: stillPaused(result.pausedDags),
    data_intervals: result.dagRuns.map(({ dagId, runId, dataIntervalStart, dataIntervalEnd }) => ({
      run: [dagId, runId],
      start: secondsOrNull(dataIntervalStart),
      end: secondsOrNull(dataIntervalEnd),
    })),
  };
}

/** A row that a person deletes leaves no event in a trace. */
function isDeletion(change: Change): boolean {
  return change.kind === "taskInstance" && change.state === "removed" && change.by === "user";
}

function callbackOf(event: CallbackEvent, calendar: Calendar): TraceCallback {
  const { callback, by, dagId } = event;
  const head = { t: toSeconds(event.at), by, callback };
  switch (event.of) {
    case "task":
      return { ...head, ti: [dagId, event.runId, event.taskId, event.mapIndex] };
    case "dagRun":
      return { ...head, run: [dagId, event.runId], reason: event.reason };
    case "slas": {
      const listed = (rows: readonly { readonly taskId: string; readonly logicalDate: Micros }[]) =>
        rows.map(({ taskId, logicalDate }) => `${taskId} on ${calendar.isoformat(logicalDate)}`);
      return { ...head, dag: dagId, task_list: listed(event.slas), blocking_task_list: listed(event.blocking) };
    }
  }
}

function secondsOrNull(at: Micros | null): number | null {
  return at === null ? null : toSeconds(at);
}

function eventOf(change: Change): TraceEvent {
  const t = toSeconds(change.at);
  switch (change.kind) {
    case "taskInstance": {
      const { dagId, runId, taskId, mapIndex } = change;
      return {
        t,
        by: change.by,
        ti: [dagId, runId, taskId, mapIndex],
        state: change.state,
        from: change.from,
        try: change.tryNumber,
      };
    }
    case "dagRun":
      return { t, by: change.by, run: [change.dagId, change.runId], state: change.state };
    case "trigger": {
      const created = change.event === "created" ? { class: change.triggerType } : {};
      return { t, by: change.by, trigger: change.triggerId, event: change.event, ...created };
    }
  }
}

/** The DAGs that are paused at the end. */
function stillPaused(events: readonly DagPausedEvent[]): string[] {
  const paused = new Set<string>();
  for (const { kind, dagId } of events) {
    if (kind === "dagPaused") paused.add(dagId);
    else paused.delete(dagId);
  }
  return [...paused].sort();
}
