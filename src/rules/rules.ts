/**
 * The rules in which versions differ: each is a named choice with its reason, a row of the tables in core-rules.ts and
 * amazon-rules.ts. Code asks for the rule, never for the version.
 * @module
 */
import type { AmazonRule } from "./amazon-rule.ts";
import { AMAZON_RULES } from "./amazon-rules.ts";
import type { CoreRule } from "./core-rule.ts";
import { CORE_RULES } from "./core-rules.ts";
import { AIRFLOW_VERSIONS, AMAZON_PROVIDER_VERSIONS, type Versions } from "./versions.ts";

type Values<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends CoreRule<infer Value> | AmazonRule<infer Value> ? Value : never;
};

/** The rules of a simulation. */
export type Rules = Values<typeof CORE_RULES> & Values<typeof AMAZON_RULES>;

/** The rules of a version of Airflow with a version of the Amazon provider. */
export function rulesOf({ airflow, amazonProvider }: Versions): Rules {
  const key = `${airflow} ${amazonProvider}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const rules = {
    ...valuesOf(CORE_RULES, upTo(AIRFLOW_VERSIONS, airflow)),
    ...valuesOf(AMAZON_RULES, upTo(AMAZON_PROVIDER_VERSIONS, amazonProvider)),
  } as Rules;
  KNOWN.set(key, rules);
  return rules;
}

/** Read out of the tables once a process: each check of a DAG asks for them. */
const KNOWN = new Map<string, Rules>();

/** The versions up to one, the latest first. */
function upTo<Version extends string>(versions: readonly Version[], last: Version): readonly Version[] {
  return versions.slice(0, versions.indexOf(last) + 1).reverse();
}

/** The value of each rule in the latest of some versions that says one. */
function valuesOf(table: object, versions: readonly string[]): Record<string, unknown> {
  const rows = Object.entries(table as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  return Object.fromEntries(rows.map(([name, row]) => [name, row[versions.find((version) => version in row) ?? ""]]));
}

export type RuleName = keyof Rules;

/** A row of the tables. */
export interface Rule {
  readonly why: string;
  /** Where Airflow's source, or the provider's, says it. */
  readonly sources: string;
  valueIn(versions: Versions): Rules[RuleName];
}

export function ruleNamed(name: RuleName): Rule {
  const { why, sources } = { ...CORE_RULES, ...AMAZON_RULES }[name];
  return { why, sources, valueIn: (versions) => rulesOf(versions)[name] };
}
