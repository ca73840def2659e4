/**
 * Causes as a program asks for them.
 * @module
 */
import { CAUSES, DAG, NotExplainedError, Simulation, type TaskInstanceWhy, WAIT_CAUSES } from "airlapse";
import { PythonOperator } from "airlapse/operators";
import { buildSimulation } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { parseInstant } from "../../src/cli/why-selection.ts";
import { instant } from "../../src/observe/index.ts";
import { randomScenarios } from "../observe/scenarios.ts";
import { why } from "./command.ts";
import { KINDS } from "./kinds.ts";

function sleeping(explain: boolean) {
  const dag = new DAG("d");
  new PythonOperator({
    dag,
    taskId: "t",
    *pythonCallable(context) {
      yield context.sleep(60);
    },
  });
  return new Simulation({ dags: [dag], explain }).trigger("d", { runId: "r1" }).run();
}

describe("in the library", () => {
  test("a simulation that was not told to explain refuses", () => {
    const result = sleeping(false);
    expect(() => result.why({ runId: "r1", taskId: "t" })).toThrow(NotExplainedError);
    expect(() => result.findings()).toThrow(NotExplainedError);
  });

  test("a task instance, a run or a DAG that is not there is a RangeError", () => {
    const result = sleeping(true);
    expect(() => result.why({ runId: "r2", taskId: "t" })).toThrow(RangeError);
    expect(() => result.whyDagRun("d", "r2")).toThrow(RangeError);
    expect(() => result.whyDag("e")).toThrow(RangeError);
  });

  test("a task instance that has simply succeeded took the time of its code", () => {
    const result = sleeping(true);
    const { state, summary, steps } = result.why({ runId: "r1", taskId: "t" });
    expect([state, summary.code]).toEqual(["success", "executes"]);
    expect(steps.map(({ code }) => code)).toEqual(["schedulerLoop", "executes", "succeeded"]);
    expect(result.whyDagRun("d", "r1").summary.code).toBe("runSucceeded");
    expect(result.whyNoDagRun("d", "r2").code).toBe("noSchedule");
    expect(result.findings()).toEqual([]);
  });
});

describe("of each task instance of random scenarios", () => {
  const stories: readonly TaskInstanceWhy[] = randomScenarios("why", 40).flatMap((scenario) => {
    const result = buildSimulation(scenario, { explain: true }).run();
    result.findings();
    return result.taskInstances.map((instance) => result.why(instance));
  });

  test("the steps are in order, and each has a cause with words", () => {
    const wrong = stories.filter(({ steps }) =>
      steps.some(
        ({ from, to, code, text }, i) =>
          from > to || (steps[i - 1]?.from ?? 0) > from || !(code in CAUSES) || text === "",
      ),
    );
    expect(stories.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  test("what ends otherwise than in success ends with a cause that is no wait", () => {
    const waits: readonly string[] = WAIT_CAUSES;
    const ended = stories.filter(({ state }) =>
      ["failed", "skipped", "upstream_failed", "removed"].includes(state ?? ""),
    );
    expect(ended.filter(({ summary }) => waits.includes(summary.code))).toEqual([]);
  });
});

describe("the command", () => {
  const [kind] = KINDS;
  const scenario = kind?.scenario;

  test("prints the same for machines, in seconds", async () => {
    const { text } = await why(scenario, { task: "d.copy" }, "--json");
    expect(JSON.parse(text)).toMatchObject({
      scenario: "1-empty-mapping",
      task_instances: [
        { task_id: "copy", state: "skipped", summary: { code: "mappedOverNothing" }, is_for_ever: false },
      ],
    });
  });

  test.each([
    [{ task: "nope" }, "Expected --task to be a DAG or a task"],
    [{ run: "nope" }, "Expected --run to be the id of a run"],
    [{ at: "noon" }, "Expected --at to be seconds since the start"],
  ])("refuses %o", async (asked, message) => {
    const { code, text } = await why(scenario, asked);
    expect(code).toBe(2);
    expect(text).toContain(message);
  });

  test("tells what was at an instant", async () => {
    const long = KINDS.find(({ scenario: { name } }) => name === "3-worker-slot");
    const { text } = await why(long?.scenario, { at: "10" });
    expect(text.split("\n").map((line) => line.replace(/^- /, ""))).toEqual([
      expect.stringMatching(/^d\.c of r1: queued: waits for the only worker slot \[workerSlot\]$/),
      expect.stringMatching(/^d\.a of r1: running: its code executes/),
    ]);
  });

  test.each([0, 75.25, 119.999, 120, 3_723.5, 90_061, 1e6])(
    "reads the instant of %d seconds as it writes it",
    (seconds) => {
      expect(parseInstant(instant(seconds * 1e6), "2024-01-01T00:00:00Z")).toBeCloseTo(seconds * 1e6, -3);
    },
  );
});

test("the report of an explained simulation has the story of each task instance", () => {
  expect(sleeping(true).drawing("s").timeline.stories).toEqual([
    [
      "d.t of r1: success",
      expect.stringContaining("its code executes (try 1) [executes]"),
      expect.stringContaining("running: see above"),
      expect.stringContaining("its code has returned [succeeded]"),
    ],
  ]);
  expect(sleeping(false).drawing("s").timeline.stories).toEqual([]);
});
