/**
 * The arguments that operators for AWS have in common, in scenario files.
 * @module
 */
import { z } from "zod";
import type { Shape } from "../operator-table.ts";
import { bool, integer, json, seconds, text, whole } from "../schema-parts.ts";

export const connection = (): Shape => ({ aws_conn_id: text().nullable() });
/** The fields of the provider's AwsBaseOperator. */
export const awsBase = (): Shape => ({
  ...connection(),
  region_name: text().nullable(),
  region: text().nullable(),
  verify: z.union([z.boolean(), z.string()]).nullable(),
  botocore_config: json().nullable(),
});

/** Settings of OpenLineage. */
export const openLineage = (): Shape => ({
  openlineage_inject_parent_job_info: bool(),
  openlineage_inject_transport_info: bool(),
});

/** The wait as provider 8.7.1 also takes it. */
export const countdown = (): Shape => ({
  waiter_countdown: whole(0).nullable(),
  waiter_check_interval_seconds: whole(1),
});

/** The fields of operators that wait by a waiter, deferred or not. */
export const waiter = (): Shape => ({ waiter_delay: seconds(), waiter_max_attempts: integer(), deferrable: bool() });

/** A number of attempts, or none. */
export const attempts = () => whole(0).nullable();
