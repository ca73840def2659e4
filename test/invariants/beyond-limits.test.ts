/**
 * Where Airflow itself goes beyond a limit, which the invariants leave out by name. Real Airflow 2.7.2, by the oracle, gives
 * the same traces for these two scenarios.
 * @module
 */
import type { Trace } from "airlapse";
import { expect, test } from "vitest";
import type { ScenarioSpec } from "../../differential/generate/draft.js";
import { traceHere } from "../../differential/here.js";
import { broken } from "../../differential/invariants.js";

/** The states of the tasks of a trace at an instant, by run and task. */
function statesAt({ events }: Trace, at: number): Record<string, string | null> {
  const until = events.filter(({ t }) => t <= at);
  return Object.fromEntries(
    until.flatMap((event) => ("ti" in event ? [[event.ti.slice(1, 3).join("/"), event.state]] : [])),
  );
}

test("a task that was marked while it ran defers all the same, and takes a place in its pool", () => {
  const scenario: ScenarioSpec = {
    name: "late-deferral",
    until: 60.7,
    pools: { p: { slots: 1, include_deferred: true } },
    overheads: { task_startup: 0.3 },
    dags: [
      {
        dag_id: "d",
        tasks: [
          { task_id: "a", operator: "defer", submit: 4.1, wait: 9.3, resume: 1, pool: "p", priority_weight: 9 },
          { task_id: "b", operator: "work", duration: 12.3, pool: "p", priority_weight: 5 },
        ],
      },
    ],
    runs: [{ dag_id: "d", run_id: "r", at: 0.1 }],
    actions: [{ at: 2.7, do: "mark", state: "failed", dag_id: "d", run_id: "r", task_id: "a" }],
  };
  const trace = traceHere(scenario);
  expect(statesAt(trace, 6)).toEqual({ "r/a": "deferred", "r/b": "running" });
  expect(broken(scenario, trace)).toEqual([]);
});

test("a task that was cleared while it was queued is started by the process on its way, which counts what runs alone", () => {
  const scenario: ScenarioSpec = {
    name: "started-when-cleared",
    until: 60.7,
    executor: { worker_slots: 1 },
    config: { scheduler: { max_dagruns_per_loop_to_schedule: 1 } },
    overheads: { task_startup: 0.3 },
    dags: [
      { dag_id: "long", tasks: [{ task_id: "x", operator: "work", duration: 10.4, priority_weight: 99 }] },
      { dag_id: "d", max_active_tasks: 1, tasks: [{ task_id: "a", operator: "work", duration: 5.3 }] },
    ],
    runs: [
      { dag_id: "long", run_id: "l", at: 0.1 },
      { dag_id: "d", run_id: "r0", at: 1.1 },
      { dag_id: "d", run_id: "r1", at: 1.3 },
    ],
    actions: [{ at: 10.3, do: "clear", dag_id: "d", run_id: "r0", task_id: "a" }],
  };
  const trace = traceHere(scenario);
  expect(statesAt(trace, 12)).toMatchObject({ "r0/a": "running", "r1/a": "queued" });
  expect(broken(scenario, trace)).toEqual([]);
});
