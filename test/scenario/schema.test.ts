/**
 * The schema of scenario files, as editors and docs/scenarios.md show it.
 * @module
 */
import { scenarioJsonSchema } from "airlapse/scenario";
import { expect, test } from "vitest";
import { MARKS, scenarioReference } from "../../scripts/list-scenario-keys.js";
import { pageText } from "../docs/markdown.ts";

interface Schema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Each property wherever it stands. */
function propertiesOf(node: unknown, path = ""): [path: string, property: Schema][] {
  if (typeof node !== "object" || node === null) return [];
  const own = Object.entries((node as Schema).properties ?? {})
    .filter(([, property]) => typeof property === "object")
    .map(([key, property]): [string, Schema] => [`${path}/${key}`, property]);
  return [...own, ...Object.entries(node).flatMap(([key, child]) => propertiesOf(child, `${path}/${key}`))];
}

test("each property of the schema is described", () => {
  const properties = propertiesOf(scenarioJsonSchema());
  expect(properties.length).toBeGreaterThan(1000);
  expect(properties.filter(([, { description = "" }]) => description.length < 5).map(([path]) => path)).toEqual([]);
});

test.each(["Scenario", "Dag", "Run"])("each property that a %s may leave out has a default in words", (name) => {
  const { $defs } = scenarioJsonSchema() as {
    readonly $defs: Record<string, Schema & { readonly required?: string[] }>;
  };
  const { properties = {}, required = [] } = $defs[name] ?? {};
  const optional = Object.entries(properties).filter(([key]) => !required.includes(key));
  expect(optional.length).toBeGreaterThan(3);
  expect(optional.filter(([, { description = "" }]) => !description.includes("Default")).map(([key]) => key)).toEqual(
    [],
  );
});

test("the reference in docs/scenarios.md is today's: `npm run scenarios`", () => {
  const [, kept] = MARKS.exec(pageText("docs/scenarios.md")) ?? [];
  expect(kept).toBe(scenarioReference());
});
