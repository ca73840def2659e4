import { type EnvironmentFigures, environmentOf } from "../mwaa/index.ts";
import type { EnvironmentTotals } from "../observe/index.ts";
import {
  AIRFLOW_VERSIONS,
  type AirflowVersion,
  AMAZON_PROVIDER_VERSIONS,
  type AmazonProviderVersion,
  rulesOf,
  versionsOf,
} from "../rules/index.ts";
import type { DueRun, RunOrder } from "../scheduler/index.ts";
import { Simulation, type SimulationOptions } from "../simulation/index.ts";
import type { Changes } from "./changes.ts";
import type { TaskKind } from "./classes.ts";
import { configOf } from "./config.ts";
import { dateOf, replayDag } from "./dags.ts";
import { Measure, type Measured } from "./measure.ts";
import type { Recording } from "./recording.ts";
import { rowPlaces } from "./row-order.ts";
import { roundPhase } from "./starts.ts";
import { factsKey } from "./task-facts.ts";

export interface ReplayOptions {
  /** Follows the starts of processes that history has, and keeps what it learns of them. Default false. */
  readonly follows?: boolean;
  /** Draws whole days with all of their runs from this seed. Default the days as they were. */
  readonly nightSeed?: number;
  /** The order among runs that are due at one moment: as recorded, or drawn from this seed. Default as recorded. */
  readonly orderSeed?: number;
  /** Called with the simulation before it runs. */
  readonly onStart?: (simulation: Simulation) => void;
}

/** The versions whose rules a replay follows: that of the export where it is known, else the nearest below. */
export function versionOf({ history }: Pick<Recording, "history">): {
  readonly airflow: AirflowVersion;
  readonly amazonProvider: AmazonProviderVersion | undefined;
  readonly isExact: boolean;
} {
  const airflow = nearest(AIRFLOW_VERSIONS, history.airflow ?? "2.10.5");
  const provider = history.providers.get("apache-airflow-providers-amazon");
  return {
    airflow,
    amazonProvider: provider === undefined ? undefined : nearest(AMAZON_PROVIDER_VERSIONS, provider),
    isExact: history.airflow === airflow,
  };
}

function nearest<Version extends string>(known: readonly Version[], wanted: string): Version {
  const parts = (version: string) => version.split(/[.+-]/).slice(0, 3).map(Number);
  const isBelow = (version: Version) => {
    const [a, b] = [parts(version), parts(wanted)];
    for (let i = 0; i < 3; i += 1) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) < (b[i] ?? 0);
    return true;
  };
  return known.findLast(isBelow) ?? (known[0] as Version);
}

/** Kinds of tasks whose code begins after a set-up that is known apart; of others it is part of their time. */
const TIMED: ReadonlySet<TaskKind> = new Set<TaskKind>(["sensor", "external", "job", "triggerRun"]);

/** Runs the history again, under changes or none, and measures it. */
export function replay(recording: Recording, changes: Changes = {}, options: ReplayOptions = {}): Measured {
  const { airflow, amazonProvider } = versionOf(recording);
  const versions = { airflow, ...(amazonProvider === undefined ? {} : { amazonProvider }) };
  const rules = rulesOf(versionsOf(versions));
  recording.runs.restart(options.nightSeed);
  recording.looks = 0;
  const { history, start } = recording;
  const place = rowPlaces(history);
  const inRows = [...history.dags.values()].sort(
    (a, b) => (place.get(a.dagId) ?? place.size) - (place.get(b.dagId) ?? place.size),
  );
  const dags = inRows.map((dag) => replayDag(recording, dag, changes, rules));
  const phase = roundPhase(history) / 1e6;
  const simulation = new Simulation({
    ...versions,
    dags,
    start: dateOf(start),
    until: recording.until,
    config: configOf(history, changes),
    pools: poolsOf(recording, changes),
    ...workersOf(recording, changes, options),
    phases: { scheduler: phase, triggerer: (phase + 0.25) % 1, triggerRunner: (phase + 0.5) % 1 },
    runOrder: orderOf(recording, place, options.orderSeed),
    keep: "aggregates",
  });
  askForRuns(simulation, recording);
  const measure = new Measure(recording, simulation, slotsOf(recording, changes));
  options.onStart?.(simulation);
  const { environment } = simulation.run();
  if (options.follows === true) recording.starts.learn();
  return environment === null ? measure.end() : { ...measure.end(), environment: withoutWorkers(environment) };
}

