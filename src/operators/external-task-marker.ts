import type { DateTime } from "luxon";
import type { GoneArgument, MarkedTask, TaskContext } from "../definition/index.ts";
import { namesOf, type Problem } from "../options/index.ts";
import type { NewArguments } from "../rules/index.ts";
import { BaseOperator } from "./base-operator.ts";
import type { BaseOperatorArguments } from "./base-operator-arguments.ts";
import { checkNumber } from "./check-arguments.ts";

export interface ExternalTaskMarkerArguments extends BaseOperatorArguments {
  /** The DAG in which a task depends on this one. Rendered with Jinja. */
  readonly externalDagId: string;
  /** That task. Rendered with Jinja. */
  readonly externalTaskId: string;
  /** The logical date of its run, as a date or ISO 8601 text; a text is rendered with Jinja. Default this run's. Up to Airflow 2. */
  readonly executionDate?: DateTime | string;
  /** The same, by its name from Airflow 3 on. */
  readonly logicalDate?: DateTime | string;
  /** The most markers that one clear follows, one after the other. Default 10. */
  readonly recursionDepth?: number;
}

/**
 * Names a task of another DAG that depends on it, so that clearing this task, with "Recursive" or with its whole run, clears
 * that one too (airflow/sensors/external_task.py). It is an EmptyOperator else, and from Airflow 3 on nothing more.
 *
 * @example
 * const [dag, other] = [new DAG("d"), new DAG("other")];
 * new ExternalTaskMarker({ dag, taskId: "t", externalDagId: "other", externalTaskId: "work", executionDate: "2024-01-01" });
 * new EmptyOperator({ dag: other, taskId: "work" });
 * const both = new Simulation({ dags: [dag, other] })
 *   .trigger("d", { runId: "r" })
 *   .trigger("other", { runId: "r", logicalAt: 0 })
 *   .clear({ at: 9, dagId: "d", runId: "r", taskId: "t", recursive: true });
 * console.log(both.run().taskInstance("r", "work").history.length); // 4
 */
export class ExternalTaskMarker extends BaseOperator<ExternalTaskMarkerArguments> {
  static override readonly argumentNames = namesOf<Omit<ExternalTaskMarkerArguments, keyof BaseOperatorArguments>>({
    externalDagId: true,
    externalTaskId: true,
    executionDate: true,
    logicalDate: true,
    recursionDepth: true,
  });
  static override readonly templateFields: readonly string[] = ["externalDagId", "externalTaskId", "date"];
  static override readonly newArguments: NewArguments = {
    ...BaseOperator.newArguments,
    logicalDate: { airflow: "3.0" },
  };

  externalDagId: string;
  externalTaskId: string;
  /** The logical date of the other run. */
  date: string;

  constructor(given: ExternalTaskMarkerArguments) {
    super(given);
    const { externalDagId, externalTaskId, executionDate, logicalDate } = this.args;
    const date = executionDate ?? logicalDate ?? "{{ logical_date.isoformat() }}";
    this.externalDagId = externalDagId;
    this.externalTaskId = externalTaskId;
    this.date = typeof date === "string" ? date : (date.toUTC().toISO() ?? "");
  }

  override get goneArgumentsUsed(): readonly GoneArgument[] {
    const inherited = super.goneArgumentsUsed;
    if (this.args.executionDate === undefined) return inherited;
    return [...inherited, ["executionDate", { since: "3.0", instead: "it is called `logicalDate`" }]];
  }

  override get inheritsFromEmptyOperator(): boolean {
    return true;
  }

  override get recursionDepth(): number {
    return this.args.recursionDepth ?? 10;
  }

  override problems(): readonly Problem[] {
    return [...super.problems(), ...checkNumber("recursionDepth", this.args.recursionDepth, { least: 1, whole: true })];
  }

  override markedTask({ calendar }: TaskContext): MarkedTask {
    const { externalDagId: dagId, externalTaskId: taskId, date } = this;
    return { dagId, taskId, logicalDate: calendar.parse(date) };
  }

  override execute(): void {}
}
