/**
 * Everything that the command writes: it is whole or not there, in the file that was meant and in no other.
 * @module
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { describe, expect, test } from "vitest";
import { airlapse, BIN, Folder, fiveSeconds, ROOT } from "./airlapse.ts";

/** Many runs, so that whatever is written of them is longer than a page. */
const longer = (name: string) => ({
  ...fiveSeconds(name),
  runs: Array.from({ length: 60 }, (_, i) => ({ dag_id: "d", run_id: `r${i}`, at: i })),
});

/** Each writer: the arguments that make it write to a path. */
const TO_FILE: readonly (readonly [string, (scenario: string, path: string) => readonly string[]])[] = [
  ...["chrome", "statsd", "openmetrics"].map(
    (format) =>
      [`--export ${format}`, (file: string, path: string) => ["run", file, "--export", `${format}=${path}`]] as const,
  ),
  ...["task-instances", "runs", "events"].flatMap((table) =>
    ["csv", "parquet"].map(
      (ending) =>
        [
          `--export ${table} as ${ending}`,
          (file: string, path: string) => ["run", file, "--export", `${table}=${path}.${ending}`],
        ] as const,
    ),
  ),
  ["--report", (file, path) => ["compare", file, "--modes", "standard", "--report", path]],
  ["upgrade --report", (file, path) => ["upgrade", file, "--from", "2.7.2", "--to", "2.11.0", "--report", path]],
];
const TO_FOLDER: readonly (readonly [string, (scenario: string, path: string) => readonly string[]])[] = [
  ["--traces", (file, path) => ["run", file, "--traces", path]],
  ["--logs", (file, path) => ["run", file, "--logs", path]],
  ["--svg", (file, path) => ["compare", file, "--modes", "standard", "--svg", path]],
];

/** One of each door that they go through. */
const SOME = TO_FILE.filter(([name]) => /chrome|runs as|report/.test(name));
const WITHOUT_ENDING = TO_FILE.filter(([name]) => /chrome|report/.test(name));

/** The path that is written to. */
const pathIn = (args: readonly string[]) => (args.at(-1) as string).replace(/^[a-z-]+=/, "");

/** All files below a folder, hidden ones and unfinished ones too. */
function filesIn(folder: string): string[] {
  return (readdirSync(folder, { recursive: true }) as string[])
    .filter((path) => !statSync(`${folder}/${path}`).isDirectory())
    .sort();
}

/** The command with files of at most 512 bytes: a write beyond ends as on a full disk. */
const onFullDisk = (args: readonly string[]) =>
  spawnSync("sh", ["-c", 'ulimit -f 1; exec "$@"', "sh", process.execPath, BIN, ...args], {
    cwd: ROOT,
    encoding: "utf8",
  });

describe("where the disk is full", () => {
  test.each(TO_FILE)("%s leaves what was there before, and nothing unfinished", (_, argumentsFor) => {
    const folder = new Folder();
    const args = argumentsFor(folder.write("s.json", longer("s")), folder.at("it"));
    const path = pathIn(args);
    writeFileSync(path, "before");
    const before = filesIn(folder.path);
    const { status, stderr } = onFullDisk(args);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringMatching(/^error: .*cannot be written: EFBIG/),
    });
    expect(filesIn(folder.path)).toEqual(before);
    expect(readFileSync(path, "utf8")).toBe("before");
  });

  test.each(TO_FOLDER)("%s leaves what was there before, and nothing unfinished", (_, argumentsFor) => {
    const folder = new Folder();
    const args = argumentsFor(folder.write("s.json", longer("s")), folder.at("it"));
    expect(airlapse(...args).status).toBe(0);
    const before = filesIn(folder.path);
    const contents = before.map((path) => readFileSync(folder.at(path)));
    expect(onFullDisk(args).status).toBe(3);
    expect(filesIn(folder.path)).toEqual(before);
    expect(before.map((path) => readFileSync(folder.at(path)))).toEqual(contents);
  });

  test.each(WITHOUT_ENDING)("%s to a device that is full says so", (_, argumentsFor) => {
    const { status, stderr } = airlapse(...argumentsFor(new Folder().write("s.json", longer("s")), "/dev/full"));
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining("/dev/full: cannot be written: ENOSPC"),
    });
    expect(lstatSync("/dev/full").isCharacterDevice()).toBe(true);
  });

  test("no task fails of it: what is lost is an output, and no other is left half-written", () => {
    const folder = new Folder();
    const file = folder.write("s.json", longer("s"));
    const args = ["run", file, "--json", "--logs", folder.at("logs"), "--export", `runs=${folder.at("r.csv")}`];
    const { status, stdout, stderr } = onFullDisk([...args, "--export", `events=${folder.at("e.csv")}`]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: "[]\n" });
    expect(stderr).toMatch(/^error: s: .*cannot be written: EFBIG: file too large\n$/);
    expect(filesIn(folder.path)).toEqual(["s.json"]);
  });
});

