/**
 * Operators around a function: plain, async or a generator.
 * @module
 */
import { AirflowException, AirflowFailException, AirflowSkipException, type TaskContext } from "airlapse";
import { sleep } from "airlapse/kernel";
import {
  BranchPythonOperator,
  chain,
  EmptyOperator,
  PythonOperator,
  PythonSensor,
  partial,
  ShortCircuitOperator,
  XComArg,
} from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { history, runOnce, simulate, timeOf } from "../pipelines.ts";

describe("PythonOperator", () => {
  test("calls a plain function, which takes no time", () => {
    const result = runOnce((dag) => new PythonOperator({ dag, taskId: "t", pythonCallable: () => "value" }));
    expect(history(result, "t")).toEqual(["0.5 null", "1 scheduled", "1 queued", "1 running", "1 success"]);
  });

  test("drives a generator, which may sleep", () => {
    const result = runOnce(
      (dag) =>
        new PythonOperator({
          dag,
          taskId: "t",
          *pythonCallable() {
            yield sleep(12.5);
          },
        }),
    );
    expect(timeOf(result, "t", "success")).toBe(13.5);
  });

  test("awaits an async function, whose context sleeps in virtual time", async () => {
    const simulation = simulate(
      (dag) =>
        new PythonOperator({
          dag,
          taskId: "t",
          pythonCallable: async (context) => {
            await Promise.resolve();
            await context.sleep(3600 * 24);
            return "after a day";
          },
        }),
      { until: 3600 * 48 },
    );
    const result = await simulation.runAsync();
    expect(timeOf(result, "t", "success")).toBe(86_401);
  });

  test("is not to be run synchronously where it awaits, and the error says so", () => {
    const simulation = simulate(
      (dag) => new PythonOperator({ dag, taskId: "t", pythonCallable: async (context) => context.sleep(1) }),
    );
    expect(() => simulation.run()).toThrow("use runAsync()");
  });

  test("runs as many async tasks side by side as there are slots", async () => {
    const simulation = simulate(
      (dag) => {
        for (const taskId of ["a", "b", "c"])
          new PythonOperator({ dag, taskId, pythonCallable: async (context) => void (await context.sleep(100)) });
      },
      { executor: { workerSlots: 2 } },
    );
    const result = await simulation.runAsync();
    expect(["a", "b", "c"].map((taskId) => timeOf(result, taskId, "success"))).toEqual([101, 101, 201]);
  });

  test("renders templates in its arguments, and pulls what others pushed", () => {
    const seen: unknown[] = [];
    runOnce((dag) => {
      const push = new PythonOperator({ dag, taskId: "push", pythonCallable: () => ({ rows: 7 }) });
      const pull = new PythonOperator({
        dag,
        taskId: "pull",
        opKwargs: { day: "{{ ds }}", rows: "{{ ti.xcom_pull(task_ids='push')['rows'] }}" },
        pythonCallable: (context, kwargs) => {
          seen.push(kwargs, context.ti.xcomPull({ taskIds: "push" }));
        },
      });
      chain(push, pull);
    });
    expect(seen).toEqual([{ day: "2024-01-01", rows: "7" }, { rows: 7 }]);
  });

  test.each([
    ["is skipped", () => new AirflowSkipException("no data"), "skipped", 1],
    ["fails for good", () => new AirflowFailException("hopeless"), "failed", 1],
    ["is tried again", () => new AirflowException("maybe"), "failed", 3],
    ["is tried again", () => new TypeError("a bug"), "failed", 3],
  ] as const)("%s by what it throws: %o", (_, error, state, tries) => {
    const result = runOnce(
      (dag) =>
        new PythonOperator({
          dag,
          taskId: "t",
          retries: 2,
          retryDelay: 1,
          pythonCallable: () => {
            throw error();
          },
        }),
    );
    expect(result.taskInstance("r1", "t").state).toBe(state);
    expect(result.taskInstance("r1", "t").history.filter((step) => step.state === "running")).toHaveLength(tries);
  });

  test("is ended by its execution_timeout where it sleeps, and may clean up", () => {
    const seen: string[] = [];
    const result = runOnce(
      (dag) =>
        new PythonOperator({
          dag,
          taskId: "t",
          executionTimeout: 10,
          *pythonCallable() {
            try {
              yield sleep(60);
            } finally {
              seen.push("cleaned up");
            }
          },
        }),
    );
    expect(timeOf(result, "t", "failed")).toBe(11);
    expect(result.errors.map(({ type }) => type)).toEqual(["AirflowTaskTimeout"]);
    expect(seen).toEqual(["cleaned up"]);
  });

  test("calls its callbacks, whose errors are logged and change nothing", () => {
    const seen: string[] = [];
    const note = (name: string) => (context: TaskContext) => {
      seen.push(`${name} ${context.ti.taskId}`);
      throw new Error("ignored");
    };
    const result = runOnce((dag) => {
      new PythonOperator({
        dag,
        taskId: "good",
        pythonCallable: () => {},
        onExecuteCallback: note("execute"),
        onSuccessCallback: note("success"),
      });
      new PythonOperator({
        dag,
        taskId: "bad",
        retries: 1,
        retryDelay: 1,
        pythonCallable: () => {
          throw new Error("no");
        },
        onRetryCallback: note("retry"),
        onFailureCallback: note("failure"),
      });
    });
    expect(seen.toSorted()).toEqual(["execute good", "failure bad", "retry bad", "success good"]);
    expect(result.taskInstance("r1", "good").state).toBe("success");
  });
});

