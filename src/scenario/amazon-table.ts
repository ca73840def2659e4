/**
 * The operators for AWS in scenario files.
 * @module
 */
import { z } from "zod";
import {
  type CheckedObject,
  GlueCatalogPartitionSensor,
  GlueCrawlerOperator,
  GlueCrawlerSensor,
  GlueJobOperator,
  GlueJobSensor,
  S3KeySensor,
  S3KeysUnchangedSensor,
} from "../operators/amazon/index.ts";
import { ATHENA_OPERATORS } from "./amazon/athena-table.ts";
import { BATCH_OPERATORS } from "./amazon/batch-table.ts";
import { DATABREW_OPERATORS } from "./amazon/databrew-table.ts";
import { EC2_OPERATORS } from "./amazon/ec2-table.ts";
import { ECS_OPERATORS } from "./amazon/ecs-table.ts";
import { EKS_OPERATORS } from "./amazon/eks-table.ts";
import { EMR_CONTAINERS_OPERATORS } from "./amazon/emr-containers-table.ts";
import { EMR_SERVERLESS_OPERATORS } from "./amazon/emr-serverless-table.ts";
import { EMR_OPERATORS } from "./amazon/emr-table.ts";
import { awsBase, openLineage } from "./amazon/fields.ts";
import { GLUE_DATA_QUALITY_OPERATORS } from "./amazon/glue-data-quality-table.ts";
import { LAMBDA_OPERATORS } from "./amazon/lambda-table.ts";
import { RDS_OPERATORS } from "./amazon/rds-table.ts";
import { REDSHIFT_OPERATORS } from "./amazon/redshift-table.ts";
import { SAGEMAKER_OPERATORS } from "./amazon/sagemaker-table.ts";
import { SQS_OPERATORS } from "./amazon/sqs-table.ts";
import { STEP_FUNCTIONS_OPERATORS } from "./amazon/step-functions-table.ts";
import type { OperatorSpec } from "./operator-table.ts";
import { bool, json, listOf, mustBe, name, oneOf, record, seconds, text, textOrTexts, whole } from "./schema-parts.ts";
import { sensorFields } from "./sensor-fields.ts";

export const AMAZON_OPERATORS: Readonly<Record<string, OperatorSpec>> = {
  S3KeySensor: {
    about: "Waits for objects in S3.",
    fields: () => ({
      bucket_key: textOrTexts(),
      bucket_name: text().nullable(),
      wildcard_match: bool(),
      use_regex: bool(),
      metadata_keys: listOf(name()).nullable(),
      check_fn: record({
        name: name().describe("An attribute of every object that was found."),
        least: z.number({ error: mustBe("a number") }).describe("The least that it has to be."),
      }),
      deferrable: bool(),
      ...awsBase(),
      ...sensorFields(),
    }),
    required: ["bucket_key"],
    operatorClass: S3KeySensor,
    convert: checkFn,
  },
  S3KeysUnchangedSensor: {
    about: "Waits until the objects under a prefix have not changed for a while.",
    fields: () => ({
      bucket_name: text(),
      prefix: text(),
      inactivity_period: seconds(),
      min_objects: whole(0),
      previous_objects: listOf(text()),
      allow_delete: bool(),
      deferrable: bool(),
      ...awsBase(),
      ...sensorFields(),
      mode: oneOf(["poke"]), // `poke_mode_only`
    }),
    required: ["bucket_name", "prefix"],
    operatorClass: S3KeysUnchangedSensor,
  },
  GlueCrawlerOperator: {
    about: "Makes or updates a Glue crawler, starts it and waits for it.",
    fields: () => ({
      config: json(),
      poll_interval: seconds(),
      wait_for_completion: bool(),
      deferrable: bool(),
      fail_on_already_running: bool(),
      ...awsBase(),
    }),
    required: ["config"],
    operatorClass: GlueCrawlerOperator,
  },
  GlueCrawlerSensor: {
    about: "Waits until a Glue crawler is ready.",
    fields: () => ({ crawler_name: name(), ...awsBase(), ...sensorFields() }),
    required: ["crawler_name"],
    operatorClass: GlueCrawlerSensor,
  },
  GlueCatalogPartitionSensor: {
    about: "Waits for a partition of a table in Glue's catalog.",
    fields: () => ({
      table_name: name(),
      expression: text(),
      database_name: name(),
      deferrable: bool(),
      ...awsBase(),
      ...sensorFields(),
    }),
    required: ["table_name"],
    operatorClass: GlueCatalogPartitionSensor,
  },
  GlueJobOperator: {
    about: "Makes a Glue job, starts a run of it and waits for that.",
    fields: () => ({
      job_name: name(),
      job_desc: text(),
      script_location: text().nullable(),
      concurrent_run_limit: whole(1).nullable(),
      script_args: json().nullable(),
      retry_limit: whole(0),
      num_of_dpus: z.number().nullable(),
      s3_bucket: text().nullable(),
      iam_role_name: text().nullable(),
      iam_role_arn: text().nullable(),
      create_job_kwargs: json().nullable(),
      run_job_kwargs: json().nullable(),
      wait_for_completion: bool(),
      deferrable: bool(),
      verbose: bool(),
      update_config: bool(),
      job_poll_interval: seconds(),
      stop_job_run_on_kill: bool(),
      sleep_before_return: seconds(),
      waiter_delay: seconds(),
      waiter_max_attempts: whole(1),
      durable: bool(),
      resume_glue_job_on_retry: bool(),
      replace_script_file: bool(),
      ...openLineage(),
      ...awsBase(),
    }),
    required: [],
    operatorClass: GlueJobOperator,
  },
  GlueJobSensor: {
    about: "Waits until a run of a Glue job has ended.",
    fields: () => ({
      job_name: name(),
      run_id: name(),
      verbose: bool(),
      deferrable: bool(),
      max_retries: whole(1),
      ...awsBase(),
      ...sensorFields(),
    }),
    required: ["job_name", "run_id"],
    operatorClass: GlueJobSensor,
  },
  ...ATHENA_OPERATORS,
  ...DATABREW_OPERATORS,
  ...EKS_OPERATORS,
  ...GLUE_DATA_QUALITY_OPERATORS,
  ...EC2_OPERATORS,
  ...BATCH_OPERATORS,
  ...ECS_OPERATORS,
  ...LAMBDA_OPERATORS,
  ...REDSHIFT_OPERATORS,
  ...SQS_OPERATORS,
  ...EMR_OPERATORS,
  ...EMR_CONTAINERS_OPERATORS,
  ...EMR_SERVERLESS_OPERATORS,
  ...RDS_OPERATORS,
  ...SAGEMAKER_OPERATORS,
  ...STEP_FUNCTIONS_OPERATORS,
};

/** A function of the objects that were found, of which a file says what each has to have. */
function checkFn({ checkFn: check, ...rest }: Readonly<Record<string, unknown>>) {
  if (check === undefined) return rest;
  const { name, least } = check as { readonly name: string; readonly least: number };
  const isEnough = (value: unknown) => typeof value === "number" && value >= least;
  return { ...rest, checkFn: (objects: readonly CheckedObject[]) => objects.every((one) => isEnough(one[name])) };
}
