/**
 * The metrics that Airflow sends, by its names, as far as a simulation knows them: what measures the machine (how long the
 * scheduler's code takes, how many processes there are) is left out. See docs/exports.md.
 * @module
 */

import { isFinished, TaskInstanceState } from "../definition/index.ts";
import { durationMicros, type Micros } from "../kernel/index.ts";
import type {
  DagRunUpdate,
  ExecutorHeartbeatEvent,
  SimulationResult,
  SlotEvent,
  TaskInstanceEvent,
  TriggerRowEvent,
} from "../observe/index.ts";
import { DEFAULT_CONFIG } from "../rules/index.ts";
import type { Simulation } from "../simulation/index.ts";
import { Definitions, taskInstanceName } from "./exporter.ts";
import { openSlots, PoolCounts } from "./pool-counts.ts";

/** One measurement. `tags` are those of the name without them in it. */
export interface Metric {
  readonly at: Micros;
  readonly type: "counter" | "gauge" | "timer";
  /** Airflow's older name, with what is measured in it: `ti.start.my_dag.my_task`; null where there is none. */
  readonly legacyName: string | null;
  /** The name that goes with tags: `ti.start`; null where 2.7.2 has only the older one. */
  readonly name: string | null;
  /** The name for formats that have only names with tags. */
  readonly family: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Of timers, in milliseconds; but Airflow gives `queued_duration` and `scheduled_duration` in seconds. */
  readonly value: number;
}

/** The host of the only worker and the only triggerer, as names of metrics have it. */
const HOST = "airlapse";

/** The class of the executor, by which dashboards select: worker slots behind a broker are Celery's. */
const EXECUTOR = "CeleryExecutor";

const STATES: readonly string[] = ["None", ...Object.values(TaskInstanceState)];

/** The state of a task instance between two events. */
interface Known {
  startDate: Micros | null;
  queuedAt: Micros | null;
  /** The time from which it runs. */
  runningSince: Micros | null;
  /** True if its row has an end date. Airflow then sends no metric when it goes on. */
  hasEnded: boolean;
  job: number;
}

/** Calls `tell` with each metric that Airflow would send. */
export function onAirflowMetrics(
  simulation: Simulation,
  tell: (metric: Metric) => void,
): { end(result: SimulationResult): void } {
  const metrics = new AirflowMetrics(simulation, tell);
  return { end: ({ endedAt }) => metrics.end(endedAt) };
}

class AirflowMetrics {
  readonly #tell: (metric: Metric) => void;
  readonly #definitions: Definitions;
  readonly #pools: PoolCounts;
  readonly #known = new Map<string, Known>();
  readonly #runStarts = new Map<string, Micros>();
  readonly #poolsChanged = new Set<string>();
  readonly #poolInterval: Micros;
  readonly #phase: Micros;
  #poolTick: Micros;
  readonly #assigned = new Set<number>();
  readonly #executorGauges = new Map<string, number>();
  #jobs = 0;
  #at: Micros = 0;