describe("branches", () => {
  test("skip the tasks directly behind them that they do not lead to", () => {
    const result = runOnce((dag) => {
      const branch = new BranchPythonOperator({ dag, taskId: "branch", pythonCallable: () => "left" });
      const [left, right] = ["left", "right"].map((taskId) => new EmptyOperator({ dag, taskId })) as [
        EmptyOperator,
        EmptyOperator,
      ];
      const join = new EmptyOperator({ dag, taskId: "join", triggerRule: "none_failed_min_one_success" });
      chain(branch, [left, right], join);
    });
    const states = ["branch", "left", "right", "join"].map((taskId) => result.taskInstance("r1", taskId).state);
    expect(states).toEqual(["success", "success", "skipped", "success"]);
  });

  test("fail where they lead to a task that is not there", () => {
    const result = runOnce(
      (dag) => new BranchPythonOperator({ dag, taskId: "branch", pythonCallable: () => "nowhere" }),
    );
    expect(result.errors[0]?.message).toContain("Invalid tasks found: {'nowhere'}");
  });

  test("that are short circuits skip all that is behind them", () => {
    const result = runOnce((dag) => {
      const circuit = new ShortCircuitOperator({ dag, taskId: "circuit", pythonCallable: () => [] });
      const next = new EmptyOperator({ dag, taskId: "next" });
      const last = new EmptyOperator({ dag, taskId: "last", triggerRule: "all_done" });
      chain(circuit, next, last);
    });
    expect(["next", "last"].map((taskId) => result.taskInstance("r1", taskId).state)).toEqual(["skipped", "skipped"]);
  });
});

describe("PythonSensor", () => {
  test("pokes until its function returns something true; an async one too", async () => {
    const define = (pythonCallable: (context: TaskContext) => unknown) =>
      simulate((dag) => new PythonSensor({ dag, taskId: "t", pokeInterval: 10, pythonCallable }));
    const plain = define((context) => context.now >= 25e6).run();
    const awaiting = await define(async (context) => context.now >= 25e6).runAsync();
    expect([plain, awaiting].map((result) => timeOf(result, "t", "success"))).toEqual([31, 31]);
  });

  test("in reschedule mode gives its slot back between two pokes", () => {
    const result = runOnce(
      (dag) =>
        new PythonSensor({
          dag,
          taskId: "t",
          mode: "reschedule",
          pokeInterval: 10,
          pythonCallable: (context) => context.now >= 25e6,
        }),
    );
    expect(result.usage().slotSeconds).toBe(0);
    expect(result.reschedules).toBe(3); // at 1, 11 and 21
    expect(timeOf(result, "t", "success")).toBe(31);
  });
});

describe("a mapped task", () => {
  test("has an instance for each value of a list that another task has pushed", () => {
    const seen: unknown[] = [];
    const result = runOnce((dag) => {
      new PythonOperator({ dag, taskId: "list", pythonCallable: () => [{ n: 1 }, { n: 2 }, { n: 3 }] });
      partial(PythonOperator, {
        dag,
        taskId: "each",
        pythonCallable: (context, { n }) => {
          seen.push([context.ti.mapIndex, n]);
          return Number(n) * 10;
        },
      }).expand({ opKwargs: new XComArg("list") });
      new PythonOperator({
        dag,
        taskId: "sum",
        pythonCallable: (context) => seen.push(context.ti.xcomPull({ taskIds: "each" })),
      }).setUpstream(dag.tasks.get("each") as never);
    });
    expect(seen).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [10, 20, 30],
    ]);
    expect(result.taskInstance("r1", "each", { mapIndex: 2 }).state).toBe("success");
  });

  test("is skipped where there is nothing to map over", () => {
    const result = runOnce((dag) => {
      new PythonOperator({ dag, taskId: "list", pythonCallable: () => [] });
      partial(PythonOperator, { dag, taskId: "each", pythonCallable: () => {} }).expand({
        opKwargs: new XComArg("list"),
      });
    });
    expect(result.taskInstance("r1", "each").state).toBe("skipped");
  });

  test("fails the task that it is mapped over where that pushes nothing that can be mapped", () => {
    const result = runOnce((dag) => {
      new PythonOperator({ dag, taskId: "list", pythonCallable: () => "a text" });
      partial(PythonOperator, { dag, taskId: "each", pythonCallable: () => {} }).expand({
        opKwargs: new XComArg("list"),
      });
    });
    expect(result.taskInstance("r1", "list").state).toBe("failed");
    expect(result.taskInstance("r1", "each").state).toBe("upstream_failed");
  });
});
