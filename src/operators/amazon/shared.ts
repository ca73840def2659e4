/**
 * The helpers that several families of operators for AWS share.
 * @module
 */

import type { Seconds } from "../../kernel/index.ts";
import { toSeconds } from "../../kernel/index.ts";
import type { BaseOperator } from "../index.ts";

/** The timeout of deferrals that last as long as the task may run. */
export function executionTimeout({ settings }: BaseOperator): Seconds | null {
  return settings.executionTimeout === null ? null : toSeconds(settings.executionTimeout);
}

/** The parameters of a call without those that are None, at any depth (`trim_none_values`, `prune_dict`). */
export function withoutNone<T extends Readonly<Record<string, unknown>>>(params: T): WithoutNone<T> {
  return pruned(params) as WithoutNone<T>;
}

/** Parameters that may be missing where they could be None. */
export type WithoutNone<T> = {
  readonly [Name in keyof T as null extends T[Name] ? never : Name]: T[Name];
} & { readonly [Name in keyof T as null extends T[Name] ? Name : never]?: Exclude<T[Name], null> };

function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(isThere).map(pruned);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => isThere(item))
      .map(([name, item]) => [name, pruned(item)]),
  );
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}
