/**
 * The rules in which versions differ: each is a named choice with its reason, a row of the tables in core-rules.ts and
 * amazon-rules.ts. Code asks for the rule, never for the version.
 * @module
 */
import { AMAZON_RULES, type AmazonRule } from "./amazon-rules.ts";
import { CORE_RULES, type CoreRule } from "./core-rules.ts";
import type { AirflowVersion, AmazonProviderVersion, Versions } from "./versions.ts";

type Values<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends CoreRule<infer Value> | AmazonRule<infer Value> ? Value : never;
};

/** What holds in a simulation. */
export type Rules = Values<typeof CORE_RULES> & Values<typeof AMAZON_RULES>;

/** The rules of a version of Airflow with a version of the Amazon provider. */
export function rulesOf({ airflow, amazonProvider }: Versions): Rules {
  return {
    ...valuesOf(CORE_RULES, (row) => coreValue(row, airflow)),
    ...valuesOf(AMAZON_RULES, (row) => amazonValue(row, amazonProvider)),
  } as Rules;
}

function valuesOf<Row>(table: Readonly<Record<string, Row>>, value: (row: Row) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).map(([name, row]) => [name, value(row)]));
}

/** The last column says only what differs from the one before. */
function coreValue(row: CoreRule<unknown>, version: AirflowVersion): unknown {
  return version === "2.11.0" && !("2.11.0" in row) ? row["2.10.5"] : row[version];
}

function amazonValue(row: AmazonRule<unknown>, version: AmazonProviderVersion): unknown {
  return version === "9.8.0" && !("9.8.0" in row) ? row["9.2.0"] : row[version];
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
