import { AMAZON_OPERATORS } from "./amazon-table.ts";
import { CORE_OPERATORS, type OperatorSpec } from "./operator-table.ts";
import { once } from "./schema-parts.ts";

/** All operators of scenario files, by name. */
export const OPERATORS: Readonly<Record<string, OperatorSpec>> = Object.fromEntries(
  Object.entries({ ...CORE_OPERATORS, ...AMAZON_OPERATORS }).map(([name, spec]) => [
    name,
    { ...spec, fields: once(spec.fields) },
  ]),
);
