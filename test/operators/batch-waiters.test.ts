/**
 * `waiters` of BatchOperator: looks by the configuration of a BatchWaitersHook (hooks/batch_waiters.py), and what is refused of one.
 * @module
 */
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { expect, test } from "vitest";

const RUNNING = ["RUNNING", "FAILED", "SUCCEEDED"];
const THERE = ["SUBMITTED", "PENDING", "RUNNABLE", "STARTING", ...RUNNING];

const accepted = (states: readonly string[]) =>
  states.map((expected) => ({ matcher: "pathAll", argument: "jobs[].status", expected, state: "success" }));

const waiter = (delay: number, states: readonly string[]) => ({
  operation: "DescribeJobs",
  delay,
  maxAttempts: 1,
  acceptors: accepted(states),
});

const CONFIG = {
  version: 2,
  waiters: { JobExists: waiter(5, THERE), JobRunning: waiter(10, RUNNING), JobComplete: waiter(20, ["SUCCEEDED"]) },
};

function looks(waiters: object) {
  const task = { operator: "BatchOperator", job_name: "j", job_queue: "q", job_definition: "d", waiters };
  const [scenario] = checkScenarios(
    {
      name: "s",
      airflow: "2.10.5",
      cloud: { batch: { jobs: [{ name: "j", runnable: 12, duration: 30 }] } },
      dags: [{ dag_id: "d", tasks: [{ task_id: "t", ...task }] }],
      runs: [{ dag_id: "d", run_id: "r" }],
    },
    "s",
  );
  if (scenario === undefined) throw new Error("Expected a scenario");
  const { api_calls: calls, task_instances: rows } = buildSimulation(scenario).run().trace("s");
  const times = calls.filter(({ call }) => call === "batch.DescribeJobs").map(({ t }) => t);
  return { times, state: Object.values(rows)[0]?.state };
}

test("a job is looked for at once, after the pause of 5.5 s until it runs, and then until it has ended", () => {
  // at 1 s its description, at 6.5 s that it exists, and twice until it runs: 10 s apart; then twice until it has ended, 20 s apart.
  // The attempts of the configuration are no limit. At last the log and the end are looked up.
  const { times, state } = looks(CONFIG);
  expect(times).toEqual([1, 6.5, 6.5, 16.5, 16.5, 36.5, 56.5, 56.5, 56.5]);
  expect(state).toBe("success");
});

test("the provider's own configuration looks for the end five minutes later", () => {
  expect(looks({}).times).toEqual([1, 6.5, 6.5, 11.5, 16.5, 16.5, 316.5, 316.5, 316.5]);
});

test.each([
  [{ version: 1 }, /waiters: expected `version` 2/],
  [{ version: 2, waiters: { JobExists: waiter(1, THERE) } }, /waiters: expected a waiter `waiters\.JobRunning`/],
  [
    { ...CONFIG, waiters: { ...CONFIG.waiters, JobExists: { ...waiter(1, []), operation: "ListJobs" } } },
    /expected `waiters\.JobExists\.operation` to be DescribeJobs/,
  ],
  [
    { ...CONFIG, waiters: { ...CONFIG.waiters, JobComplete: { ...waiter(1, []), delay: "1" } } },
    /expected `waiters\.JobComplete\.delay` to be a number/,
  ],
  [
    {
      ...CONFIG,
      waiters: {
        ...CONFIG.waiters,
        JobRunning: { ...waiter(1, []), acceptors: [{ matcher: "status", state: "success" }] },
      },
    },
    /expected `waiters\.JobRunning\.acceptors\[0\]` to have a matcher/,
  ],
])("a configuration that cannot be waited by is refused: %#", (config, message) => {
  expect(() => looks(config)).toThrow(message);
});
