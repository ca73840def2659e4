import type { Failure } from "../../celery/index.ts";
import type { DagModel, Pool, TaskInstance } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { EnvironmentFigures, WorkerSpan } from "../../mwaa/index.ts";
import type { AirflowConfig, Rules } from "../../rules/index.ts";

/** Facts of a simulation that an analysis needs besides its events. */
export interface Facts {
  readonly endedAt: Micros;
  /** True if nothing would ever have happened again. */
  readonly isOver: boolean;
  readonly pools: readonly Pool[];
  readonly dags: readonly DagModel[];
  readonly config: AirflowConfig;
  readonly rules: Rules;
  /** Infinity where there is no limit. */
  readonly workerSlots: number;
  /** Failures that have come by chance. */
  readonly failures: readonly Failure[];
  /** True if nothing is on its way to run a task instance that is queued or running, or runs it. */
  readonly hasLost: (instance: TaskInstance) => boolean;
  /** Null where the simulation has none. */
  readonly environment: EnvironmentFigures | null;
  /** Workers that are told one from another: those of the environment, or of the executor's list. */
  readonly workers: readonly WorkerSpan[];
  /** The time that each triggerer was alive, and the triggers that it runs at once. */
  readonly triggerers: readonly { readonly from: Micros; readonly to: Micros; readonly capacity: number }[];
}
