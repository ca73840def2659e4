import type { DagRunView } from "../definition/index.ts";
import type { DagRun } from "./dag-run.ts";

/** A run as code sees it, to be read only. */
export class RunView implements DagRunView {
  readonly #run: DagRun;

  constructor(run: DagRun) {
    this.#run = run;
  }

  get dagId() {
    return this.#run.dag.dagId;
  }
  get timezone() {
    return this.#run.dag.definition.timezone;
  }
  get runId() {
    return this.#run.runId;
  }
  get runType() {
    return this.#run.runType;
  }
  get conf() {
    return this.#run.conf;
  }
  get externalTrigger() {
    return this.#run.externalTrigger;
  }
  get logicalDate() {
    return this.#run.logicalDate;
  }
  get runAfter() {
    return this.#run.runAfter;
  }
  get partitionKey() {
    return this.#run.partitionKey;
  }
  get dataIntervalStart() {
    return this.#run.dataInterval?.start ?? null;
  }
  get dataIntervalEnd() {
    return this.#run.dataInterval?.end ?? null;
  }
  get startDate() {
    return this.#run.startDate;
  }
}
