import { expect, test } from "vitest";
import { MARKS, operatorTable } from "../../scripts/list-operators.js";
import { AMAZON_OPERATORS } from "../../src/scenario/amazon-table.ts";
import { pageText } from "./markdown.ts";

test("the page of operators has the table that the classes make: npm run operators writes it", () => {
  const table = operatorTable();
  expect(MARKS.exec(pageText("docs/operators.md"))?.[1]).toBe(table);
  for (const name of Object.keys(AMAZON_OPERATORS)) expect(table).toContain(`| ${name} |`);
});
