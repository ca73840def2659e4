import type { BaseOperator } from "../operators/index.ts";
import { tooOld, type Versions } from "../rules/index.ts";
import { OPERATORS } from "./operators-by-name.ts";
import type { ScenarioTask } from "./schema.ts";

/** Tells if `operators.default_deferrable` counts for a task: some operators may defer from some version on only. */
export function mayDefer({ operator }: ScenarioTask, versions: Versions): boolean {
  const { operatorClass, fields } = OPERATORS[operator] as (typeof OPERATORS)[string];
  const since = (operatorClass as unknown as typeof BaseOperator).newArguments["deferrable"];
  return "deferrable" in fields() && (since === undefined || tooOld(since, versions) === undefined);
}
