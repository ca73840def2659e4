import { awsApi, path } from "../../../hooks/index.ts";

export type StepFunctionsOperations = {
  readonly StartExecution: [
    { readonly stateMachineArn: string; readonly name?: string; readonly input?: string },
    { readonly executionArn: string },
  ];
  readonly DescribeExecution: [
    { readonly executionArn: string },
    {
      readonly executionArn: string;
      readonly status: string;
      readonly output?: string;
      readonly error?: string;
      readonly cause?: string;
    },
  ];
  readonly StopExecution: [{ readonly executionArn: string }, object];
  readonly RedriveExecution: [{ readonly executionArn: string }, object];
};

export const STEP_FUNCTIONS = awsApi<StepFunctionsOperations>()({
  service: "stepfunctions",
  params: {
    StartExecution: "{stateMachineArn!:s1 name:s1 input:s traceHeader:s}",
    DescribeExecution: "{executionArn!:s1 includedData:s}",
    StopExecution: "{executionArn!:s1 error:s cause:s}",
    RedriveExecution: "{executionArn!:s1 clientToken:s1}",
  },
  waiters: {
    /** An execution that has TIMED_OUT matches none of them. */
    step_function_succeeded: {
      operation: "DescribeExecution",
      delay: 30,
      maxAttempts: 60,
      acceptors: path("status", { success: ["SUCCEEDED"], retry: ["RUNNING"], failure: ["FAILED", "ABORTED"] }),
    },
  },
});
