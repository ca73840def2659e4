import type { z } from "zod";
import type { BaseOperator } from "../operators/index.ts";

export type Shape = Readonly<Record<string, z.ZodType>>;

/** An operator of scenario files: the checks of its fields, and its class. */
export interface OperatorSpec {
  /** A sentence for editors. */
  readonly about: string;
  /** Made when a task of it is read: zod takes long to make a schema, and most files have few operators. */
  readonly fields: () => Shape;
  /** Fields that it cannot do without. */
  readonly required: readonly string[];
  readonly operatorClass: new (given: never) => BaseOperator;
  /** The operator that waits for the same thing deferred, and the one that does not. */
  readonly asyncSibling?: string;
  readonly syncSibling?: string;
  /** Converts the arguments of a file to those of the class. */
  readonly convert?: (
    given: Readonly<Record<string, unknown>>,
    isoAt: (seconds: number) => string,
  ) => Readonly<Record<string, unknown>>;
}
