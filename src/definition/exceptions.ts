/**
 * The exceptions by which a task ends, named as in airflow/exceptions.py. Throw them from an operator, a sensor or a
 * callable; anything else that is thrown counts as a failure too.
 * @module
 */

import { pythonRepr } from "../python/index.ts";
import type { Rules } from "../rules/index.ts";
import type { DagRunRow } from "./database.ts";

/** A failure of a task that may be retried. */
export class AirflowException extends Error {
  override readonly name: string = "AirflowException";
}

/** Ends the task as `skipped`. */
export class AirflowSkipException extends AirflowException {
  override readonly name: string = "AirflowSkipException";
}

/** Fails the task at once, whatever retries are left. */
export class AirflowFailException extends AirflowException {
  override readonly name: string = "AirflowFailException";
}

/** A task updates an asset whose URI is another asset's: see `Rules.datasetUris`. From Airflow 3 on. No retry helps. */
export class AirflowInactiveAssetInInletOrOutletException extends AirflowFailException {
  override readonly name = "AirflowInactiveAssetInInletOrOutletException";

  constructor(inactive: readonly { readonly name: string; readonly uri: string }[]) {
    const assets = inactive.map(({ name, uri }) => `Asset(name=${pythonRepr(name)}, uri=${pythonRepr(uri)})`);
    super(`Task has the following inactive assets in its inlets or outlets: ${assets.join(", ")}`);
  }
}

/** A sensor's `timeout` has passed. Fails the task at once, whatever retries are left. */
export class AirflowSensorTimeout extends AirflowException {
  override readonly name: string = "AirflowSensorTimeout";
}

/** The task's `executionTimeout` has passed. In 2.7.2 an ordinary AirflowException: see `Rules.terminationIsAnException`. */
export class AirflowTaskTimeout extends AirflowException {
  override readonly name: string = "AirflowTaskTimeout";
}

/** The task's process was told to end. No AirflowException, and in Airflow no Exception at all: see `Rules.terminationIsAnException`. */
export class AirflowTaskTerminated extends Error {
  override readonly name = "AirflowTaskTerminated";
}

/** A trigger failed, or its timeout passed, while the task was deferred. May be retried. */
export class TaskDeferralError extends AirflowException {
  override readonly name: string = "TaskDeferralError";
}

/** The timeout of a deferral has passed. From Airflow 3 on: see `Rules.triggerTimeoutIs`. */
export class TaskDeferralTimeout extends TaskDeferralError {
  override readonly name = "TaskDeferralTimeout";
}

/** A value to expand a mapped task over was not pushed (airflow/exceptions.py, XComForMappingNotPushed). */
export class XComForMappingNotPushed extends AirflowException {
  override readonly name: string = "XComForMappingNotPushed";

  constructor() {
    super("did not push XCom for task mapping");
  }
}

/** The result of a task is of no type that others could be mapped over. */
export class UnmappableXComTypePushed extends AirflowException {
  override readonly name: string = "UnmappableXComTypePushed";
}

/** The result of a task is longer than `core.maxMapLength`. */
export class UnmappableXComLengthPushed extends AirflowException {
  override readonly name: string = "UnmappableXComLengthPushed";
}

/** The API server refuses a request or cannot do it. From Airflow 3 on. */
export class AirflowRuntimeError extends Error {
  override readonly name = "AirflowRuntimeError";
}

/**
 * @internal Ends a task as failed and is no exception: the task runner of Airflow 3 reports some failures without one, and no error
 * is recorded. Whatever retries are left, unless it says that they count.
 */
export class ReportedFailure extends Error {
  override readonly name = "ReportedFailure";
  readonly mayRetry: boolean;

  constructor(message: string, mayRetry = false) {
    super(message);
    this.mayRetry = mayRetry;
  }
}

/** A supervisor has ended a task's process by a signal. No exception of Airflow's: the signal's name is its own. */
export class ProcessKilled extends Error {
  override readonly name: "SIGTERM" | "SIGKILL";

  constructor(signal: "SIGTERM" | "SIGKILL") {
    super("killed");
    this.name = signal;
  }
}

/** There is no such DAG. */
export class DagNotFound extends AirflowException {
  override readonly name: string = "DagNotFound";
}

/** A run of that DAG with that id or logical date exists. */
export class DagRunAlreadyExists extends AirflowException {
  override readonly name: string = "DagRunAlreadyExists";
  /** The one that exists. */
  readonly dagRun: DagRunRow;

  constructor(dagId: string, dagRun: DagRunRow, logicalDate: string, runId: string) {
    super(`A DAG Run already exists for DAG ${dagId} at ${logicalDate} with run id ${runId}`);
    this.dagRun = dagRun;
  }
}

/** Of a run that is to be made, one has the id and another the logical date: SQLAlchemy's error, as Airflow expects one at most. */
export class MultipleResultsFound extends Error {
  override readonly name: string = "MultipleResultsFound";

  constructor() {
    super("Multiple rows were found when one or none was required");
  }
}

/** The database refuses a row whose run is no more: SQLAlchemy's error. */
export class IntegrityError extends Error {
  override readonly name: string = "IntegrityError";

  constructor() {
    super("FOREIGN KEY constraint failed");
  }
}

/** The row that a process is about to read is no more: SQLAlchemy's error. */
export class NoResultFound extends Error {
  override readonly name: string = "NoResultFound";

  constructor() {
    super("No row was found when one was required");
  }
}

/**
 * A person deletes a run while a task of it runs, in Airflow 3. Up to 2: a person asks for a deleted run again, under its id, while a
 * task of it still runs. Neither is simulated. Not an error of Airflow's.
 */
export class DeletedWhileRunningError extends Error {
  override readonly name = "DeletedWhileRunningError";
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;

  constructor(dagId: string, runId: string, taskId: string) {
    super(
      `Expected no running task in a run that is deleted, got task "${taskId}" of run "${runId}" of the DAG "${dagId}": delete it later, or mark it as failed first`,
    );
    this.dagId = dagId;
    this.runId = runId;
    this.taskId = taskId;
  }
}

/** A run is looked for that a simulation without rows has given up: not an error of Airflow's. */
export class ForgottenRunError extends Error {
  override readonly name = "ForgottenRunError";
  readonly dagId: string;

  constructor(dagId: string) {
    super(
      `Expected a run of the DAG "${dagId}" that is there still, got one that has ended and was forgotten: run the simulation with \`keep: "everything"\``,
    );
    this.dagId = dagId;
  }
}

/** Tells if Python's `except Exception` catches an error: a timeout and the end by a signal are no Exceptions in later versions. */
export function isException(error: unknown, { terminationIsAnException }: Rules): boolean {
  const isEnding = error instanceof AirflowTaskTimeout || error instanceof AirflowTaskTerminated;
  return terminationIsAnException || !isEnding;
}

/** `except AirflowException`: the end of a task by a timeout is one in some versions. */
export function isAirflowException(error: unknown, rules: Rules): error is AirflowException {
  return error instanceof AirflowException && isException(error, rules);
}

/** The name by which Airflow would show what was thrown: the Python class for Airflow's own, the error's name else. */
export function exceptionName(error: unknown): string {
  return error instanceof Error ? error.name : "Exception";
}

/** The text of what was thrown. */
export function exceptionMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A trigger is told to end: thrown where its async generator sleeps. asyncio's. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
}

/** Something that is asked for is not there. */
export class AirflowNotFoundException extends AirflowException {
  override readonly name: string = "AirflowNotFoundException";
}
