/** An answer of AWS that is an error (botocore.exceptions.ClientError). */
export class ClientError extends Error {
  /** `ClientError`, or the name of the service's own exception, which is its code. */
  override readonly name: string;
  /** For instance `EntityNotFoundException`. */
  readonly code: string;
  readonly operation: string;
  /** The HTTP status. */
  readonly status: number;

  /**
   * `isModeled`: whether the service's description has an exception of that code, so that it can be caught by name; or that
   * exception's name, where it is another.
   * `retriesUsedUp`: how often the call was tried again, where that is as often as may be.
   */
  constructor(given: {
    readonly code: string;
    readonly message: string;
    readonly operation: string;
    readonly status: number;
    readonly isModeled?: boolean | string;
    readonly retriesUsedUp?: number;
  }) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0; // an answer among others, of every poke: where it was made says nothing, and takes time
    const retries = given.retriesUsedUp === undefined ? "" : ` (reached max retries: ${given.retriesUsedUp})`;
    super(
      `An error occurred (${given.code}) when calling the ${given.operation} operation${retries}: ${given.message}`,
    );
    Error.stackTraceLimit = stackTraceLimit;
    this.name =
      typeof given.isModeled === "string" ? given.isModeled : given.isModeled === true ? given.code : "ClientError";
    this.code = given.code;
    this.operation = given.operation;
    this.status = given.status;
  }
}

/** No answer of AWS at all (botocore.exceptions.BotoCoreError and what derives from it, by name). */
export class BotoCoreError extends Error {
  override readonly name: string;

  constructor(name: string, message: string, cause: unknown) {
    super(message, { cause });
    this.name = name;
  }
}

/** A wait for something in AWS has failed (botocore.exceptions.WaiterError). */
export class WaiterError extends Error {
  override readonly name = "WaiterError";
  /** `failure`: a state that it does not get out of; `error`: an error of AWS; else attempts are used up. */
  readonly state: "failure" | "error" | "not ready";
  readonly lastResponse: unknown;

  constructor(waiter: string, reason: string, lastResponse: unknown, state: "failure" | "error" | "not ready") {
    super(`Waiter ${waiter} failed: ${reason}`);
    this.state = state;
    this.lastResponse = lastResponse;
  }
}
