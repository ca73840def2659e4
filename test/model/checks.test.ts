import { DAG, Simulation, SimulationError, type SimulationOptions } from "airlapse";
import { BaseOperator, chain, EmptyOperator } from "airlapse/operators";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";

class Task extends BaseOperator {
  execute() {}
}

function problemsOf(options: SimulationOptions): string[] {
  try {
    new Simulation(options);
  } catch (error) {
    if (error instanceof SimulationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe("a simulation", () => {
  test("is refused with every problem at once, each with its DAG, task and field", () => {
    const dag = new DAG("d", { schedule: "every now and then", startDate: DateTime.utc(2024), maxActiveRuns: -1 });
    new Task({ dag, taskId: "a", retries: -1, poolSlots: 0.5, triggerRule: "some_success" as never });
    new Task({ dag, taskId: "a" });
    new Task({ dag, taskId: "b c" });
    expect(
      problemsOf({
        dags: [dag, new DAG("d")],
        config: { core: { parallelism: -3 }, scheduler: { schedulerIdleSleepTime: 0 } },
        pools: { p: { slots: -2 } },
        executor: { workerSlots: 0 },
        triggerers: [{ capacity: 0, startAt: 9, stopAt: 3 }],
        until: Number.NaN,
      }).map((problem) => problem.slice(0, problem.indexOf(": expected") + 1 || undefined)),
    ).toEqual([
      "config.core.parallelism:",
      "config.scheduler.schedulerIdleSleepTime:",
      'DAG "d", task "b c", taskId: The key \'b c\' has to be made of alphanumeric characters, dashes, dots and underscores exclusively',
      `DAG "d", task "a", taskId: Task id 'a' has already been added to the DAG`,
      'DAG "d", maxActiveRuns:',
      'DAG "d", schedule:',
      'DAG "d", task "a", retries:',
      'DAG "d", task "a", poolSlots:',
      'DAG "d", task "a", triggerRule:',
      'DAG "d":',
      "pools.p.slots:",
      "until:",
      "executor.workerSlots:",
      "triggerers[0].capacity:",
      "triggerers[0].stopAt:",
    ]);
  });

  test("is refused where a DAG has a cycle, which is shown", () => {
    const dag = new DAG("d");
    const [a, b, c] = ["a", "b", "c"].map((taskId) => new EmptyOperator({ dag, taskId })) as [Task, Task, Task];
    chain(a, b, c, a);
    expect(problemsOf({ dags: [dag] })).toEqual([
      'DAG "d", task "a", upstream: Cycle detected in DAG: d. Faulty tasks: a -> b -> c -> a',
    ]);
  });

  test("finds a cycle at the end of a chain of ten thousand tasks", () => {
    const dag = new DAG("d");
    const tasks = Array.from({ length: 10_000 }, (_, i) => new EmptyOperator({ dag, taskId: `t${i}` }));
    chain(...tasks);
    expect(problemsOf({ dags: [dag] })).toEqual([]);
    chain(tasks.at(-1) as EmptyOperator, tasks.at(-2) as EmptyOperator);
    expect(problemsOf({ dags: [dag] })).toHaveLength(1);
  });

  test("is refused where a task depends on one of another DAG", () => {
    const [dag, other] = [new DAG("d"), new DAG("other")];
    chain(new Task({ dag, taskId: "a" }), new Task({ dag: other, taskId: "b" }));
    expect(problemsOf({ dags: [dag, other] }).map((problem) => problem.split(":")[0])).toEqual([
      'DAG "d", task "a", upstream',
      'DAG "other", task "b", upstream',
    ]);
  });

  test.each([
    ["@continuous with more than one active run", { schedule: "@continuous", startDate: DateTime.utc(2024) }],
    ["a schedule without a start date", { schedule: "@daily" }],
    ["an interval of no time", { schedule: { every: 0 }, startDate: DateTime.utc(2024) }],
    ["a fail_stop DAG with another trigger rule", { failStop: true }],
  ] as const)("is refused for %s, as in Airflow", (_, given) => {
    const dag = new DAG("d", given);
    new Task({ dag, taskId: "t", ...("failStop" in given ? { triggerRule: "all_done" } : {}) });
    expect(problemsOf({ dags: [dag] })).toHaveLength(1);
  });

  test("accepts a task in a pool that does not exist, with a warning: it stays scheduled", () => {
    const dag = new DAG("d");
    new Task({ dag, taskId: "t", pool: "nowhere" });
    const simulation = new Simulation({ dags: [dag], until: 60 });
    expect(simulation.warnings.map(({ path }) => path)).toEqual(['DAG "d", task "t", pool']);
    const result = simulation.trigger("d", { runId: "r1" }).run();
    expect(result.taskInstance("r1", "t").state).toBe("scheduled");
  });

  test("takes Airflow's older names of trigger rules", () => {
    const dag = new DAG("d");
    const task = new Task({ dag, taskId: "t", triggerRule: "dummy" });
    expect(problemsOf({ dags: [dag] })).toEqual([]);
    expect(task.settings.triggerRule).toBe("always");
  });

  test("refuses to trigger a DAG that it does not have", () => {
    expect(() => new Simulation({ dags: [new DAG("d")] }).trigger("e")).toThrow(
      "expected a DAG of the simulation, got `e`",
    );
  });
});
