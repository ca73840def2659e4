/**
 * The operator for services that are not modelled: what it holds, and for how long.
 * @module
 */
import { buildSimulation, parseScenarios, type Scenario, ScenarioError } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

type Json = Readonly<Record<string, unknown>>;

const run = (task: Json) => {
  const given = {
    name: "s",
    overheads: { task_startup: 1.25 },
    dags: [{ dag_id: "d", tasks: [{ task_id: "t", ...task }] }],
    runs: [{ dag_id: "d", run_id: "r", at: 0.5 }],
  };
  const [scenario] = parseScenarios(JSON.stringify(given), "file.json");
  return buildSimulation(scenario as Scenario).run();
};

const POLL = { operator: "poll", submit: 3, duration: 100, poll_interval: 30, finish: 2 };

describe("in its slot", () => {
  test("is there as long as work that takes as much", () => {
    // polls at 0, 30, 60, 90 and 120 s after the 3 s; 2 s more
    expect(run(POLL).trace()).toEqual(run({ operator: "work", duration: 3 + 120 + 2 }).trace());
  });

  test("waits for each poll: the next one comes an interval after its answer", () => {
    // answers at 2, 34, 66, 98 and 130 s
    const slow = { ...POLL, poll_duration: 2 };
    expect(run(slow).trace()).toEqual(run({ operator: "work", duration: 3 + 130 + 2 }).trace());
  });

  test("polls once where the service has nothing to do, and once a minute if not told otherwise", () => {
    expect(run({ operator: "poll", duration: 0 }).trace()).toEqual(run({ operator: "work" }).trace());
    expect(run({ operator: "poll", duration: 61 }).trace()).toEqual(run({ operator: "work", duration: 120 }).trace());
  });
});

describe("deferred", () => {
  test("does what `defer` does, which is checked against the real Airflow", () => {
    const defer = { operator: "defer", submit: 3, wait: 100, poll_interval: 30, resume: 2 };
    const deferred = run({ ...POLL, deferrable: true });
    const text = JSON.stringify(deferred.trace()).replaceAll("PollTrigger", "WaitTrigger");
    expect(JSON.parse(text)).toEqual(run(defer).trace());
    // two visits to a worker, of 3 and of 2 s, and of 1.25 s each before them
    expect(deferred.usage()).toMatchObject({ slotSeconds: 3 + 2 + 2 * 1.25, deferrals: 1, peakTriggers: 1 });
  });

  test("takes as long for each poll as in its slot", () => {
    const polled = (poll_duration: number) => run({ ...POLL, deferrable: true, poll_duration }).usage().triggerSeconds;
    expect(polled(2) - polled(0)).toBe(10);
  });
});

test.each([false, true])("ends each try as told, and submits again, deferrable: %s", (deferrable) => {
  const result = run({ ...POLL, deferrable, retries: 1, retry_delay: 10, outcomes: ["fail", "success"] });
  expect(result.taskInstance("r", "t")).toMatchObject({ state: "success", tryNumber: 2 });
  expect(result.usage().deferrals).toBe(deferrable ? 2 : 0);
});

test("draws the same in both forms", () => {
  const drawn = { ...POLL, duration: { distribution: "uniform", min: 0, max: 10_000 }, poll_interval: 1 };
  const seconds = (deferrable: boolean) => run({ ...drawn, deferrable }).usage();
  // the loop of the triggerer adds up to two seconds
  expect(Math.abs(seconds(true).triggerSeconds - (seconds(false).slotSeconds - 1.25 - 5))).toBeLessThan(3);
});

test("is refused without an end, and with polls that take no time", () => {
  const problems = (task: Json) => {
    try {
      run({ operator: "poll", ...task });
    } catch (error) {
      if (error instanceof ScenarioError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    }
    return [];
  };
  expect(problems({})[0]).toMatch(/duration: missing/);
  expect(problems({ duration: 1, poll_interval: 0 })[0]).toMatch(
    /poll_interval: expected a number of seconds from 0.000001/,
  );
});
