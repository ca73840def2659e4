import type { BackfillNews, DagModel, DagRun } from "../database/index.ts";
import type { DagRunState } from "../definition/index.ts";
import type { Micros } from "../kernel/index.ts";

export interface DeletedRun {
  readonly dagId: string;
  readonly runId: string;
  readonly logicalDate: Micros | null;
  readonly state: DagRunState;
  readonly at: Micros;
}

/** The requests of a person that leave no row. */
export class PersonLog {
  readonly deletedRuns: DeletedRun[] = [];
  readonly backfills: { readonly dagId: string; readonly at: Micros; readonly news: BackfillNews }[] = [];

  deleted({ dag, runId, logicalDate }: DagRun, state: DagRunState, at: Micros): void {
    this.deletedRuns.push({ dagId: dag.dagId, runId, logicalDate, state, at });
  }

  backfill({ dagId }: DagModel, news: BackfillNews, at: Micros): void {
    this.backfills.push({ dagId, at, news });
  }
}
