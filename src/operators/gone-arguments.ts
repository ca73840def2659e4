import { DEPRECATED_TRIGGER_RULES, type GoneArgument } from "../definition/index.ts";
import { SLA_GONE } from "../rules/index.ts";
import type { BaseOperatorArguments } from "./base-operator-arguments.ts";
import { GONE_NAMES } from "./template-names-of-2.ts";
import { NamesInTemplates, type TemplateValues } from "./template-not-modelled.ts";

const NAMES = new NamesInTemplates(Object.keys(GONE_NAMES));

/** Lists the arguments of a task that Airflow 3 has no more, and templates with such names. */
export function goneArguments({ sla, triggerRule }: BaseOperatorArguments, values: TemplateValues): GoneArgument[] {
  const gone: GoneArgument[] = NAMES.in(values).map(([field, name]) => [
    field,
    { since: "3.0", instead: `use \`${GONE_NAMES[name]}\` in place of \`${name}\`` },
  ]);
  if (sla !== undefined && sla !== null) gone.push(["sla", SLA_GONE]);
  const isText = typeof triggerRule === "string"; // programs in JavaScript may give what has no text
  const rule = isText ? new Map(Object.entries(DEPRECATED_TRIGGER_RULES)).get(triggerRule) : undefined;
  if (rule !== undefined) gone.push(["triggerRule", { since: "3.0", instead: `it is called \`${rule}\`` }]);
  return gone;
}
