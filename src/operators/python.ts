/**
 * The counterparts of Airflow's operators around a Python function (airflow/operators/python.py, airflow/sensors/python.py).
 * Here it is a function of TypeScript: plain, async or a generator.
 * @module
 */

import { AirflowException, type TaskContext } from "../definition/index.ts";
import { type Body, type Steps, settle } from "../kernel/index.ts";
import { namesOf } from "../options/index.ts";
import { isTruthy, pythonStr } from "../python/index.ts";
import { BaseOperator } from "./base-operator.ts";
import type { BaseOperatorArguments } from "./base-operator-arguments.ts";
import { BaseSensor, type BaseSensorArguments, PokeReturnValue } from "./base-sensor.ts";

type OpKwargs = Readonly<Record<string, unknown>>;

export interface PythonOperatorArguments<Result = unknown> extends BaseOperatorArguments {
  /** Called with the context and `opKwargs`. */
  readonly pythonCallable: (context: TaskContext, opKwargs: OpKwargs) => Body<Result>;
  /** Rendered with Jinja. Default empty. */
  readonly opKwargs?: OpKwargs;
  /** Default true. */
  readonly showReturnValueInLogs?: boolean;
}

/**
 * Calls a function; what it returns is pushed as XCom.
 *
 * @example
 * const dag = new DAG("d");
 * new PythonOperator({ dag, taskId: "t", pythonCallable: () => 42 });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class PythonOperator<A extends PythonOperatorArguments = PythonOperatorArguments> extends BaseOperator<A> {
  static override readonly argumentNames = namesOf<Omit<PythonOperatorArguments, keyof BaseOperatorArguments>>({
    pythonCallable: true,
    opKwargs: true,
    showReturnValueInLogs: true,
  });
  static override readonly templateFields: readonly string[] = ["opKwargs"];

  opKwargs: OpKwargs;

  constructor(given: A) {
    super(given);
    this.opKwargs = this.args.opKwargs ?? {};
  }

  *execute(context: TaskContext): Steps<unknown> {
    const result = yield* settle(this.args.pythonCallable(context, this.opKwargs));
    const shown = this.args.showReturnValueInLogs !== false;
    if (shown) context.log.at("python.py:194").info("Done. Returned value was: %s", result);
    else context.log.at("python.py:196").info("Done. Returned value not shown");
    return result ?? null;
  }
}

/** The choices of a branch: ids of tasks to follow, from Airflow 2.10 on of task groups too. Null follows none. */
export type Branch = string | readonly string[] | null;

/**
 * Follows the branch that `chooseBranch` returns, and skips the other tasks directly downstream (airflow/operators/branch.py).
 *
 * @example
 * class Later extends BaseBranchOperator {
 *   chooseBranch(context: TaskContext) {
 *     return context.now > 0 ? "a" : "b";
 *   }
 * }
 * const dag = new DAG("d");
 * const branch = new Later({ dag, taskId: "branch" });
 * chain(branch, [new EmptyOperator({ dag, taskId: "a" }), new EmptyOperator({ dag, taskId: "b" })]);
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "b").state); // skipped
 */
export abstract class BaseBranchOperator<
  A extends BaseOperatorArguments = BaseOperatorArguments,
> extends BaseOperator<A> {
  static override readonly argumentNames: readonly string[] = [];

  abstract chooseBranch(context: TaskContext): Body<Branch>;

  override get skipsDownstream(): boolean {
    return true;
  }

  *execute(context: TaskContext): Steps<unknown> {
    const branch = yield* settle(this.chooseBranch(context));
    follow(context, branch);
    return branch;
  }
}

/**
 * Follows the branch that a function returns.
 *
 * @example
 * const dag = new DAG("d");
 * const branch = new BranchPythonOperator({ dag, taskId: "branch", pythonCallable: () => "a" });
 * chain(branch, [new EmptyOperator({ dag, taskId: "a" }), new EmptyOperator({ dag, taskId: "b" })]);
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "b").state); // skipped
 */
export class BranchPythonOperator extends PythonOperator<PythonOperatorArguments<Branch>> {
  static override readonly argumentNames: readonly string[] = [];

