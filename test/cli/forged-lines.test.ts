/**
 * Texts with line breaks in them, in all that the command says: no line of its output is a text's.
 * @module
 */
import { describe, expect, test } from "vitest";
import { airlapse, Folder, fiveSeconds } from "./airlapse.ts";

const FORGED = "error: forged\u001b[31m";
const NAME = `s\n${FORGED}\r${FORGED}`;

/** Each way to make the command say the name of a scenario or of a pool: the arguments, and its files. */
const WAYS: Readonly<Record<string, readonly [scenario: unknown, ...args: string[]]>> = {
  run: [fiveSeconds(NAME), "run", "FILE", "--explain", "--traces", "OUT"],
  "run of several": [[fiveSeconds(NAME), fiveSeconds("t")], "run", "FILE", "--explain"],
  "run of several with one name": [[fiveSeconds(NAME), fiveSeconds(NAME)], "run", "FILE", "--traces", "OUT"],
  "run that fails": [fiveSeconds(NAME), "run", "FILE", "--max-events", "3"],
  "run that cannot be written": [fiveSeconds(NAME), "run", "FILE", "--export", "chrome=/dev/full"],
  compare: [fiveSeconds(NAME), "compare", "FILE", "--explain", "--report", "OUT"],
  "compare that fails": [fiveSeconds(NAME), "compare", "FILE", "--max-events", "3"],
  "compare of what is not there": [fiveSeconds(NAME), "compare", "FILE", "--modes", "start_from_trigger"],
  "why, of several": [[fiveSeconds(NAME), fiveSeconds("t")], "why", "FILE"],
  "why, in a pool that is not there": [{ ...fiveSeconds("s"), ...inPool(NAME, {}) }, "why", "FILE", "--task", "t"],
  "why, of a task that is not there": [fiveSeconds("s"), "why", "FILE", "--task", NAME],
  "why, at no time": [fiveSeconds("s"), "why", "FILE", "--at", NAME],
  upgrade: [fiveSeconds(NAME), "upgrade", "FILE", "--from", "2.7.2", "--to", "2.11.0"],
  "a pool that is not there": [{ ...fiveSeconds("s"), ...inPool(NAME, {}) }, "run", "FILE", "--explain"],
  "a pool that is full": [
    { ...fiveSeconds("s"), ...inPool(NAME, { [NAME]: { slots: 0 } }) },
    "run",
    "FILE",
    "--explain",
  ],
  "a name that is too long": [fiveSeconds(NAME.repeat(40)), "run", "FILE", "--traces", "OUT"],
  "a value that is refused": [{ ...fiveSeconds("s"), until: NAME }, "run", "FILE"],
  "a key that is refused": [{ ...fiveSeconds("s"), [NAME]: 1 }, "run", "FILE"],
  "an id that is refused": [{ ...fiveSeconds("s"), ...inPool(NAME, {}, NAME) }, "run", "FILE"],
  "a run id that is refused": [{ ...fiveSeconds("s"), runs: [{ dag_id: "d", run_id: NAME }] }, "run", "FILE"],
  "a DAG that is not there": [{ ...fiveSeconds("s"), runs: [{ dag_id: NAME, run_id: "r" }] }, "run", "FILE"],
  "a file that is not there": [fiveSeconds("s"), "run", NAME],
  "an option that is not there": [fiveSeconds("s"), "run", "FILE", `--${NAME}`],
  "an option's value": [fiveSeconds("s"), "run", "FILE", "--airflow", NAME],
  "modes that are not there": [fiveSeconds("s"), "compare", "FILE", "--modes", NAME],
  "an export that is not there": [fiveSeconds("s"), "run", "FILE", "--export", NAME],
  "a path of an export": [fiveSeconds("s"), "run", "FILE", "--export", `chrome=/missing/${NAME}`],
};

function inPool(pool: string, pools: object, taskId = "t") {
  return {
    dags: [{ dag_id: "d", tasks: [{ task_id: taskId, operator: "work", duration: 5, pool }] }],
    pools,
    until: 20,
  };
}

describe("no line is a text's own", () => {
  test.each(Object.entries(WAYS))("in %s", (_, [scenario, ...args]) => {
    const folder = new Folder();
    const file = folder.write("s.json", scenario);
    const given = args.map((arg) => (arg === "FILE" ? file : arg === "OUT" ? folder.at("out") : arg));
    const { stdout, stderr } = airlapse(...given);
    expect(stdout + stderr).toContain("forged"); // it is said, and stays in its line
    const lines = `${stdout}\n${stderr}`.split("\n");
    expect(lines.filter((line) => line.trimStart().startsWith("error: forged"))).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  });
});
