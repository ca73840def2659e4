/**
 * The figures of a search for sizes as they come out of a thread: numbers by name.
 * @module
 */
import type { EnvironmentClass } from "../mwaa/index.ts";
import { clockTime, type DagFigures } from "../observe/index.ts";
import type { PricesByClass, Scenario } from "../scenario/index.ts";
import type { Mode } from "./modes.ts";

/** The data that all trials of a search share. */
export interface SizeInput {
  /** With the deadlines that are asked for. */
  readonly scenario: Scenario;
  /** The most workers that an environment may have. */
  readonly mostWorkers: number;
  /** Seconds that 95 % of the tasks may be queued at most. Default any. */
  readonly queuedP95?: number;
  /** In place of those that are built in. */
  readonly prices?: PricesByClass;
  /** Runs that fail in each mode however many workers there are. Left out, where that is what is to be measured. */
  readonly failures?: Readonly<Partial<Record<Mode, number>>>;
}

/** The cheapest environment of a class in a mode; where none is enough, the one with the most workers. */
export interface SizeFigures {
  readonly minWorkers: number;
  readonly maxWorkers: number;
  /** Dollars a month. */
  readonly month: number;
  readonly workerHours: number;
  readonly peakWorkers: number;
  readonly killedTasks: number;
  /** Seconds. */
  readonly queuedP95: number;
  /** Runs of DAGs with a deadline that ended after it. */
  readonly late: number;
  readonly failedRuns: number;
}

/** The same, with those of its DAGs, and the simulations that it took. */
export type TrialFigures = SizeFigures & { readonly enough: 0 | 1; readonly simulations: number } & Readonly<
    Record<string, number | null>
  >;

/** A class in a mode, as it was found. */
export interface SizeCell extends SizeFigures {
  readonly class: EnvironmentClass;
  readonly mode: Mode;
  readonly isEnough: boolean;
  /** The latest landing of each DAG that has a deadline. */
  readonly landings: readonly SizedLanding[];
}

export interface SizedLanding {
  readonly dagId: string;
  /** Seconds after a run is due. Null where none has ended. */
  readonly worst: number | null;
  /** The same as a time of the day, of a DAG that is due once a day. */
  readonly clock: string | null;
  readonly late: number;
}

/** Writes the landings of DAGs that have a deadline as numbers. */
export function landingFigures(dags: readonly DagFigures[]): Readonly<Record<string, number | null>> {
  const figures = dags
    .filter(({ deadline }) => deadline !== null)
    .flatMap(({ dagId, landing, clock, late }) => [
      [`worst ${dagId}`, landing?.max ?? null],
      [`clock ${dagId}`, clock === null ? null : minutesOf(clock.worst)],
      [`late ${dagId}`, late],
    ]);
  return Object.fromEntries(figures);
}

/** Reads the landings of some DAGs out of the numbers of a trial. */
export function landingsOf(
  figures: Readonly<Record<string, number | null>>,
  dagIds: readonly string[],
): readonly SizedLanding[] {
  return dagIds.map((dagId) => {
    const minutes = figures[`clock ${dagId}`] ?? null;
    const clock = minutes === null ? null : clockTime(60 * minutes);
    return { dagId, worst: figures[`worst ${dagId}`] ?? null, clock, late: figures[`late ${dagId}`] ?? 0 };
  });
}

/** Minutes from the start of a day to a time of its or of a later day, such as `05:40` or `01:10 +1 d`. */
function minutesOf(clock: string): number {
  const [, hours, minutes, days = "0"] = /^(\d+):(\d+)(?: \+(\d+) d)?$/.exec(clock) ?? [];
  return (Number(days) * 24 + Number(hours)) * 60 + Number(minutes);
}