  constructor(simulation: Simulation, tell: (metric: Metric) => void) {
    this.#tell = tell;
    this.#definitions = new Definitions(simulation);
    this.#pools = new PoolCounts(this.#definitions);
    const { config, phases } = this.#definitions.options;
    this.#poolInterval = durationMicros(
      config?.scheduler?.poolMetricsInterval ?? DEFAULT_CONFIG.scheduler.poolMetricsInterval,
    );
    this.#phase = durationMicros(phases?.scheduler ?? 0);
    this.#poolTick = this.#phase + this.#poolInterval;
    for (const name of this.#pools.counts.keys()) this.#poolsChanged.add(name);
    simulation
      .on("taskInstance", (event) => this.#taskInstance(event))
      .on("dagRun", (event) => this.#dagRun(event))
      .on("slot", (event) => this.#slot(event))
      .on("trigger", (event) => this.#trigger(event))
      .on("triggerHandled", ({ at, outcome }) => this.#count(at, `triggers.${outcome}`))
      .on("executorHeartbeat", (event) => this.#executor(event))
      .on("dataset", ({ at }) => this.#count(at, "dataset.updates"))
      .on("slaMiss", ({ at, dagId, taskId }) => this.#count(at, "sla_missed", { dag_id: dagId, task_id: taskId }));
  }

  end(endedAt: Micros): void {
    this.#comeTo(endedAt + 1);
  }

  /** All before an instant has been told: the pools' gauges that were due by then are sent. */
  #comeTo(at: Micros): void {
    if (at <= this.#at) return;
    this.#at = at;
    while (this.#poolTick < at) {
      this.#poolGauges(this.#poolTick);
      const missed = Math.floor((at - 1 - this.#poolTick) / this.#poolInterval);
      this.#poolTick += this.#poolInterval * Math.max(1, missed);
    }
  }

  /** Sent every five seconds; here only those that differ from what was sent last. */
  #poolGauges(at: Micros): void {
    for (const pool_name of this.#poolsChanged) {
      const count = this.#pools.counts.get(pool_name);
      if (count === undefined) continue;
      const { running, queued, deferred } = count;
      const values = { open: openSlots(count), queued, running, deferred };
      for (const [what, value] of Object.entries(values))
        this.#send(at, "gauge", `pool.${what}_slots`, `.${pool_name}`, { pool_name }, value);
    }
    this.#poolsChanged.clear();
  }

  #send(
    at: Micros,
    type: Metric["type"],
    name: string,
    suffix: string | null,
    tags: Readonly<Record<string, string>>,
    value: number,
  ): void {
    this.#tell({ at, type, name, family: name, legacyName: suffix === null ? null : name + suffix, tags, value });
  }

  #count(
    at: Micros,
    name: string,
    tags: Readonly<Record<string, string>> = {},
    suffix: string | null = null,
    by = 1,
  ): void {
    this.#comeTo(at);
    this.#send(at, "counter", name, suffix, tags, by);
  }

  #taskInstance(event: TaskInstanceEvent): void {
    const { at, state, from, by } = event;
    this.#comeTo(at);
    const { dagId, taskId } = event;
    const { taskType } = this.#definitions.task(event);
    const pool = this.#pools.count(event);
    if (pool !== undefined) this.#poolsChanged.add(pool.pool.name);
    if (state === null && from === null)
      this.#count(at, "task_instance_created", { dag_id: dagId, task_type: taskType }, `_${taskType}`);
    const known = this.#knownOf(event);
    if (from === "running") this.#stopped(event, known, taskType);
    else if (from === "queued" && by === "scheduler" && (state === "failed" || state === "up_for_retry")) {
      this.#count(at, "scheduler.tasks.killed_externally", { dag_id: dagId, task_id: taskId });
      this.#failed(event, taskType);
    }
    if (state === "queued") this.#queued(event, known);
    else if (state === "running") this.#started(event, known);
    if (isFinished(state)) this.#known.delete(taskInstanceName(event));
  }

  #knownOf(event: TaskInstanceEvent): Known {
    const key = taskInstanceName(event);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const fresh: Known = { startDate: null, queuedAt: null, runningSince: null, hasEnded: false, job: 0 };
    if (event.state !== null && isFinished(event.state)) return fresh;
    this.#known.set(key, fresh);
    return fresh;
  }

  #queued({ at, dagId, taskId }: TaskInstanceEvent, known: Known): void {
    known.queuedAt = at;
    if (known.hasEnded || known.startDate === null) return;
    this.#taskTimer(at, dagId, taskId, "scheduled_duration", (at - known.startDate) / 1e6);
  }

  #started({ at, dagId, taskId, from }: TaskInstanceEvent, known: Known): void {
    const tags = { dag_id: dagId, task_id: taskId };
    if (!known.hasEnded && known.queuedAt !== null && from === "queued")
      this.#taskTimer(at, dagId, taskId, "queued_duration", (at - known.queuedAt) / 1e6);
    known.startDate ??= at;
    known.runningSince = at;
    known.hasEnded = false;
    this.#count(at, "ti.start", tags, `.${dagId}.${taskId}`);
    for (const state of STATES) this.#count(at, "ti.finish", { ...tags, state }, `.${dagId}.${taskId}.${state}`, 0);
  }

  #taskTimer(at: Micros, dagId: string, taskId: string, what: string, value: number): void {
    const tags = { dag_id: dagId, task_id: taskId };
    const [name, legacyName] = [`task.${what}`, `dag.${dagId}.${taskId}.${what}`];
    this.#tell({ at, type: "timer", name, family: name, legacyName, tags, value });
  }

  /** The process of a task instance has ended, or a user has ended it. */
  #stopped(event: TaskInstanceEvent, known: Known, taskType: string): void {
    const { at, state, by, dagId, taskId } = event;
    const tags = { dag_id: dagId, task_id: taskId };
    const { runningSince, job } = known;
    known.runningSince = null;
    if (state !== "deferred") [known.hasEnded, known.startDate] = [true, null];
    if (by !== "worker") return;
    const duration = { name: null, family: "task.duration", legacyName: `dag.${dagId}.${taskId}.duration` };
    if (runningSince !== null) this.#tell({ at, type: "timer", ...duration, tags, value: (at - runningSince) / 1e3 });
    if (state === "success") {
      this.#count(at, "operator_successes", { ...tags, task_type: taskType }, `_${taskType}`);
      this.#count(at, "ti_successes", tags);
    } else if (state === "failed" || state === "up_for_retry") this.#failed(event, taskType);
    const finished = state ?? "None";
    this.#count(at, "ti.finish", { ...tags, state: finished }, `.${dagId}.${taskId}.${finished}`);
    const code = state === "deferred" ? "100" : state === "failed" || state === "up_for_retry" ? "1" : "0";
    const exit = { ...tags, job_id: String(job), return_code: code };
    this.#count(at, "local_task_job.task_exit", exit, `.${job}.${dagId}.${taskId}.${code}`);
  }

  #failed({ at, dagId, taskId }: TaskInstanceEvent, operator: string): void {
    const tags = { dag_id: dagId, task_id: taskId };
    this.#count(at, "operator_failures", { ...tags, operator }, `_${operator}`);
    this.#count(at, "ti_failures", tags);
  }