  override get skipsDownstream(): boolean {
    return true;
  }

  override *execute(context: TaskContext): Steps<unknown> {
    const branch = (yield* super.execute(context)) as Branch;
    context.log.at("python.py:227").info("Branch callable return %s", branch);
    follow(context, branch);
    return branch;
  }
}

function follow(context: TaskContext, branch: Branch): void {
  const isBranch =
    branch === null ||
    typeof branch === "string" ||
    (Array.isArray(branch) && branch.every((id) => typeof id === "string"));
  if (!isBranch)
    throw new AirflowException(
      `'branch_task_ids' must be either None, a task ID, or an Iterable of IDs, but got ${pythonStr(branch)}.`,
    );
  context.log.at("skipmixin.py:173").info("Following branch %s", branch);
  if (branch === null || context.rules.branchesLeadTo === "tasks") context.skipAllExcept(branch);
  else context.skipAllExcept([branch].flat().flatMap((id) => context.taskGroupRoots(id) ?? [id]));
}

export interface ShortCircuitOperatorArguments extends PythonOperatorArguments {
  /** True if all tasks behind it are skipped, or only those directly behind it and the others by their rules. Default true. */
  readonly ignoreDownstreamTriggerRules?: boolean;
}

/**
 * Skips what is behind it where a function returns something that Python would take for false. Teardowns are not skipped.
 *
 * @example
 * const dag = new DAG("d");
 * const isNeeded = new ShortCircuitOperator({ dag, taskId: "is_needed", pythonCallable: () => false });
 * chain(isNeeded, new EmptyOperator({ dag, taskId: "work" }));
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "work").state); // skipped
 */
export class ShortCircuitOperator extends PythonOperator<ShortCircuitOperatorArguments> {
  static override readonly argumentNames = namesOf<Omit<ShortCircuitOperatorArguments, keyof PythonOperatorArguments>>({
    ignoreDownstreamTriggerRules: true,
  });

  override get skipsDownstream(): boolean {
    return true;
  }

  override *execute(context: TaskContext): Steps<unknown> {
    const condition = yield* super.execute(context);
    context.log.at("python.py:264").info("Condition result is %s", condition);
    if (isTruthy(condition)) {
      context.log.at("python.py:267").info("Proceeding with downstream tasks...");
      return condition;
    }
    const toSkip = context.downstreamTaskIds(this.args.ignoreDownstreamTriggerRules === false ? "direct" : "all");
    if (this.downstreamTaskIds.size === 0) context.log.at("python.py:271").info("No downstream tasks; nothing to do.");
    else {
      context.log.at("python.py:291").info("Skipping downstream tasks");
      context.skip(toSkip);
      context.log.at("python.py:299").info("Done.");
    }
    return condition;
  }
}

export interface PythonSensorArguments extends BaseSensorArguments {
  /** Called with the context and `opKwargs`; whatever Python takes for true ends the wait. */
  readonly pythonCallable: (context: TaskContext, opKwargs: OpKwargs) => Body<unknown>;
  readonly opKwargs?: OpKwargs;
}

/**
 * Waits until a function returns true.
 *
 * @example
 * const dag = new DAG("d");
 * new PythonSensor({ dag, taskId: "t", pythonCallable: (context) => context.now > 90 * SECOND });
 * const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
 * console.log(result.taskInstance("r", "t").state); // success
 */
export class PythonSensor extends BaseSensor<PythonSensorArguments> {
  static override readonly argumentNames = namesOf<Omit<PythonSensorArguments, keyof BaseSensorArguments>>({
    pythonCallable: true,
    opKwargs: true,
  });
  static override readonly templateFields: readonly string[] = ["opKwargs"];

  opKwargs: OpKwargs;

  constructor(given: PythonSensorArguments) {
    super(given);
    this.opKwargs = this.args.opKwargs ?? {};
  }

  *poke(context: TaskContext): Steps<PokeReturnValue> {
    context.log.at("python.py:72").info("Poking callable: %s", this.args.pythonCallable.name);
    const result = yield* settle(this.args.pythonCallable(context, this.opKwargs));
    return result instanceof PokeReturnValue ? result : new PokeReturnValue(isTruthy(result));
  }
}