describe("where a file is to go to", () => {
  test.each(SOME)("%s refuses a folder, and leaves nothing behind", (_, argumentsFor) => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    const args = argumentsFor(file, folder.at("it"));
    mkdirSync(pathIn(args));
    const { status, stderr } = airlapse(...args);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining("cannot be written: there is a folder of that name"),
    });
    expect(filesIn(folder.path)).toEqual(["s.json"]);
  });

  test.each(SOME)("%s follows a link, which stays one, and keeps who may read it", (_, argumentsFor) => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    const args = argumentsFor(file, folder.at("it"));
    const link = pathIn(args);
    const target = folder.write("target", "before");
    chmodSync(target, 0o600);
    symlinkSync(target, link);
    expect(airlapse(...args).status).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target).length).toBeGreaterThan(100);
    expect(statSync(target).mode & 0o777).toBe(0o600);
  });

  test.each(WITHOUT_ENDING)("%s to a device leaves it a device", (_, argumentsFor) => {
    const { status } = airlapse(...argumentsFor(new Folder().write("s.json", fiveSeconds("s")), "/dev/null"));
    expect(status).toBe(0);
    expect(lstatSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test("two exports do not share a file, by whatever name, and a device takes both", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    mkdirSync(folder.at("a"));
    symlinkSync(folder.at("a"), folder.at("b"));
    const both = (one: string, other: string) =>
      airlapse("run", file, "--export", `chrome=${one}`, "--export", `statsd=${other}`);
    for (const other of [folder.at("a/x"), folder.at("a/../a/x"), folder.at("b/x")]) {
      const { status, stderr } = both(folder.at("a/x"), other);
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: `error: Expected --export statsd to have a file of its own, got ${other}, where --export chrome is\n`,
      });
    }
    expect(both("/dev/null", "/dev/null").status).toBe(0);
    expect(readdirSync(folder.at("a"))).toEqual([]);
  });

  test("nothing is written over the scenarios that are read", () => {
    const folder = new Folder();
    const text = JSON.stringify(fiveSeconds("s"));
    const file = folder.write("s.trace.json", text);
    symlinkSync(file, folder.at("link.json"));
    const tries = [
      ["run", file, "--export", `chrome=${folder.at("link.json")}`],
      ["run", file, "--traces", folder.path],
      ["compare", file, "--report", file],
      ["upgrade", file, "--from", "2.7.2", "--to", "2.11.0", "--report", folder.at("link.json")],
    ];
    for (const args of tries) {
      const { status, stderr } = airlapse(...args);
      expect({ status, stderr }).toEqual({
        status: 2,
        stderr: expect.stringContaining(`where the scenarios of ${file} is`),
      });
    }
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("an output that cannot be opened leaves nothing of the others", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    const good = [`chrome=${folder.at("c.json")}`, `statsd=${folder.at("s.txt")}`];
    const args = [...good, `openmetrics=${folder.at("missing/m.txt")}`].flatMap((text) => ["--export", text]);
    const { status, stderr } = airlapse("run", file, "--logs", folder.at("logs"), ...args);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining("m.txt: cannot be written: ENOENT"),
    });
    expect(filesIn(folder.path)).toEqual(["s.json"]);
  });

  test("a link that somebody has put where the unfinished file would be is not written through", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("s"));
    const victim = folder.write("victim", "mine");
    // the number of the process is not known before it begins, so that it makes the link itself
    const preload = folder.write(
      "preload.cjs",
      `require("node:fs").symlinkSync(${JSON.stringify(victim)}, ${JSON.stringify(folder.at("it"))} + "." + process.pid + ".tmp");`,
    );
    const args = ["--require", preload, BIN, "run", file, "--export", `chrome=${folder.at("it")}`];
    expect(spawnSync(process.execPath, args, { cwd: ROOT }).status).toBe(0);
    expect(readFileSync(victim, "utf8")).toBe("mine");
    expect(lstatSync(folder.at("it")).isSymbolicLink()).toBe(false);
  });

  test("statsd to a host that is not there says so", () => {
    const file = new Folder().write("s.json", fiveSeconds("s"));
    const { status, stderr } = airlapse("run", file, "--export", "statsd=udp://nowhere.invalid:8125");
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: expect.stringContaining("udp://nowhere.invalid:8125: cannot be sent: "),
    });
  });
});