function withoutWorkers({ workers: _, ...figures }: EnvironmentFigures): EnvironmentTotals {
  return figures;
}

/** The worker slots that there are at most. */
function slotsOf({ fleet }: Recording, { environment, workerSlots }: Changes): number {
  if (environment === undefined) return workerSlots ?? fleet.slots;
  const { maxWorkers, tasksPerWorker } = environmentOf(environment);
  return maxWorkers * tasksPerWorker;
}

/** The worker slots that there were, with the starts of their processes; or an environment, whose processes all start as is usual. */
function workersOf(
  recording: Recording,
  { environment, workerSlots }: Changes,
  { follows }: ReplayOptions,
): Pick<SimulationOptions, "environment" | "executor"> {
  const { fleet, start, starts, facts } = recording;
  if (environment !== undefined) return { environment, executor: { taskStartup: starts.typicalStartup } };
  const later = workerSlots === undefined ? fleet.later : [];
  const isTimed = ({ dagId, taskId }: { readonly dagId: string; readonly taskId: string }) =>
    TIMED.has(facts.get(factsKey(dagId, taskId))?.kind ?? "work");
  return {
    executor: {
      workerSlots: workerSlots ?? fleet.slots,
      workerSlotsFrom: later.map(({ at, slots }) => ({ at: Math.max(0, (at - start) / 1e6), slots })),
      processTimes: starts.timesFor((process) => recording.recordedTry(process), start, follows === true, isTimed),
    },
  };
}

/** Manual runs that came from elsewhere come again, at their time. */
function askForRuns(simulation: Simulation, recording: Recording): void {
  for (const run of recording.runs.asked()) {
    const at = run.queued ?? run.start ?? run.logicalDate;
    if (at === null || !recording.history.dags.has(run.dagId)) continue;
    const dates = run.logicalDate === null ? {} : { logicalAt: (run.logicalDate - recording.start) / 1e6 };
    simulation.trigger(run.dagId, { runId: run.runId, at: Math.max(0, (at - recording.start) / 1e6), ...dates });
  }
}

function poolsOf({ history }: Recording, { pools: changed = {} }: Changes) {
  const pools: Record<string, { slots: number; includeDeferred: boolean }> = {};
  for (const { tasks } of history.dags.values())
    for (const { pool } of tasks) pools[pool] = { slots: pool === "default_pool" ? 128 : -1, includeDeferred: false };
  for (const [name, { slots, includeDeferred }] of history.pools) pools[name] = { slots, includeDeferred };
  for (const [name, slots] of Object.entries(changed))
    pools[name] = { includeDeferred: pools[name]?.includeDeferred ?? false, slots };
  return pools;
}

/** As runs were made in history; a run that history lacks comes behind, in the order of rows. With a seed, any order. */
function orderOf(recording: Recording, rows: ReadonlyMap<string, number>, seed: number | undefined): RunOrder {
  const { runs, start, streams } = recording;
  if (seed !== undefined) {
    const ranks = new Map<string, number>();
    const rank = ({ dagId, logicalDate }: DueRun) => {
      const key = `${dagId} ${logicalDate}`;
      const known = ranks.get(key) ?? streams.stream(["order", seed, key])();
      ranks.set(key, known);
      return known;
    };
    return (a, b) => rank(a) - rank(b);
  }
  const last = recording.history.runs.length;
  const place = ({ dagId, logicalDate }: DueRun) =>
    runs.placeOf(dagId, logicalDate + start) ?? last + (rows.get(dagId) ?? rows.size);
  return (a, b) => place(a) - place(b);
}