  #slot(event: SlotEvent): void {
    this.#count(event.at, event.delta > 0 ? "job_start" : "job_end");
    if (event.delta < 0) return;
    this.#jobs += 1;
    const known = this.#known.get(taskInstanceName(event));
    if (known !== undefined) known.job = this.#jobs;
  }

  #dagRun(event: DagRunUpdate): void {
    const { at, state, dagId, runId, runType, dataIntervalEnd } = event;
    this.#comeTo(at);
    const key = `${dagId}\n${runId}`;
    if (event.from === null && runType === "dataset_triggered") this.#count(at, "dataset.triggered_dagruns");
    if (state === "running") {
      this.#runStarts.set(key, at);
      if (this.#isPeriodic(dagId) && event.from === "queued" && dataIntervalEnd !== null)
        this.#send(at, "timer", "dagrun.schedule_delay", `.${dagId}`, { dag_id: dagId }, (at - dataIntervalEnd) / 1e3);
    } else if (state === "success" || state === "failed") {
      const startedAt = this.#runStarts.get(key);
      this.#runStarts.delete(key);
      if (startedAt === undefined) return;
      const tags = { dag_id: dagId, run_type: runType };
      this.#send(at, "timer", `dagrun.duration.${state}`, `.${dagId}`, tags, (at - startedAt) / 1e3);
    }
  }

  /** Sent in each loop of the scheduler; here only where they differ from what was sent last. */
  #executor({ at, openSlots, queuedTasks, runningTasks }: ExecutorHeartbeatEvent): void {
    this.#comeTo(at);
    const values = { open_slots: openSlots, queued_tasks: queuedTasks, running_tasks: runningTasks };
    for (const [what, value] of Object.entries(values)) {
      if (this.#executorGauges.get(what) === value) continue;
      this.#executorGauges.set(what, value);
      const status = what.replace(/_.*/, "");
      this.#send(at, "gauge", `executor.${what}`, null, { status, name: EXECUTOR }, value);
    }
  }

  /** True if a DAG's runs follow a clock. */
  #isPeriodic(dagId: string): boolean {
    const schedule = this.#definitions.options.dags.find((dag) => dag.dagId === dagId)?.arguments.schedule ?? null;
    if (schedule === null || schedule === "@once" || schedule === "@continuous") return false;
    return typeof schedule === "string" || "every" in schedule;
  }

  #trigger({ at, triggerId, event }: TriggerRowEvent): void {
    this.#comeTo(at);
    const before = this.#assigned.size;
    if (event === "assigned") this.#assigned.add(triggerId);
    else if (event === "deleted") this.#assigned.delete(triggerId);
    const { size } = this.#assigned;
    if (size !== before) this.#send(at, "gauge", "triggers.running", `.${HOST}`, { hostname: HOST }, size);
  }
}
