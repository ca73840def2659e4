/**
 * `airlapse run`: what it prints, the traces that it writes, and what it does where a simulation has no end.
 * @module
 */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Trace, traceDifferences } from "airlapse";
import { describe, expect, test } from "vitest";
import { airlapse, endless, Folder, fiveSeconds, ROOT, scenario, withoutPool } from "./airlapse.ts";
import { recordedSample } from "./sample.ts";

/** The cells of the summary, row by row. Before that of one scenario stands a sentence. */
const cellsOf = (stdout: string) =>
  stdout
    .split("\n\n")
    .find((block) => block.startsWith("scenario "))
    ?.trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));
const HEADER = ["scenario", "runs", "task instances", "virtual time", "peak slots", "deferrals", "errors"];

/** All there is in a folder and below. */
const contentOf = (folder: Folder) => (readdirSync(folder.path, { recursive: true }) as string[]).sort();

describe("run", () => {
  test("does with the example what real Airflow did, and writes all of it", () => {
    const folder = new Folder();
    const file = "examples/join-relationalize/scenario.json";
    const { status, stdout, stderr } = airlapse("run", file, "--traces", folder.at("traces"));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const trace = folder.json("traces/join-relationalize.trace.json") as Trace;
    const real = recordedSample("sample-standard");
    expect(traceDifferences(real, trace)).toEqual([]);
    expect(trace.scenario).toBe("join-relationalize");
    expect(real.ended_at).toBe(243); // 4 min 03 s
    expect(cellsOf(stdout)).toEqual([
      HEADER,
      ["join-relationalize", "1 success", "3 success", "4 min 03 s", "1", "0", "0"],
    ]);
    expect(stdout).toContain(`\n1 trace in ${folder.at("traces")}\n`);
    expect(stdout.split("\n")[0]).toBe("1 of 1 run succeeds, none fails; a task is queued for 0 s on average.");
  });

  test("sums up each scenario of each file in a line, the states that are most frequent first", () => {
    const folder = new Folder();
    const tasks = [
      ...["a", "b"].map((task_id) => ({ task_id, operator: "work", outcomes: ["fail"] })),
      { task_id: "c", operator: "defer", wait: 2 },
      { task_id: "e", operator: "work", upstream: ["a"] },
      { task_id: "f", operator: "work", upstream: ["c"] },
      { task_id: "g", operator: "work", upstream: ["f"] },
    ];
    const mixed = { name: "mixed", until: 60, dags: [{ dag_id: "d", tasks }], runs: [{ dag_id: "d", run_id: "r" }] };
    const files = [folder.write("a.json", [fiveSeconds("five"), mixed]), folder.write("b.json", fiveSeconds("five"))];
    const { status, stdout, stderr } = airlapse("run", ...files);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^note: mixed: 2 errors of tasks\n/),
    });
    const five = ["five", "1 success", "1 success", "6 s", "1", "0", "0"];
    expect(cellsOf(stdout)).toEqual([
      HEADER,
      five,
      // two fail, what is behind one of them fails with it; three slots at once at 1 s; it is failed when all is over
      ["mixed", "1 failed", "3 success, 2 failed, 1 upstream_failed", expect.stringMatching(/^\d+ s$/), "3", "1", "2"],
      five,
    ]);
    expect(stdout).not.toContain("trace");
    expect(stdout).toMatch(/^scenario /); // a sentence is said of one scenario
  });

  test("refuses a mode that the version does not have", () => {
    const file = new Folder().write("five.json", fiveSeconds("five"));
    const { status, stderr } = airlapse("run", file, "--mode", "start_from_trigger", "--airflow", "2.7.2");
    expect(status).toBe(2);
    expect(stderr).toContain("five: --mode start_from_trigger: Airflow has it from 2.10 on");
  });

  test("says what tasks have failed with, on stderr", () => {
    const wrong = { operator: "S3KeySensor", bucket_name: "b", bucket_key: "{{ nobody }}" };
    const tasks = ["t0", "t1"].map((task_id) => ({ task_id, ...wrong }));
    const runs = [1, 2, 3].map((n) => ({ dag_id: "d", run_id: `r${n}`, at: 10 * (n - 1) }));
    const file = new Folder().write("s.json", { name: "s", dags: [{ dag_id: "d", tasks }], runs });
    const { status, stderr } = airlapse("run", file);
    expect(status).toBe(0);
    const lines = stderr.split("\n");
    expect(lines[0]).toBe("note: s: 6 errors of tasks");
    expect(lines[1]).toBe("  d / r1 / t0: UndefinedError at 1 s: 'nobody' is undefined");
    expect(lines.slice(6)).toEqual(["  and 1 more", ""]);
  });

  test("warns on stderr, and only there", () => {
    const file = new Folder().write("s.json", withoutPool("s"));
    const { status, stdout, stderr } = airlapse("run", file);
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^warning: s: DAG "d", task "t", pool: There is no pool "nowhere": .*\nnote: s: 1 task instance .*\n.*\n$/,
    );
    expect(cellsOf(stdout)).toEqual([HEADER, ["s", "1 running", "1 scheduled", "10 s", "0", "0", "0"]]);
  });
});

