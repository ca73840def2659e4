import type { DagModel, DagRun } from "../database/index.ts";
import type { DagRunState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";

/** The requests of a person that leave no row. */
export class PersonLog {
  readonly deletedRuns: {
    readonly dagId: string;
    readonly runId: string;
    readonly state: DagRunState;
    readonly at: Micros;
  }[] = [];
  readonly refusedBackfills: { readonly dagId: string; readonly at: Micros }[] = [];

  deleted({ dag, runId }: DagRun, state: DagRunState, at: Micros): void {
    this.deletedRuns.push({ dagId: dag.dagId, runId, state, at });
  }

  backfillRefused({ dagId }: DagModel, at: Micros): void {
    this.refusedBackfills.push({ dagId, at });
  }
}
