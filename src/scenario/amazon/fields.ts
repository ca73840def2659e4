/**
 * The arguments that operators for AWS have in common, in scenario files.
 * @module
 */
import { z } from "zod";
import type { Shape } from "../operator-table.ts";
import { bool, integer, json, seconds, text, whole } from "../schema-parts.ts";

export const connection = (): Shape => ({ aws_conn_id: text().nullable() });
export const region = (): Shape => ({ region_name: text().nullable() });
export const verify = (): Shape => ({ verify: z.union([z.boolean(), z.string()]).nullable() });

/** The fields of the provider's AwsBaseOperator. */
export const awsBase = (): Shape => ({ ...connection(), ...region(), ...verify(), botocore_config: json().nullable() });

/** The fields of operators that wait by a waiter, deferred or not. */
export const waiter = (): Shape => ({ waiter_delay: seconds(), waiter_max_attempts: integer(), deferrable: bool() });

/** A number of attempts, or none. */
export const attempts = () => whole(0).nullable();
