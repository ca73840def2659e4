/**
 * What cannot be used is refused with exit code 2, before anything runs and with all that is wrong.
 * @module
 */
import { existsSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { airlapse, Folder, fiveSeconds, scenario } from "./airlapse.ts";

/** Two mistakes: an unknown upstream and a negative duration. */
const wrong = (name: string) => scenario(name, { operator: "work", duration: -1, upstream: ["u"] });

/** The problems that a person was told of, as `file: path`. */
function problemsIn(stderr: string): string[] {
  let file = "";
  return stderr
    .trimEnd()
    .split("\n")
    .flatMap((line) => {
      const { 1: of, 2: path } = /^(?:error: )?(\S.*): \d+ problems?$|^ {2}(\S+): .+$/.exec(line) ?? [];
      if (path !== undefined) return [`${file}: ${path}`];
      if (of === undefined)
        return [/^(?:error: )?(\S.*): cannot be read: .+$/.exec(line)?.[1] ?? `not understood: ${line}`];
      file = of;
      return [];
    });
}

describe("a call is refused", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["with an unknown command", ["rnu"], /^error: unknown command 'rnu'/],
    ["with an unknown option", ["run", "--trace", "x", "y"], /^error: unknown option '--trace'/],
    ["of run without files", ["run"], /^error: missing required argument 'files'/],
    ["of compare without a file", ["compare"], /^error: missing required argument 'file'/],
    ["of compare with two files", ["compare", "a", "b"], /^error: too many arguments for 'compare'/],
    [
      "with --traces that names no folder",
      ["run", "a", "--traces"],
      /^error: option '--traces <dir>' argument missing/,
    ],
    ["without a command", [], /^Usage: airlapse/],
  ])("%s", (_, args, message) => {
    const { status, stdout, stderr } = airlapse(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test.each<[option: string, given: string, expected: string]>([
    [
      "--modes",
      "standard,defered,rescedule",
      'out of standard, reschedule, deferrable, start_from_trigger, got "defered", "rescedule"',
    ],
    ["--modes", "", 'out of standard, reschedule, deferrable, start_from_trigger, got ""'],
    ["--runs", "0", 'a whole number from 1 up, got "0"'],
    ["--runs", "1e1", 'a whole number from 1 up, got "1e1"'],
    ["--worker-slots", "99999999999999999999", 'a whole number from 1 up, got "99999999999999999999"'],
    ["--task-startup", "-0.5", 'a number of seconds from 0 to 1000000000, got "-0.5"'],
    ["--task-startup", "1e999", 'a number of seconds from 0 to 1000000000, got "1e999"'],
    ["--task-startup", "", 'a number of seconds from 0 to 1000000000, got ""'],
    ["--task-startup", "0x10", 'a number of seconds from 0 to 1000000000, got "0x10"'],
    ["--task-startup", "2000000000", 'a number of seconds from 0 to 1000000000, got "2000000000"'],
  ])("of compare with %s %j", (option, given, expected) => {
    const file = new Folder().write("good.json", fiveSeconds("good"));
    expect(airlapse("compare", file, option, given)).toEqual({
      status: 2,
      stdout: "",
      stderr: expect.stringContaining(`error: Expected ${option} to be ${expected}`),
    });
  });

  test("with all that is wrong with options and files at once", () => {
    const file = new Folder().write("wrong.json", wrong("wrong"));
    const { status, stderr } = airlapse("compare", file, "--runs", "0", "--worker-slots", "1.5", "--modes", "poke");
    expect(status).toBe(2);
    for (const said of ["--modes", "--runs", "--worker-slots", "dags[0].tasks[0].duration"])
      expect(stderr).toContain(said);
  });
});

describe("files are refused", () => {
  test("with all problems of all of them at once, each with its file and path, and nothing runs", () => {
    const folder = new Folder();
    mkdirSync(folder.at("folder.json"));
    const files = [
      folder.write("good.json", fiveSeconds("good")),
      folder.write("one.json", wrong("one")),
      folder.at("missing.json"),
      folder.write("no-json.json", '{"name": '),
      folder.at("folder.json"),
      folder.write("list.json", [fiveSeconds("fine"), wrong("two"), fiveSeconds("fine")]),
    ];
    const { status, stdout, stderr } = airlapse("run", ...files, "--traces", folder.at("traces"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(problemsIn(stderr)).toEqual([
      `${folder.at("one.json")}: dags[0].tasks[0].duration`,
      `${folder.at("one.json")}: dags[0].tasks[0].upstream[0]`,
      folder.at("missing.json"),
      `${folder.at("no-json.json")}: (file)`,
      folder.at("folder.json"),
      `${folder.at("list.json")}: [1].dags[0].tasks[0].duration`,
      `${folder.at("list.json")}: [1].dags[0].tasks[0].upstream[0]`,
      `${folder.at("list.json")}: [2].name`,
    ]);
    expect(existsSync(folder.at("traces"))).toBe(false);
  });

  test.each(["run", "compare"])("by %s with the same words", (command) => {
    const file = new Folder().write("wrong.json", wrong("wrong"));
    expect(airlapse(command, file)).toEqual({
      status: 2,
      stdout: "",
      stderr: [
        `error: ${file}: 2 problems`,
        "  dags[0].tasks[0].duration: expected a number of seconds from 0 to 1000000000, got -1",
        '  dags[0].tasks[0].upstream[0]: unknown task "u": expected one of "t"',
        "",
      ].join("\n"),
    });
  });

  test("where two scenarios would write one trace, and both files are named", () => {
    const folder = new Folder();
    const [a, b] = [folder.write("a.json", fiveSeconds("same")), folder.write("b.json", fiveSeconds("same"))];
    const { status, stdout, stderr } = airlapse("run", a, b, "--traces", folder.at("traces"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: Expected a name of its own for each scenario, got "same" in /);
    expect(stderr).toContain(`${a} and ${b}`);
    expect(existsSync(folder.at("traces"))).toBe(false);
    expect(airlapse("run", a, b).status).toBe(0); // without traces the name may be used twice
  });

  test("where traces cannot be written to the folder, and nothing runs", () => {
    const folder = new Folder();
    const [file, noFolder] = [folder.write("s.json", fiveSeconds("s")), folder.write("no-folder", "")];
    const { status, stdout, stderr } = airlapse("run", file, "--traces", noFolder);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: .*no-folder: cannot be made: /);
  });

  test.each([
    ["in letters", "n".repeat(250)],
    ["in bytes", "é".repeat(150)],
    ["when it is made harmless", "/".repeat(90)],
  ])("where a name is too long for a file: %s", (_, name) => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds(name));
    const { status, stdout, stderr } = airlapse("run", file, "--traces", folder.at("traces"));
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^error: Expected names that make files of no more than 200 bytes, got /);
    expect(existsSync(folder.at("traces"))).toBe(false);
  });
});