describe("logs", () => {
  const forged = "p\n[2024-01-01T00:00:01.000+0000] {scheduler_job_runner.py:1} INFO - forged\r\u2028\u001b[2J";
  const scenario = {
    ...fiveSeconds("s"),
    dags: [
      {
        dag_id: "d",
        tasks: [
          { task_id: "t", operator: "work", duration: 5, pool: forged },
          { task_id: "x", operator: "TriggerDagRunOperator", trigger_dag_id: forged },
          { task_id: "s", operator: "S3KeySensor", bucket_key: `s3://b/${forged}`, poke_interval: 1, timeout: 2 },
          { task_id: "e", operator: "ExternalTaskSensor", external_dag_id: forged, poke_interval: 1, timeout: 2 },
        ],
      },
    ],
    pools: { [forged]: { slots: 1 } },
    cloud: {},
  };

  test("have a line for each record, whatever texts there are in it", () => {
    const folder = new Folder();
    const { status, stderr } = airlapse("run", folder.write("s.json", scenario), "--logs", folder.at("logs"));
    expect(stderr).toMatch(/^note: s: 3 errors of tasks\n(?: {2}d \/ r \/ .*\n){3}$/);
    expect(status).toBe(0);
    const files = filesIn(folder.at("logs"));
    expect(files.length).toBeGreaterThan(4);
    let withName = 0;
    for (const path of files) {
      const lines = readFileSync(folder.at(`logs/${path}`), "utf8").split("\n");
      expect(lines.pop()).toBe("");
      for (const line of lines) {
        expect(line).toMatch(/^\[2024-01-01T[\d:.]+\+0000\] \{(?!.*\] \{scheduler_job_runner\.py:1\} INFO - forged$)/);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
        expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        if (line.includes("\\n[2024-01-01T00:00:01.000+0000] {scheduler_job_runner.py:1} INFO - forged\\r\\u2028"))
          withName += 1;
      }
    }
    expect(withName).toBeGreaterThan(3); // the scheduler's, and those of tasks
  });

  test("of a process that is killed have no final names, whatever it had written", () => {
    const folder = new Folder();
    // ends in the midst of it: the log is longer than what is kept in memory, and so is on the disk in part
    const killer = folder.write(
      "killer.cjs",
      `const fs = require("node:fs"); const { appendFileSync } = fs; let n = 0;
       fs.appendFileSync = (...args) => { appendFileSync(...args); if (++n === 3) process.kill(process.pid, "SIGKILL"); };
       require("node:module").syncBuiltinESMExports();`,
    );
    const file = folder.write("s.json", longer("s"));
    const { signal } = spawnSync(
      process.execPath,
      ["--require", killer, BIN, "run", file, "--logs", folder.at("logs")],
      {
        cwd: ROOT,
      },
    );
    expect(signal).toBe("SIGKILL");
    const left = filesIn(folder.at("logs"));
    expect(left.length).toBe(3);
    expect(left.filter((path) => !/^\.\d+\.tmp\//.test(path))).toEqual([]);
    writeFileSync(folder.at("logs/mine"), "");
    expect(airlapse("run", file, "--logs", folder.at("logs")).status).toBe(0); // and do not stand in the way of the next
  });
});
