/**
 * Programs in CommonJS: types under `node16`, and the code.
 * @module
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const cwd = fileURLToPath(new URL("../..", import.meta.url));

test("types resolve for CommonJS under node16", () => {
  const { status, stdout } = spawnSync("npx", ["tsc", "-p", "test/types"], { cwd, encoding: "utf8" });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
});

test("CommonJS requires the same classes as modules import", () => {
  const code = `import("airlapse").then(({ DAG }) => console.log(require("airlapse").DAG === DAG, typeof require("airlapse/scenario").parseScenarios))`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=commonjs", "-e", code], { cwd, encoding: "utf8" });
  expect(stdout).toBe("true function\n");
});