test("run takes a pattern that no shell has replaced, and names one that matches nothing", () => {
  const folder = new Folder();
  for (const name of ["b", "a"]) folder.write(`${name}.json`, fiveSeconds(name));
  folder.write("c.txt", "no scenario");
  const { status, stdout } = airlapse("run", folder.at("*.json"), "--json");
  expect(status).toBe(0);
  const [first = -1, second = -1] = ["a", "b"].map((name) => stdout.indexOf(`"scenario": "${name}"`));
  expect(first).toBeGreaterThan(0);
  expect(second).toBeGreaterThan(first);
  const none = airlapse("run", folder.at("*.yaml"));
  expect(none.status).toBe(2);
  expect(none.stderr).toContain("*.yaml: cannot be read");
});

describe("run, where a simulation cannot be run to its end,", () => {
  test("says so in a line, ends with exit code 1, and runs all others", () => {
    const folder = new Folder();
    const file = folder.write("list.json", [fiveSeconds("one"), endless("stuck"), fiveSeconds("two")]);
    const { status, stdout, stderr } = airlapse("run", file, "--traces", folder.at("traces"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: stuck: The task "t" of the DAG "d", run "r", goes on without waiting at 1 s.*\n$/);
    expect(cellsOf(stdout)?.map(([name]) => name)).toEqual(["scenario", "one", "two"]);
    expect(stdout).toContain("\n2 traces in ");
    expect(readdirSync(folder.at("traces")).sort()).toEqual(["one.trace.json", "two.trace.json"]);
  });

  test("ends with 0 where runs failed: that is a result", () => {
    const file = new Folder().write("s.json", scenario("s", { operator: "work", outcomes: ["fail"] }));
    expect(airlapse("run", file)).toMatchObject({ status: 0, stdout: expect.stringContaining("1 failed") });
  });
});

describe("run --traces", () => {
  test("writes what happened, with the figures that follow from the scenario", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    airlapse("run", file, "--traces", folder.at("new/traces"));
    const text = readFileSync(folder.at("new/traces/s.trace.json"), "utf8");
    expect(text.endsWith("}\n")).toBe(true);
    const trace = JSON.parse(text) as Trace;
    expect(trace.slots).toEqual([
      [1, 1],
      [6, -1],
    ]);
    expect(trace.task_instances).toMatchObject([
      { ti: ["d", "r", "t", -1], state: "success", start: 1, end: 6, duration: 5 },
    ]);
    expect(trace.dag_runs).toMatchObject([{ run: ["d", "r"], state: "success", start: 1, end: 6, logical: 0.5 }]);
  });

  test("replaces what was there, and leaves nothing unfinished behind", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    mkdirSync(folder.at("traces"));
    folder.write("traces/s.trace.json", "x".repeat(100_000));
    folder.write("traces/other.txt", "kept");
    expect(airlapse("run", file, "--traces", folder.at("traces")).status).toBe(0);
    expect(folder.json("traces/s.trace.json")).toMatchObject({ scenario: "s" });
    expect(contentOf(folder)).toEqual(["s.json", "traces", "traces/other.txt", "traces/s.trace.json"]);
  });

  test("leaves nothing unfinished behind where one cannot be written, and writes the others", () => {
    const folder = new Folder();
    const file = folder.write("list.json", [fiveSeconds("blocked"), fiveSeconds("free")]);
    mkdirSync(folder.at("traces/blocked.trace.json"), { recursive: true }); // a folder cannot be replaced by a file
    const { status, stderr } = airlapse("run", file, "--traces", folder.at("traces"));
    expect(status).toBe(3);
    expect(stderr).toMatch(/^error: blocked: .*\n$/);
    expect(readdirSync(folder.at("traces")).sort()).toEqual(["blocked.trace.json", "free.trace.json"]);
  });

  test("writes no file outside of its folder, whatever the names, and one for each", () => {
    const folder = new Folder();
    const names = [
      "../x",
      "../../x",
      "/x",
      "a/b",
      "a%2Fb",
      "a\\b",
      "..",
      ".",
      "..\\x",
      "c:d",
      "e\u0000f",
      "g\nh",
      "ü ∞",
    ];
    const file = folder.write("list.json", names.map(fiveSeconds));
    const { status, stdout } = airlapse("run", file, "--traces", folder.at("in/traces"));
    expect(status).toBe(0);
    expect(stdout).toContain(`\n${names.length} traces in `);
    const written = readdirSync(folder.at("in/traces"), { withFileTypes: true });
    expect(written.filter((entry) => !entry.isFile() || !entry.name.endsWith(".trace.json"))).toEqual([]);
    const scenarios = written.map(({ name }) => (folder.json(join("in/traces", name)) as Trace).scenario);
    expect(scenarios.sort()).toEqual([...names].sort());
    expect(readdirSync(folder.path).sort()).toEqual(["in", "list.json"]);
    expect(readdirSync(folder.at("in"))).toEqual(["traces"]);
    expect(readdirSync(ROOT).filter((name) => name.endsWith(".trace.json"))).toEqual([]);
  });
});
