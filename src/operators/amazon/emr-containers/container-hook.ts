import { AirflowException, exceptionMessage, type RuntimeContext } from "../../../definition/index.ts";
import { type AwsClient, ClientError } from "../../../hooks/index.ts";
import { type Seconds, type Steps, settle, sleep } from "../../../kernel/index.ts";
import type { EmrContainersOperations } from "./api.ts";

export const FAILURE_STATES: readonly string[] = ["FAILED", "CANCELLED", "CANCEL_PENDING"];
export const INTERMEDIATE_STATES: readonly string[] = ["PENDING", "SUBMITTED", "RUNNING"];

/** EMR on EKS, for one job of a virtual cluster (hooks/emr.py, EmrContainerHook). */
export class ContainerJob {
  readonly #context: RuntimeContext;
  readonly #client: AwsClient<EmrContainersOperations>;
  readonly #virtualClusterId: string;
  readonly #jobId: string;

  constructor(
    context: RuntimeContext,
    client: AwsClient<EmrContainersOperations>,
    virtualClusterId: string,
    jobId: string,
  ) {
    this.#context = context;
    this.#client = client;
    this.#virtualClusterId = virtualClusterId;
    this.#jobId = jobId;
  }

  *#describe() {
    const params = { virtualClusterId: this.#virtualClusterId, id: this.#jobId };
    return (yield* settle(this.#client.call("DescribeJobRun", params))).jobRun;
  }

  /** `check_query_status`: null where AWS answers with an error. */
  *state(): Steps<string | null> {
    try {
      return (yield* this.#describe()).state;
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      if (error.code === "ResourceNotFoundException")
        throw new AirflowException(`Job ID ${this.#jobId} not found on Virtual Cluster ${this.#virtualClusterId}`);
      this.#logFailure(error);
      return null;
    }
  }

  /** `get_job_failure_reason`: none where it cannot be found out. */
  *failureReason(): Steps<string | null> {
    try {
      const { failureReason, stateDetails } = yield* this.#describe();
      if (failureReason !== undefined && stateDetails !== undefined) return `${failureReason} - ${stateDetails}`;
      this.#context.log.at("emr.py:451").error("Could not get status of the EMR on EKS job");
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      this.#logFailure(error);
    }
    return null;
  }

  #logFailure(error: ClientError): void {
    const { log } = this.#context;
    log.at("emr.py:477").error("AWS request failed, check logs for more info: %s", exceptionMessage(error));
  }

  /** `poll_query_status`: until it ends, which CANCEL_PENDING is too, or attempts are used up; none is no limit. */
  *poll(pollInterval: Seconds, maxAttempts: number | null): Steps<string | null> {
    const { log } = this.#context;
    for (let attempt = 1; ; attempt += 1) {
      const state = yield* this.state();
      if (state === null) log.at("emr.py:499").info("Try %s: Invalid query state. Retrying again", attempt);
      else if (state === "COMPLETED" || FAILURE_STATES.includes(state)) {
        log.at("emr.py:501").info("Try %s: Query execution completed. Final state is %s", attempt, state);
        return state;
      } else log.at("emr.py:505").info("Try %s: Query is still in non-terminal state - %s", attempt, state);
      if (maxAttempts && attempt >= maxAttempts) return state;
      yield sleep(pollInterval);
    }
  }

  *cancel(): Steps<void> {
    const params = { virtualClusterId: this.#virtualClusterId, id: this.#jobId };
    yield* settle(this.#client.call("CancelJobRun", params));
  }
}
