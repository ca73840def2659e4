import { expect, test } from "vitest";
import { EXAMPLES } from "../../scripts/error-examples.js";
import { errorClasses, errorTable, MARKS } from "../../scripts/list-errors.js";
import { pageText } from "./markdown.ts";

test("the table of docs/errors.md is today's, with an example of each error, made anew: npm run errors", async () => {
  expect(MARKS.exec(pageText("docs/errors.md"))?.[1]).toBe(await errorTable());
  const names = new Set(errorClasses().map(({ name }) => name));
  expect(Object.keys(EXAMPLES).filter((name) => !names.has(name))).toEqual([]);
});
