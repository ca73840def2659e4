/**
 * What CI needs of the command: the difference of two scenarios, exit codes, the files of each mode, and scenario files in YAML.
 * @module
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { airlapse, endless, Folder, fiveSeconds, ROOT, scenario } from "./airlapse.ts";

const NIGHTLY = "examples/ci/nightly.yaml";
const CHANGED = "examples/ci/nightly-changed.yaml";

describe("diff", () => {
  test("tells in Markdown how the second scenario differs", () => {
    const { status, stdout, stderr } = airlapse("diff", NIGHTLY, CHANGED);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const lines = stdout.split("\n");
    // 5,400 s of work from 02:00 on end at 03:30, 7,500 s at 04:05; both runs are past their deadline, 04:00
    expect(lines).toContain("| orders | 03:30 | 04:05, 2 late | 35 min 00 s later |");
    expect(lines[2]).toMatch(/; orders lands at 04:05 instead of 03:30; 2 runs are late instead of 0\.$/);
    expect(stdout).not.toContain("| stock |"); // it lands as before
  });

  test("says that nothing follows from no change", () => {
    expect(airlapse("diff", NIGHTLY, NIGHTLY).stdout).toContain(
      "The change frees no slot time; nothing lands earlier or later.",
    );
  });
});

describe("--fail-on", () => {
  test.each([
    [CHANGED, 3, ["fail-on late: nightly: orders is late 2 times, for its deadline 04:00"]],
    [NIGHTLY, 0, []],
  ])("late, of %s: exit code %d", (file, code, said) => {
    const { status, stderr } = airlapse("run", file, "--fail-on", "late");
    expect(stderr.split("\n").filter((line) => line.startsWith("fail-on"))).toEqual(said);
    expect(status).toBe(code);
  });

  test("failed and deadlock are looked for in each mode of compare", () => {
    const folder = new Folder();
    const failing = folder.write("failing.json", scenario("f", { operator: "work", duration: 5, outcomes: ["fail"] }));
    const { status, stderr } = airlapse("compare", failing, "--modes", "standard,deferrable", "--fail-on", "failed");
    expect(status).toBe(3);
    expect(stderr).toBe(
      "fail-on failed: f, standard: 1 run has failed\nfail-on failed: f, deferrable: 1 run has failed\n",
    );
    const waiting = folder.write(
      "waiting.json",
      scenario(
        "w",
        { operator: "work", duration: 5, pool: "small", pool_slots: 2 },
        { pools: { small: { slots: 1 } } },
      ),
    );
    const dead = airlapse("run", waiting, "--fail-on", "deadlock");
    expect(dead.status).toBe(3);
    expect(dead.stderr).toContain("fail-on deadlock: w: 1 task instance waits for ever\n");
  });

  test("refuses a condition that there is not", () => {
    const { status, stderr } = airlapse("run", NIGHTLY, "--fail-on", "slow");
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: 'error: Expected --fail-on to be out of failed, late, deadlock, got "slow"\n',
    });
  });

  test("a simulation that could not be run counts more", () => {
    const file = new Folder().write("s.json", endless("stuck"));
    expect(airlapse("run", file, "--fail-on", "failed").status).toBe(1);
  });
});

describe("compare writes files for each mode", () => {
  test("traces, logs and exports, each in a folder of the mode", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("five"));
    const modes = ["--modes", "standard,reschedule"];
    const outputs = ["--traces", folder.at("t"), "--logs", folder.at("l"), "--export", `runs=${folder.at("runs.csv")}`];
    expect(airlapse("compare", file, ...modes, ...outputs).status).toBe(0);
    for (const mode of ["standard", "reschedule"]) {
      expect(JSON.parse(readFileSync(folder.at(`t/${mode}/five.trace.json`), "utf8"))).toMatchObject({
        scenario: "five",
      });
      expect(readdirSync(folder.at(`l/${mode}`)).length).toBeGreaterThan(0);
      expect(readFileSync(folder.at(`${mode}/runs.csv`), "utf8").split("\n").length).toBeGreaterThan(1);
    }
  });

  test("sets several numbers of worker slots side by side", () => {
    const file = new Folder().write("s.json", { ...fiveSeconds("five"), overheads: { task_startup: 0 } });
    const { status, stdout } = airlapse("compare", file, "--runs", "2", "--modes", "standard", "--worker-slots", "1,2");
    expect(status).toBe(0);
    // both are queued at the same time: with one slot the second waits 5 s for the first, with two slots none waits
    const rows = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
    expect(rows.find(([slots]) => slots === "1")?.slice(1, 3)).toEqual(["████████████", "5 s"]);
    expect(rows.find(([slots]) => slots === "2")?.slice(1, 3)).toEqual(["············", "0 s"]);
  });

  test("refuses what would go to one file", () => {
    const file = new Folder().write("list.json", [fiveSeconds("a"), fiveSeconds("b")]);
    expect(airlapse("compare", file, "--logs", "x", "--worker-slots", "1,2").stderr.split("\n")).toEqual([
      "error: Expected a file with one scenario for --logs, got 2",
      "Expected one number of --worker-slots for --logs, got 2",
      "",
    ]);
  });
});

describe("a scenario file", () => {
  const stdin = (input: string) =>
    spawnSync(process.execPath, ["bin/airlapse.js", "run", "-"], { cwd: ROOT, encoding: "utf8", input });

  test("may come on standard input, as JSON or YAML", () => {
    expect(stdin(JSON.stringify(fiveSeconds("piped"))).stdout).toContain("piped");
    expect(stdin(readFileSync(join(ROOT, NIGHTLY), "utf8")).stdout).toContain("nightly");
  });

  test("may be JSON with comments and a last comma", () => {
    const folder = new Folder();
    const text = JSON.stringify(fiveSeconds("noted")).replace("{", "{ // a comment\n").replace(/\}$/, ", }");
    expect(airlapse("run", folder.write("s.jsonc", text)).stdout).toContain("noted");
  });

  test.each([
    ["s.json", '{"name": "x",\n "dags": [}', "expected JSON: a value is missing at line 2, column 11"],
    ["s.yaml", "name: x\ndags: [\n  a: b: c\n", "at line 3, column 6"],
    ["s.yaml", "name: x\nname: y\n", "Map keys must be unique at line 2, column 1"],
  ])("%s that is none tells the line: %j", (name, text, said) => {
    const { status, stderr } = airlapse("run", new Folder().write(name, text));
    expect(status).toBe(2);
    expect(stderr).toContain(said);
  });
});
