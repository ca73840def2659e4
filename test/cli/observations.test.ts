/**
 * Observed values that a scenario takes from a CSV file beside it.
 * @module
 */
import { expect, test } from "vitest";
import { airlapse, Folder, scenario } from "./airlapse.ts";

const observed = (csv: string) =>
  scenario("observed", { operator: "work", duration: { distribution: "empirical", csv, column: "seconds" } });

test("a scenario draws from the CSV file beside it", () => {
  const folder = new Folder();
  folder.write("seen.csv", "run,seconds\na,41\nb,41\n");
  const file = folder.write("scenario.json", observed("seen.csv"));
  const { status, stdout } = airlapse("run", file);
  expect(status).toBe(0);
  expect(stdout).toContain("42 s"); // it starts at 1 s
});

test.each([
  ["that is not there", "none.csv", /dags\[0\]\.tasks\[0\]\.duration\.csv: .*none\.csv: cannot be read/],
  [
    "elsewhere",
    "../seen.csv",
    /duration\.csv: expected a file in the scenario's own folder or below, got "\.\.\/seen\.csv"/,
  ],
  ["without the column", "other.csv", /duration\.csv: other\.csv: expected a column `seconds`, got a, b/],
])("a scenario is refused with a CSV file %s", (_, csv, problem) => {
  const folder = new Folder();
  folder.write("other.csv", "a,b\n1,2\n");
  const { status, stderr } = airlapse("run", folder.write("scenario.json", observed(csv)));
  expect(status).toBe(2);
  expect(stderr).toMatch(problem);
});
