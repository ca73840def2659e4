/**
 * The command itself: what it is called with, and what becomes of its output.
 * @module
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { airlapse, BIN, Folder, fiveSeconds, ROOT } from "./airlapse.ts";

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

/** Runs the command while nobody reads its output, as `| head -1` does once it has its line. */
async function unread(args: readonly string[]) {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout.destroy(); // long before the child has started, so each of its writes fails
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stderr, status] = await Promise.all([text(child.stderr), ended]);
  return { stderr, status };
}

describe("the command", () => {
  test.each([[["--help"]], [["help"]], [["-h"]]])("%s says which commands there are, and ends well", (args) => {
    const { status, stdout, stderr } = airlapse(...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const described = [...stdout.matchAll(/^ {2}(run|compare|schema|help) .*\w/gm)].map(([, name]) => name);
    expect(described).toEqual(["run", "compare", "schema", "help"]);
    for (const code of [0, 1, 2, 3, 130]) expect(stdout).toMatch(new RegExp(`^  ${code} +[a-z]`, "m"));
  });

  test("says what may have been meant, in a line of its own", () => {
    const { status, stderr } = airlapse("runn", "x.json");
    expect({ status, stderr }).toEqual({ status: 2, stderr: "error: unknown command 'runn'\n(Did you mean run?)\n" });
  });

  test.each([
    ["run", ["--traces <dir>"]],
    ["compare", ["--modes <modes>", "--runs <n>", "--worker-slots <n>", "--task-startup <seconds>", "--json"]],
  ])("%s --help says which options it has", (command, options) => {
    const { status, stdout } = airlapse(command, "--help");
    expect(status).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(-\S+(?: <\w+>)?)/gm)].map(([, option]) => option);
    expect(listed.filter((option) => option !== "-h")).toEqual(expect.arrayContaining(options));
  });

  test.each(["--version", "-V"])("%s prints the package's version", (option) => {
    const { version } = read("package.json") as { readonly version: string };
    expect(airlapse(option)).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("schema prints the schema that is kept in the repository", () => {
    const { status, stdout, stderr } = airlapse("schema");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual(read("schema/scenario.json"));
  });
});

describe("ends quietly where nobody reads its output", () => {
  test("schema", async () => {
    expect(await unread(["schema"])).toEqual({ status: 0, stderr: "" });
  });

  test("run and compare", async () => {
    const file = new Folder().write("s.json", fiveSeconds("s"));
    const ends = await Promise.all([unread(["run", file]), unread(["compare", file, "--json"])]);
    expect(ends).toEqual([
      { status: 0, stderr: "" },
      { status: 0, stderr: "" },
    ]);
  });
});
