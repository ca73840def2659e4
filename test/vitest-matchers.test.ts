/**
 * The matchers of `airlapse/vitest`: each passes and fails on results whose figures follow from the scenario.
 * @module
 */
import "airlapse/vitest";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { expect, test } from "vitest";

function resultOf(task: object, more: object = {}) {
  const dags = [{ dag_id: "nightly", schedule: "0 2 * * *", start_at: 0, tasks: [{ task_id: "load", ...task }] }];
  const [scenario] = checkScenarios(
    { name: "s", start: "2024-03-01T00:00:00Z", until: 2 * 86_400, dags, ...more },
    "test",
  );
  if (scenario === undefined) throw new Error("Expected a scenario");
  return buildSimulation(scenario, { explain: true }).run();
}

const work = resultOf({ operator: "work", duration: 3600 });
const deferred = resultOf({ operator: "TimeDeltaSensorAsync", delta: 60 });

test("toLand looks at each run's deadline", () => {
  expect(work).toLand("nightly", { by: "03:30" });
  expect(work).toLand("nightly", { by: "04:30", timezone: "Europe/Zurich" });
  expect(work).not.toLand("nightly", { by: 3599 });
  expect(() => expect(work).toLand("nightly", { by: "02:30" })).toThrow(
    'Expected all runs of "nightly" to land by 02:30, got 1 that are late, the worst at 03:00',
  );
  expect(() => expect(work).toLand("daily", { by: "02:30" })).toThrow("got no run of it");
});

test("toHaveDeferred names those that have", () => {
  expect(deferred).toHaveDeferred();
  expect(deferred).toHaveDeferred("load");
  expect(work).not.toHaveDeferred();
  expect(() => expect(deferred).toHaveDeferred("other")).toThrow('Expected "other" to have deferred, got only "load"');
});

test("toHoldAtMost looks at the peak", () => {
  expect(work).toHoldAtMost(1);
  expect(() => expect(work).toHoldAtMost(0)).toThrow("Expected at most 0 worker slots in use at once, got 1");
});

test("toWaitFor looks at the causes of waits", () => {
  expect(deferred).toWaitFor("triggerCondition");
  expect(work).not.toWaitFor("poolFull");
  expect(() => expect(work).toWaitFor("poolFull")).toThrow("Expected a task instance to wait for poolFull, got");
});
