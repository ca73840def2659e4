/**
 * AWS's sample "Using deferrable operators in Amazon MWAA" (aws-samples/amazon-mwaa-examples, deferrable_operators): wait
 * for three objects in S3, crawl them, join them in a Glue job. The same as `scenario.json`, in TypeScript.
 * @module
 */
import { AwsModel, DAG, Simulation, type SimulationResult } from "airlapse";
import { chain } from "airlapse/operators";
import { GlueCrawlerOperator, GlueJobOperator, S3KeySensor } from "airlapse/operators/amazon";
import { DateTime } from "luxon";

/** How the tasks wait: in their worker slots, giving them back between two pokes, or in the triggerer. */
export type Waiting = { readonly mode: "poke" | "reschedule" } | { readonly deferrable: true };

export function joinRelationalize(waiting: Waiting): DAG {
  const deferrable = "deferrable" in waiting;
  const dag = new DAG("join-relationalize", {
    schedule: null,
    startDate: DateTime.utc(2023, 1, 1),
    catchup: false,
    tags: ["aws-demo", "standard-operators", "S3", "Glue"],
  });

  const waitForSourceData = new S3KeySensor({
    dag,
    taskId: "WaitForSourceData",
    bucketName: "{{ dag_run.conf.get('source_bucket_name') }}",
    bucketKey: ["persons.json", "memberships.json", "organizations.json"],
    awsConnId: "aws_default",
    ...waiting,
  });

  const crawlSourceData = new GlueCrawlerOperator({
    dag,
    taskId: "CrawlSourceData",
    config: {
      Name: "glue_crawler_legislators",
      Role: "{{ dag_run.conf.get('glue_role_arn') }}",
      DatabaseName: "{{ dag_run.conf.get('glue_db_name') }}",
      Targets: { S3Targets: [{ Path: "{{ dag_run.conf.get('source_bucket_name') }}" }] },
    },
    awsConnId: "aws_default",
    deferrable,
  });

  const processSourceData = new GlueJobOperator({
    dag,
    taskId: "ProcessSourceData",
    jobName: "join-relationalize-legislators",
    scriptLocation: "s3://{{ dag_run.conf.get('source_bucket_name') }}/glue-script-join-relationalize.py",
    s3Bucket: "{{ dag_run.conf.get('source_bucket_name') }}",
    iamRoleName: "{{ dag_run.conf.get('glue_role_name') }}",
    createJobKwargs: { GlueVersion: "4.0", NumberOfWorkers: 2, WorkerType: "G.1X" },
    scriptArgs: {
      "--db_name": "{{ dag_run.conf.get('glue_db_name') }}",
      "--target_bucket_name": "{{ dag_run.conf.get('target_bucket_name') }}",
    },
    awsConnId: "aws_default",
    deferrable,
  });

  chain(waitForSourceData, crawlSourceData, processSourceData);
  return dag;
}

/** AWS: the objects arrive at 33, 34 and 45 s, the crawl takes 70 + 8 s, the job 7 + 95 s. */
export const cloud = new AwsModel({
  s3: {
    buckets: ["source-bucket", "target-bucket"],
    objects: [
      { bucket: "source-bucket", key: "persons.json", at: 33 },
      { bucket: "source-bucket", key: "memberships.json", at: 34 },
      { bucket: "source-bucket", key: "organizations.json", at: 45 },
    ],
  },
  glue: {
    crawlers: [{ name: "glue_crawler_legislators", duration: 70, stopping: 8 }],
    jobs: [{ name: "join-relationalize-legislators", starting: 7, duration: 95 }],
  },
});

export const conf = {
  source_bucket_name: "source-bucket",
  target_bucket_name: "target-bucket",
  glue_db_name: "legislators",
  glue_role_arn: "arn:aws:iam::123456789012:role/glue-role",
  glue_role_name: "glue-role",
};

/** One run of the sample on the five worker slots of an mw1.small worker. */
export function runSample(waiting: Waiting): SimulationResult {
  const simulation = new Simulation({ dags: [joinRelationalize(waiting)], cloud, executor: { workerSlots: 5 } });
  simulation.trigger("join-relationalize", { runId: "r1", conf });
  return simulation.run();
}
