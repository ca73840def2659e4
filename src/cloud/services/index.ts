/**
 * The services of the model of AWS besides S3 and Glue, by their keys in a scenario (there in snake_case).
 * @module
 */
import { athena } from "./athena.ts";
import { batch } from "./batch.ts";
import { databrew } from "./databrew.ts";
import { ec2 } from "./ec2.ts";
import { ecs } from "./ecs.ts";
import { emr } from "./emr.ts";
import { emrContainers } from "./emr-containers.ts";
import { emrServerless } from "./emr-serverless.ts";
import { rds } from "./rds.ts";
import { sagemaker } from "./sagemaker.ts";
import { stepFunctions } from "./step-functions.ts";

export const SERVICE_MODELS = {
  athena,
  batch,
  databrew,
  ec2,
  ecs,
  emr,
  emrContainers,
  emrServerless,
  rds,
  sagemaker,
  stepfunctions: stepFunctions,
} as const;
