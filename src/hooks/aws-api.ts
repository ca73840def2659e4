/**
 * A service of AWS, as its operators use it: its name, and as data its operations' parameters and its waiters.
 * @module
 */
import type { Rules } from "../rules/index.ts";
import type { WaiterModel } from "./waiter-model.ts";

/** Parameters and answer of each operation by AWS's name: `GetQueryExecution: [Params, Answer]`. */
export type OperationTable<Operations> = { readonly [Name in keyof Operations]: readonly [object, unknown] };

/** A waiter, or where versions of the provider differ, the one that a rule chooses: none where a version has none. */
export type WaiterOf<Operation extends string> =
  | WaiterModel<Operation>
  | ((rules: Rules) => WaiterModel<Operation> | undefined);

/** A service whose operations' types do not matter. */
export type AnyAwsApi = AwsApi<Readonly<Record<string, readonly [object, unknown]>>>;

export interface AwsApi<Operations> {
  /** Botocore's name of the service, `emr-serverless` say. */
  readonly service: string;
  /** The parameters that botocore lets through for each operation, in the short form of `parameter-shapes.ts`. */
  readonly params?: { readonly [Name in keyof Operations]: string };
  /** The waiters of the provider's waiters/*.json, and those of botocore. */
  readonly waiters?: Readonly<Record<string, WaiterOf<keyof Operations & string>>>;
  /** Never there: it ties the operations' types to the service. */
  readonly operations?: Operations;
}

/**
 * Describes a service: `awsApi<Operations>()({ service: "athena", params: {...}, waiters: {...} })`. The names of its waiters
 * are known then.
 */
export function awsApi<Operations extends OperationTable<Operations>>() {
  return <const Api extends AwsApi<Operations>>(api: Api): Api & AwsApi<Operations> => api;
}
