/**
 * The keys that the options of a simulation have. The compiler holds each table to its type.
 * @module
 */
import type { FaultSpec, FaultTarget, SchedulerSpec, WorkerSpec } from "../celery/index.ts";
import type { RunLimits } from "../kernel/index.ts";
import { type KnownKeys, type Problem, unknownKeys } from "../options/index.ts";
import { rulesOf, versionsOf } from "../rules/index.ts";
import type {
  ActionOptions,
  BackfillOptions,
  ClearOptions,
  ClearRunOptions,
  TriggerOptions,
} from "./request-options.ts";
import type {
  AnyExecutorOptions,
  Phases,
  PoolOptions,
  SimulationOptions,
  TriggererSpec,
} from "./simulation-options.ts";

const SIMULATION: KnownKeys<SimulationOptions> = {
  dags: true,
  airflow: true,
  amazonProvider: true,
  rules: true,
  onRuleRead: true,
  start: true,
  until: true,
  config: true,
  pools: true,
  executor: true,
  environment: true,
  schedulers: true,
  faults: true,
  failures: true,
  dagProcessor: true,
  schedulerLoop: true,
  triggerers: true,
  phases: true,
  cloud: true,
  runOrder: true,
  seed: true,
  clock: true,
  keep: true,
  services: true,
  explain: true,
  check: true,
};

const POOL: KnownKeys<PoolOptions> = { slots: true, includeDeferred: true };

const EXECUTOR: KnownKeys<AnyExecutorOptions> = {
  class: true,
  workers: true,
  broker: true,
  workerSlots: true,
  revokesStuckTasks: true,
  taskStartup: true,
  taskSetup: true,
  taskParse: true,
  taskExit: true,
  taskShutdown: true,
  workerSlotsFrom: true,
  processTimes: true,
};

const TRIGGERER: KnownKeys<TriggererSpec> = { capacity: true, startAt: true, stopAt: true, shutdown: true };

const WORKER: KnownKeys<WorkerSpec> = {
  name: true,
  concurrency: true,
  startAt: true,
  stopAt: true,
  shutdown: true,
  grace: true,
};

const SCHEDULER: KnownKeys<SchedulerSpec> = { startAt: true, stopAt: true, shutdown: true };

const TARGET: KnownKeys<FaultTarget> = { dagId: true, runId: true, taskId: true, mapIndex: true };

/** The keys of each kind of fault, by the key that says the kind. */
function faultKeys(fault: FaultSpec): KnownKeys<object> {
  if ("kill" in fault) return { at: true, kill: true, ...TARGET };
  if ("lose" in fault) return { at: true, lose: true, ...TARGET };
  const isScheduler = "freeze" in fault && fault.freeze === "scheduler";
  return { at: true, freeze: true, for: true, ...(isScheduler ? { scheduler: true } : TARGET) };
}

const PHASES: KnownKeys<Phases> = { scheduler: true, triggerer: true, triggerRunner: true };

const RUN_LIMITS: KnownKeys<RunLimits> = { maxEvents: true, giveUp: true };

const TRIGGER: KnownKeys<TriggerOptions> = {
  runId: true,
  conf: true,
  at: true,
  logicalAt: true,
  runAfter: true,
  partitionKey: true,
};

const ACTION: KnownKeys<ClearOptions> = { at: true, dagId: true, runId: true, taskId: true, recursive: true };

const BACKFILL: KnownKeys<BackfillOptions> = {
  at: true,
  dagId: true,
  from: true,
  to: true,
  maxActiveRuns: true,
  reverse: true,
  reprocess: true,
  conf: true,
};

const DAG_ACTION: KnownKeys<ClearRunOptions> = { at: true, dagId: true, runId: true, onlyFailed: true };

/** Refuses keys that the options of a simulation, and the objects in them, do not have. */
export function unknownOptions(options: SimulationOptions): Problem[] {
  const { rules, pools, executor, schedulers, faults, dagProcessor, triggerers, phases } = options;
  const ofPools = Object.entries(pools ?? {}).flatMap(([name, pool]) => unknownKeys(`pools.${name}`, pool, POOL));
  const ofTriggerers = (triggerers ?? []).flatMap((spec, index) =>
    unknownKeys(`triggerers[${index}]`, spec, TRIGGERER),
  );
  return [
    ...unknownKeys("", options, SIMULATION),
    ...unknownKeys("rules", rules, rules === undefined ? {} : rulesOf(versionsOf({}))),
    ...ofPools,
    ...unknownKeys("executor", executor, EXECUTOR),
    ...(executor?.workers ?? []).flatMap((spec, index) => unknownKeys(`executor.workers[${index}]`, spec, WORKER)),
    ...(schedulers ?? []).flatMap((spec, index) => unknownKeys(`schedulers[${index}]`, spec, SCHEDULER)),
    ...(faults ?? []).flatMap((fault, index) => unknownKeys(`faults[${index}]`, fault, faultKeys(fault))),
    ...unknownKeys("dagProcessor", dagProcessor, { callbackDelay: true }),
    ...ofTriggerers,
    ...unknownKeys("phases", phases, PHASES),
  ];
}

/** Refuses keys that the limits of a run do not have. */
export const unknownLimits = (limits: RunLimits) => unknownKeys("limits", limits, RUN_LIMITS);

/** Refuses keys that a request for a run does not have. */
export const unknownTriggerOptions = (path: string, options: TriggerOptions) => unknownKeys(path, options, TRIGGER);

/** Refuses keys that a request to mark or clear does not have. */
export const unknownActionOptions = (path: string, options: ActionOptions) => unknownKeys(path, options, ACTION);

/** Refuses keys that a request about a DAG or a whole run does not have. */
export const unknownDagActionOptions = (path: string, options: object) => unknownKeys(path, options, DAG_ACTION);

/** Refuses keys that a request for a backfill does not have. */
export const unknownBackfillOptions = (path: string, options: BackfillOptions) => unknownKeys(path, options, BACKFILL);
