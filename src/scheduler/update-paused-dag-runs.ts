import type { Metadata } from "../database/index.ts";
import { type Micros, NEVER, SECOND } from "../kernel/index.ts";
import type { Step } from "./step.ts";
import type { DagRunUpdate } from "./update-state.ts";

/** Between two of its calls; fixed in Airflow's code. */
export const PAUSED_DAGS_INTERVAL: Micros = 60 * SECOND;

/**
 * Ends the runs of paused DAGs that have nothing left to do (`_update_dag_run_state_for_paused_dags`). Task instances that
 * could be scheduled are found, and left alone.
 */
export class UpdatePausedDagRuns implements Step {
  readonly #metadata: Metadata;
  readonly #update: DagRunUpdate;

  constructor(metadata: Metadata, update: DagRunUpdate) {
    this.#metadata = metadata;
    this.#update = update;
  }

  due(from: Micros): Micros {
    return this.#metadata.pausedDags.dirtyRuns().length > 0 ? from : NEVER;
  }

  run(): void {
    for (const run of this.#metadata.pausedDags.dirtyRuns()) {
      this.#metadata.markRunClean(run);
      for (const instance of this.#update.updateState(run)) this.#metadata.markDirty(instance);
    }
    this.#metadata.flush();
  }
}
