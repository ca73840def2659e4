/**
 * Programs in CommonJS: types under `node16`, and the code.
 * @module
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const cwd = fileURLToPath(new URL("../..", import.meta.url));

test.each([
  ["", "test/types"],
  [", those of matchers too", "test/types/tsconfig.matchers.json"],
])("types resolve for CommonJS under node16%s", (_name, project) => {
  const { status, stdout } = spawnSync("npx", ["tsc", "-p", project], { cwd, encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});

test("CommonJS requires the same classes as modules import", () => {
  const code = `import("airlapse").then(({ DAG }) => console.log(require("airlapse").DAG === DAG, typeof require("airlapse/scenario").parseScenarios))`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=commonjs", "-e", code], { cwd, encoding: "utf8" });
  expect(stdout).toBe("true function\n");
});
