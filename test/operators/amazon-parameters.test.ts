/**
 * The parameters of AWS's operators against those of the provider's constructors, as scripts/record-aws-parameters.py has read them
 * from each version of it.
 */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { BaseOperator } from "../../src/operators/index.ts";
import {
  AMAZON_PROVIDER_VERSIONS,
  type AmazonProviderVersion,
  goneIn,
  tooOld,
  versionsOf,
} from "../../src/rules/index.ts";
import { AMAZON_OPERATORS } from "../../src/scenario/amazon-table.ts";
import { camel } from "../../src/scenario/schema-parts.ts";
import { sensorFields } from "../../src/scenario/sensor-fields.ts";

interface Constructor {
  readonly takes: readonly string[];
  readonly needs: readonly string[];
}
type Classes = Readonly<Record<string, Constructor>>;

function recorded(provider: AmazonProviderVersion): Classes {
  const path = new URL(`amazon-parameters/${provider}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly classes: Classes }).classes;
}

/** Parameters that nobody can give: a class hands them on itself, or they are objects of Python. */
const NOT_FOR_USERS: Readonly<Record<string, readonly string[]>> = {
  GlueCrawlerOperator: ["crawler_name"],
  SageMakerStartPipelineOperator: ["config"],
  SageMakerStopPipelineOperator: ["config"],
};

/** The fields of a class that a provider cannot do without. */
function needed(name: string, provider: AmazonProviderVersion): string[] {
  const spec = AMAZON_OPERATORS[name];
  if (spec === undefined) return [];
  const { newArguments } = spec.operatorClass as unknown as typeof BaseOperator;
  const versions = versionsOf({ airflow: "3.3.2", amazonProvider: provider });
  return Object.keys(spec.fields()).filter((field) => {
    const since = newArguments[camel(field)];
    const isOptionalLater = since?.isOptional === true && tooOld(since, versions) !== undefined;
    return spec.required.includes(field) || isOptionalLater;
  });
}

/** The fields of a class that are taken under a provider. */
function taken(name: string, provider: AmazonProviderVersion): string[] {
  const spec = AMAZON_OPERATORS[name];
  if (spec === undefined) return [];
  const { newArguments, goneArguments } = spec.operatorClass as unknown as typeof BaseOperator;
  const versions = versionsOf({ airflow: "3.3.2", amazonProvider: provider });
  return Object.keys(spec.fields()).filter((field) => {
    const [since, gone] = [newArguments[camel(field)], goneArguments[camel(field)]];
    const isThere = since === undefined || since.isOptional === true || tooOld(since, versions) === undefined;
    return isThere && (gone === undefined || goneIn(gone, versions) === undefined);
  });
}

describe.each(AMAZON_PROVIDER_VERSIONS)("under provider %s", (provider) => {
  const classes = Object.entries(recorded(provider));

  test("there are the provider's classes", () => {
    const names = Object.keys(AMAZON_OPERATORS);
    expect(classes.length).toBeGreaterThanOrEqual(58);
    expect(names).toEqual(expect.arrayContaining(classes.map(([name]) => name)));
  });

  test.each(classes)(
    "%s takes and needs what the provider's constructor does",
    (name, { takes: parameters, needs }) => {
      const inherited = Object.keys(sensorFields()).filter((field) => !parameters.includes(field));
      const ours = taken(name, provider).filter((field) => !inherited.includes(field));
      const theirs = parameters.filter((parameter) => !(NOT_FOR_USERS[name] ?? []).includes(parameter));
      expect(ours.sort()).toEqual([...theirs].sort());
      const givenByUsers = needs.filter((parameter) => !(NOT_FOR_USERS[name] ?? []).includes(parameter));
      expect(needed(name, provider).sort()).toEqual([...givenByUsers].sort());
    },
  );
});
