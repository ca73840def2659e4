/**
 * Files that no person means, disks that are full, and names that would take over the terminal or leave their folder.
 * @module
 */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { airlapse, BIN, Folder, fiveSeconds, ROOT } from "./airlapse.ts";

const NAMES = [
  "../../x",
  "/etc/x",
  "..\\x",
  "a\u0000b",
  "\u001b]0;owned\u0007\u001b[2Jn",
  "line\nerror: forged",
  "\u202egnp.exe",
  "..",
  ".",
  "con:x",
];

describe("a file is refused in a line, with exit code 2,", () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ["of 1 GiB", (path) => ftruncateSync(openSync(path, "w"), 1024 ** 3), /expected at most 256 MiB, got more/],
    ["that is empty", (path) => writeFileSync(path, ""), /expected JSON, got an empty file/],
    [
      "in UTF-16",
      (path) => writeFileSync(path, Buffer.from('\uFEFF{"name":"s"}', "utf16le")),
      /expected text in UTF-8/,
    ],
    [
      "cut inside a character",
      (path) => writeFileSync(path, Buffer.from('{"name":"é').subarray(0, 10)),
      /expected text in UTF-8/,
    ],
    [
      "that is binary",
      (path) => writeFileSync(path, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff])),
      /expected text in UTF-8/,
    ],
    ["that is a folder", (path) => mkdirSync(path), /cannot be read: /],
    ["that is a circle of links", (path) => symlinkSync(path, path), /cannot be read: /],
    ["that never ends", (path) => symlinkSync("/dev/zero", path), /expected at most 256 MiB, got more/],
  ])("%s", (_, make, words) => {
    const folder = new Folder();
    make(folder.at("s.json"));
    const { status, stdout, stderr } = airlapse("run", folder.at("s.json"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split("\n").length).toBeLessThan(4);
  });

  test("that a scenario names through a link that leads out of its folder", () => {
    const folder = new Folder();
    folder.write("secret.csv", "1\n2\n");
    mkdirSync(folder.at("in"));
    symlinkSync(folder.at("secret.csv"), folder.at("in/durations.csv"));
    const scenario = JSON.stringify(fiveSeconds("s")).replace(
      '"duration":5',
      '"duration":{"distribution":"empirical","csv":"durations.csv"}',
    );
    folder.write("in/s.json", scenario);
    const { status, stderr } = airlapse("run", folder.at("in/s.json"));
    expect(status).toBe(2);
    expect(stderr).toContain("expected a file in the scenario's own folder or below, got a link");
  });
});

describe("a name", () => {
  test.each(NAMES)("%j stays in its folder and line", (name) => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds(name));
    const before = readdirSync(folder.path);
    const { status, stdout, stderr } = airlapse("run", file, "--traces", folder.at("traces"));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n")).toHaveLength(9); // the answer, blank, head, row, blank, slots in two lines, blank, where the trace is
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(readdirSync(folder.path).sort()).toEqual([...before, "traces"].sort());
    const [trace] = readdirSync(folder.at("traces"));
    expect(JSON.parse(readFileSync(folder.at(`traces/${trace}`), "utf8"))).toMatchObject({ scenario: name });
  });

  test.each(["run", "compare"])("in warnings and errors of %s is shown by its numbers", (command) => {
    const nasty = "\u001b[31mred\u009b2J";
    const folder = new Folder();
    const file = folder.write("s.json", {
      ...fiveSeconds(nasty),
      dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "work", pool: nasty }] }],
      until: 5,
    });
    const { stdout, stderr } = airlapse(command, file);
    expect(stderr).toContain("\\u001b[31mred\\u009b2J");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(stdout + stderr).not.toMatch(/[\u001b\u009b]/);
  });

  test("in JSON is the same name again", () => {
    const nasty = "\u009b31m\u202e";
    const { stdout } = airlapse("compare", new Folder().write("s.json", fiveSeconds(nasty)), "--json");
    expect(stdout).not.toContain("\u009b");
    expect(JSON.stringify(JSON.parse(stdout))).toContain(nasty);
  });
});

describe("a trace that cannot be written", () => {
  /** The command with files of at most 4 KiB: a write beyond ends as on a full disk. */
  const limited = (...args: readonly string[]) =>
    spawnSync("sh", ["-c", 'ulimit -f 8; exec "$@"', "sh", process.execPath, BIN, ...args], {
      cwd: ROOT,
      encoding: "utf8",
    });

  test("is told, with exit code 3; what was there before stays whole, and nothing unfinished is left", () => {
    const folder = new Folder();
    const file = folder.write("s.json", [
      fiveSeconds("one"),
      { ...fiveSeconds("two"), runs: Array.from({ length: 99 }, (_, i) => ({ dag_id: "d", run_id: `r${i}`, at: i })) },
    ]);
    expect(airlapse("run", file, "--traces", folder.at("traces")).status).toBe(0);
    const before = readFileSync(folder.at("traces/two.trace.json"), "utf8");
    const { status, stderr } = limited("run", file, "--traces", folder.at("traces"));
    expect(status).toBe(3);
    expect(stderr).toMatch(/^error: two: .*two\.trace\.json: cannot be written: EFBIG/);
    expect(readdirSync(folder.at("traces")).sort()).toEqual(["one.trace.json", "two.trace.json"]);
    expect(readFileSync(folder.at("traces/two.trace.json"), "utf8")).toBe(before);
  });

  test("because the disk is full is told with exit code 3", () => {
    expect(existsSync("/dev/full")).toBe(true);
    const { status } = spawnSync(process.execPath, [BIN, "run", new Folder().write("s.json", fiveSeconds("s"))], {
      cwd: ROOT,
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
    });
    expect(status).toBe(3);
  });

  test("because its folder cannot take it leaves the folder as it was", () => {
    const folder = new Folder();
    mkdirSync(join(folder.at("traces"), "s.trace.json"), { recursive: true }); // a folder where the file should be
    const { status, stderr } = airlapse(
      "run",
      folder.write("s.json", fiveSeconds("s")),
      "--traces",
      folder.at("traces"),
    );
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringContaining("cannot be written") });
    expect(readdirSync(folder.at("traces"))).toEqual(["s.trace.json"]);
  });
});
