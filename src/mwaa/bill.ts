import { type Micros, type Seconds, toSeconds } from "../kernel/index.ts";
import { MWAA_PRICES } from "./classes.ts";
import type { Environment } from "./options.ts";
import { traitsOf } from "./presets.ts";

/** Hours in a month, as AWS counts them. */
export const MONTH_HOURS = 730;

/** A worker, from the decision to start it to its end. */
export interface WorkerSpan {
  readonly name: string;
  readonly startedAt: Micros;
  /** When it began to take tasks. Null where it never has. */
  readonly activeAt: Micros | null;
  /** When it stopped to take tasks, to be removed. Null where it never has. */
  readonly drainingAt: Micros | null;
  /** Null where it was there to the end. */
  readonly endedAt: Micros | null;
  /** Tasks that ran on it as it was killed. */
  readonly killedTasks: number;
}

/** The bill for a span of time, in dollars. */
export interface Bill {
  readonly environment: number;
  /** Workers beyond those that the fee includes. */
  readonly workers: number;
  readonly schedulers: number;
  readonly webServers: number;
  readonly database: number;
  readonly total: number;
  /** The same for a month of 730 hours like that span. */
  readonly month: number;
}

/** An environment as a simulation has used it. */
export interface EnvironmentFigures {
  readonly class: Environment["class"];
  readonly minWorkers: number;
  readonly maxWorkers: number;
  readonly tasksPerWorker: number;
  readonly workerHours: number;
  readonly peakWorkers: number;
  /** Tasks that ended because their worker was removed. */
  readonly killedTasks: number;
  readonly bill: Bill;
  readonly workers: readonly WorkerSpan[];
}

/** The bill of an environment that was there for some seconds, with so many seconds of workers, by the second. */
export function billOf(environment: Environment, span: Seconds, workerSeconds: Seconds): Bill {
  const { prices, regionFactor, schedulers, webServers, databaseGb } = environment;
  const { included } = traitsOf(environment.class);
  const hours = span / 3600;
  const dollars = (rate: number, time: number) => rate * regionFactor * time;
  const parts = {
    environment: dollars(prices.environment, hours),
    workers: dollars(prices.worker, Math.max(0, workerSeconds - included.workers * span) / 3600),
    schedulers: dollars(prices.scheduler, Math.max(0, schedulers - included.schedulers) * hours),
    webServers: dollars(prices.webServer, Math.max(0, webServers - included.webServers) * hours),
    database: dollars(MWAA_PRICES.databaseGbMonth, (databaseGb * hours) / MONTH_HOURS),
  };
  const total = Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { ...parts, total, month: hours === 0 ? 0 : (total / hours) * MONTH_HOURS };
}

/** Worker slots that were taken: of pods, which are there for as long as a task has its slot. */
export interface SlotTotals {
  readonly seconds: Seconds;
  readonly peak: number;
}

/** The figures of an environment whose simulation has ended at an instant. */
export function environmentFigures(
  environment: Environment,
  workers: readonly WorkerSpan[],
  slots: SlotTotals,
  endedAt: Micros,
): EnvironmentFigures {
  const isPods = traitsOf(environment.class).workers === "pods";
  const there = workers.reduce((sum, one) => sum + toSeconds((one.endedAt ?? endedAt) - one.startedAt), 0);
  const seconds = isPods ? slots.seconds : there;
  const { minWorkers, maxWorkers, tasksPerWorker } = environment;
  return {
    class: environment.class,
    minWorkers: isPods ? 0 : minWorkers,
    maxWorkers,
    tasksPerWorker,
    workerHours: seconds / 3600,
    peakWorkers: isPods ? slots.peak : peakOf(workers),
    killedTasks: workers.reduce((sum, { killedTasks }) => sum + killedTasks, 0),
    bill: billOf(environment, toSeconds(endedAt), seconds),
    workers: isPods ? [] : workers.map(spanOf),
  };
}

function spanOf({ name, startedAt, activeAt, drainingAt, endedAt, killedTasks }: WorkerSpan): WorkerSpan {
  return { name, startedAt, activeAt, drainingAt, endedAt, killedTasks };
}

function peakOf(workers: readonly WorkerSpan[]): number {
  const counts = workers.map(
    ({ startedAt: at }) =>
      workers.filter(({ startedAt, endedAt }) => startedAt <= at && (endedAt === null || endedAt > at)).length,
  );
  return Math.max(0, ...counts);
}
