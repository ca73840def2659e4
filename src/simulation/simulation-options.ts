import type { DateTime } from "luxon";
import type { FailureOptions, FaultSpec, SchedulerSpec, WorkerSpec } from "../celery/index.ts";
import type { Cloud } from "../cloud/index.ts";
import type { DAG, ProvidedService } from "../definition/index.ts";
import type { ExecutorOptions } from "../executor/index.ts";
import type { Seconds } from "../kernel/index.ts";
import type { Clock } from "../live/index.ts";
import type { EnvironmentClass, EnvironmentOptions } from "../mwaa/index.ts";
import type { Keep } from "../observe/index.ts";
import type { RandomSeconds } from "../random/index.ts";
import type { AirflowVersion, AmazonProviderVersion, PartialConfig, RuleName, Rules } from "../rules/index.ts";
import type { RunOrder, SchedulerLoopCost } from "../scheduler/index.ts";

export interface PoolOptions {
  /** -1 is no limit. */
  readonly slots: number;
  /** True if deferred task instances keep their slots. Default false. */
  readonly includeDeferred?: boolean;
}

/** A pool, and what task instances take of its slots by their states. */
export interface PoolOccupancy {
  readonly name: string;
  /** Infinity where there is no limit. */
  readonly slots: number;
  readonly queued: number;
  readonly running: number;
  readonly deferred: number;
}

export interface TriggererSpec {
  /** Triggers that it runs at once. Default `triggerer.defaultCapacity`. */
  readonly capacity?: number;
  /** When it starts. Default at once. */
  readonly startAt?: Seconds;
  /** When it crashes. Default never. */
  readonly stopAt?: Seconds;
  /** `kill`: it is gone without a word; the default. `terminate`: it signs off, and another takes its triggers at once. */
  readonly shutdown?: "kill" | "terminate";
}

/** The executor: a number of worker slots, or Celery with workers that may die. */
export interface AnyExecutorOptions extends ExecutorOptions {
  /**
   * `CeleryExecutor`: Celery's queue, workers, schedulers and supervisors are simulated one by one, so that each may die
   * (spec/faults.md). Up to Airflow 2. Default: a queue before `workerSlots`, of which nothing dies.
   */
  readonly class?: "CeleryExecutor";
  /** Only with `class`. Default one worker, with `workerSlots`. */
  readonly workers?: readonly WorkerSpec[];
  /** Only with `class`. Default `redis`. */
  readonly broker?: "redis" | "sqs";
}

/** Instants of the first rounds of the loops, in seconds. */
export interface Phases {
  /** Default 0. */
  readonly scheduler?: Seconds;
  /** The triggerer's loop that works on the database. Default 0.25. */
  readonly triggerer?: Seconds;
  /** The triggerer's loop that its triggers run in. Default 0.5. */
  readonly triggerRunner?: Seconds;
}

export interface SimulationOptions {
  readonly dags: readonly DAG[];
  /** Which Airflow. Default `2.7.2`. */
  readonly airflow?: AirflowVersion;
  /** Which apache-airflow-providers-amazon. Default that of the Airflow's day: 8.7.1, 9.2.0, 9.8.0, 9.25.0, 9.39.0. */
  readonly amazonProvider?: AmazonProviderVersion;
  /** Rules in place of the version's own: to see what one of them does. */
  readonly rules?: Partial<Rules>;
  /** Told of each rule that is asked for, each time: a rule that nobody asks for changes nothing. */
  readonly onRuleRead?: (name: RuleName) => void;
  /** Wall-clock time at the start. Default 2024-01-01T00:00:00Z. */
  readonly start?: DateTime;
  /** Seconds after which it ends at the latest; earlier once all runs have finished, where no DAG has a schedule. Default a day. */
  readonly until?: Seconds;
  readonly config?: PartialConfig;
  /** Pools by name. `default_pool` may be resized. */
  readonly pools?: Readonly<Record<string, PoolOptions>>;
  readonly executor?: AnyExecutorOptions;
  /** Schedulers, which may start and die. Only with `executor.class`. Default one. */
  readonly schedulers?: readonly SchedulerSpec[];
  /**
   * An environment of Amazon MWAA, or its class: CeleryExecutor with MWAA's configuration, workers that its autoscaler adds and
   * removes, schedulers and triggerers, and a bill, `result.environment` (docs/mwaa.md). Up to Airflow 2.
   */
  readonly environment?: EnvironmentClass | EnvironmentOptions;
  /** Lists what goes wrong. Only with `executor.class`. */
  readonly faults?: readonly FaultSpec[];
  /** Failures that come by chance, from the `seed`. Only with `executor.class` or an environment. */
  readonly failures?: FailureOptions;
  /** Only with `executor.class`. `callbackDelay`: seconds from when a callback is sent to when it is executed. Default 0. */
  readonly dagProcessor?: { readonly callbackDelay?: Seconds };
  /**
   * The seconds that an iteration of the scheduler takes, or what they depend on (docs/scenarios.md). Then it runs every iteration,
   * also those that find nothing. Default no time.
   */
  readonly schedulerLoop?: RandomSeconds | SchedulerLoopCost;
  readonly triggerers?: readonly TriggererSpec[];
  readonly phases?: Phases;
  /** AWS: a model of it. Default one in which there is nothing. */
  readonly cloud?: Cloud;
  /**
   * Orders runs that are due at one moment, as `sort` takes it. Airflow takes them in the order of database rows, which is any:
   * where slots are scarce, it decides who waits. Default the order of `dags`.
   */
  readonly runOrder?: RunOrder;
  /** The source of all random numbers: a whole number. Default 0. */
  readonly seed?: number;
  /** `realClock()` for real time. Default virtual time. */
  readonly clock?: Clock;
  /**
   * `everything`: every change of a state, call and row, for traces and tables; the default. `aggregates`: only `usage()` and
   * `stateCounts()`, which are as exact, and runs that have ended are given up: a million runs take no more memory than what is
   * under way at once.
   */
  readonly keep?: Keep;
  /** The services that operators and triggers ask for by `context.service`. */
  readonly services?: readonly ProvidedService[];
  /** Keeps the causes of waiting, for `result.analysis().waits`. It changes nothing else, and takes time. Default false. */
  readonly explain?: boolean;
  /**
   * Checks the trace of the simulation when it has ended: limits hold, histories are paths, what was taken is given back. An
   * InvariantError says what does not hold, which is a fault of airlapse. Default false: it costs nothing then.
   */
  readonly check?: boolean;
}
