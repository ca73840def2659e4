/**
 * The services of the model of AWS besides S3 and Glue, by their keys in a scenario (there in snake_case).
 * @module
 */
import { athena } from "./athena.ts";
import { batch } from "./batch.ts";
import { databrew } from "./databrew.ts";
import { ec2 } from "./ec2.ts";
import { ecs } from "./ecs.ts";
import { eks } from "./eks.ts";
import { emr } from "./emr.ts";
import { emrContainers } from "./emr-containers.ts";
import { emrServerless } from "./emr-serverless.ts";
import { glueDataQuality } from "./glue-data-quality.ts";
import { lambda } from "./lambda.ts";
import { rds } from "./rds.ts";
import { redshift } from "./redshift.ts";
import { redshiftData } from "./redshift-data.ts";
import { sagemaker } from "./sagemaker.ts";
import { sqs } from "./sqs.ts";
import { stepFunctions } from "./step-functions.ts";

export const SERVICE_MODELS = {
  lambda,
  sqs,
  redshiftData,
  redshift,
  athena,
  batch,
  databrew,
  ec2,
  ecs,
  eks,
  emr,
  emrContainers,
  emrServerless,
  glueDataQuality,
  rds,
  sagemaker,
  stepfunctions: stepFunctions,
} as const;
