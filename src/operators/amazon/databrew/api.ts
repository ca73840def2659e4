import { awsApi, path } from "../../../hooks/index.ts";

export type DataBrewOperations = {
  readonly StartJobRun: [{ readonly Name: string }, { readonly RunId: string }];
  readonly DescribeJobRun: [
    { readonly Name: string; readonly RunId: string },
    { readonly JobName: string; readonly RunId: string; readonly State: string },
  ];
};

export const DATABREW = awsApi<DataBrewOperations>()({
  service: "databrew",
  params: {
    StartJobRun: "{Name!:s1}",
    DescribeJobRun: "{Name!:s1 RunId!:s1}",
  },
  waiters: {
    /** A run that has failed is a success to it. */
    job_complete: {
      operation: "DescribeJobRun",
      delay: 30,
      maxAttempts: 60,
      acceptors: path("State", { success: ["STOPPED", "SUCCEEDED", "FAILED", "TIMEOUT"] }),
    },
  },
});
