/**
 * The features that templates of real DAGs use and this library has not: a task that used it would fail here and not in Airflow, so it
 * is refused before anything runs, or named where it is met.
 * @module
 */
import type { Problem } from "../options/index.ts";
import { isTemplate } from "./template.ts";
import { parseTemplate } from "./template-fields.ts";

/** Names of Airflow's templates reference, with what to use in their place. */
const NOT_MODELLED: Readonly<Record<string, string>> = {
  var: "Variables: give the value by `params` or by the run's `conf`",
  conn: "Connections: give the value by `params` or by the run's `conf`",
  conf: "airflow.cfg: give the value by `params`, or use `dag_run.conf` if the run's is meant",
  expanded_ti_count: "how many instances a task was mapped to: give the number by `params`",
  prev_data_interval_start_success: "the last run that succeeded: use `data_interval_start`",
  prev_data_interval_end_success: "the last run that succeeded: use `data_interval_end`",
  prev_start_date_success: "the last run that succeeded: use `data_interval_start`",
  prev_end_date_success: "the last run that succeeded: use `data_interval_end`",
  prev_execution_date_success: "the last run that succeeded: use `logical_date`",
  triggering_dataset_events: "the events that have started a run: give their values by `params`",
  inlet_events: "events of datasets: give their values by `params`",
  outlet_events: "events of datasets: give their values by `params`",
};

/** The values of a task's template fields, by field. */
export type TemplateValues = readonly (readonly [field: string, value: unknown])[];

/** Finds the names in templates that are in some list. Most templates use none of them, and need not be parsed before they are rendered. */
export class NamesInTemplates {
  readonly #names: ReadonlySet<string>;
  readonly #mayUseOne: RegExp;

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    this.#mayUseOne = new RegExp(`(?<![.\\w])(?:${names.join("|")})(?!\\w)`);
  }

  /** The fields and names, each pair once. */
  in(values: TemplateValues): (readonly [field: string, name: string])[] {
    return values.flatMap(([field, value]) => [...this.#inValue(value)].map((name) => [field, name] as const));
  }

  #inValue(value: unknown, found = new Set<string>()): ReadonlySet<string> {
    if (typeof value === "string") for (const name of this.#inText(value)) found.add(name);
    else if (Array.isArray(value)) for (const item of value) this.#inValue(item, found);
    else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype)
      for (const item of Object.values(value)) this.#inValue(item, found);
    return found;
  }

  #inText(text: string): readonly string[] {
    if (!isTemplate(text) || !this.#mayUseOne.test(text)) return [];
    try {
      return parseTemplate(text).freeNames.filter((name) => this.#names.has(name));
    } catch {
      return []; // it fails when it is rendered, as in Airflow
    }
  }
}

const NAMES = new NamesInTemplates(Object.keys(NOT_MODELLED));

/** Lists the features in a task's template fields that are not modelled. */
export function notModelledProblems(values: TemplateValues): Problem[] {
  return NAMES.in(values).map(([path, name]) => ({
    path,
    message: `expected a template of what is modelled, got one with \`${name}\`, ${NOT_MODELLED[name]}`,
  }));
}
