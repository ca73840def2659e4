import { AMAZON_OPERATORS } from "./amazon-table.ts";
import { CORE_OPERATORS, type OperatorSpec } from "./operator-table.ts";

/** All operators of scenario files, by name. */
export const OPERATORS: Readonly<Record<string, OperatorSpec>> = { ...CORE_OPERATORS, ...AMAZON_OPERATORS };
