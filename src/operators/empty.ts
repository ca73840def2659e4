import { BaseOperator } from "./base-operator.ts";
import type { BaseOperatorArguments } from "./base-operator-arguments.ts";

/**
 * Does nothing (airflow/operators/empty.py). Where nobody listens to it, by a callback or a dataset, the scheduler sets it
 * to success by itself: it never takes a worker slot.
 *
 * @example
 * const dag = new DAG("d");
 * new EmptyOperator({ dag, taskId: "t",  });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class EmptyOperator extends BaseOperator<BaseOperatorArguments> {
  static override readonly argumentNames: readonly string[] = [];

  override get inheritsFromEmptyOperator(): boolean {
    return true;
  }

  override execute(): void {}
}
