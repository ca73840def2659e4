/**
 * What it takes to start a task: for how long its slot is held, and for how long it is running, before its code begins.
 * @module
 */
import { DAG, Simulation } from "airlapse";
import { PythonOperator, TimeDeltaSensorAsync } from "airlapse/operators";
import { expect, test } from "vitest";

function statesOf(taskId: string, dag: DAG, executor: object): string {
  const result = new Simulation({ dags: [dag], executor }).trigger("d", { runId: "r" }).run();
  return result
    .taskInstance("r", taskId)
    .history.filter(({ state }) => state !== null && state !== "scheduled")
    .map(({ at, state }) => `${at / 1e6} ${state}`)
    .join(", ");
}

const overheads = { taskStartup: 1.5, taskSetup: 2, taskShutdown: 0.25 };

test.each(["a generator", "an async function", "a plain function"])(
  "%s begins after start-up and set-up",
  async (kind) => {
    const dag = new DAG("d");
    const begun: number[] = [];
    const common = { dag, taskId: "t" };
    if (kind === "a generator")
      new PythonOperator({
        ...common,
        *pythonCallable(context) {
          begun.push(context.now);
          yield context.sleep(10);
        },
      });
    else if (kind === "an async function")
      new PythonOperator({
        ...common,
        async pythonCallable(context) {
          begun.push(context.now);
          await context.sleep(10);
        },
      });
    else new PythonOperator({ ...common, pythonCallable: (context) => void begun.push(context.now) });
    const result = await new Simulation({ dags: [dag], executor: overheads }).trigger("d", { runId: "r" }).runAsync();
    const { startDate, endDate } = result.taskInstance("r", "t");
    const took = kind === "a plain function" ? 0 : 10;
    expect(begun).toEqual([(startDate ?? 0) + 2e6]);
    expect((endDate ?? 0) - (startDate ?? 0)).toBe((2 + took) * 1e6);
    expect(result.usage().slotSeconds).toBe(1.5 + 2 + took + 0.25);
  },
);

test("a task that defers is set up twice", () => {
  const dag = new DAG("d");
  new TimeDeltaSensorAsync({ dag, taskId: "t", delta: 60 });
  expect(statesOf("t", dag, { taskSetup: 2 })).toBe(
    "1 queued, 1 running, 3 deferred, 62 queued, 62 running, 64 success",
  );
});

test("set-up counts for the execution timeout of what comes after it only", () => {
  const dag = new DAG("d");
  new PythonOperator({
    dag,
    taskId: "t",
    executionTimeout: 5,
    *pythonCallable(context) {
      yield context.sleep(60);
    },
  });
  expect(statesOf("t", dag, { taskSetup: 2 })).toBe("1 queued, 1 running, 8 failed");
});

test("a process that goes on after its end is for Airflow 2 alone", () => {
  const options = { dags: [new DAG("d")], executor: { taskExit: 3 } };
  expect(() => new Simulation({ ...options, airflow: "3.2.1" })).toThrow("nothing beats for a task");
  expect(() => new Simulation({ ...options, airflow: "2.10.5" })).not.toThrow();
  const celery = { ...options.executor, class: "CeleryExecutor" } as const;
  expect(() => new Simulation({ ...options, executor: celery, airflow: "2.10.5" })).toThrow("it is not simulated");
});
