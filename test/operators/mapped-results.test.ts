import { AirflowSkipException, DAG, Simulation } from "airlapse";
import { ConcatXComArg, PythonOperator, partial, TaskGroup, XComArg, ZipXComArg } from "airlapse/operators";
import { describe, expect, test } from "vitest";

type Version = "2.7.2" | "2.10.5" | "3.2.1";

/** The `opKwargs` of each map index, and its state. */
function mappedOver(define: (dag: DAG) => { readonly over: ReturnType<XComArg["map"]> }, airflow: Version = "2.10.5") {
  const seen: unknown[] = [];
  const dag = new DAG("d");
  const { over } = define(dag);
  const pythonCallable = (_: unknown, given: Readonly<Record<string, unknown>>) => {
    seen.push(given["n"]);
  };
  partial(PythonOperator, { dag, taskId: "each", pythonCallable }).expand({ opKwargs: over.map((n) => ({ n })) });
  const result = new Simulation({ dags: [dag], airflow }).trigger("d", { runId: "r" }).run();
  return { seen, states: result.taskInstances.filter(({ taskId }) => taskId === "each").map(({ state }) => state) };
}

function returns(dag: DAG, taskId: string, value: unknown): XComArg {
  new PythonOperator({ dag, taskId, pythonCallable: () => value });
  return new XComArg(taskId);
}

describe("what a task is mapped over", () => {
  test("goes through functions, which may skip the instance", () => {
    const { seen, states } = mappedOver((dag) => ({
      over: returns(dag, "a", [1, 2, 3]).map((n) => {
        if (n === 2) throw new AirflowSkipException("not this one");
        return Number(n) * 10;
      }),
    }));
    expect(seen).toEqual([10, 30]);
    expect(states).toEqual(["success", "skipped", "success"]);
  });

  test("is zipped up to the shortest, or up to the longest where there is a fill value", () => {
    const lists = (dag: DAG) => [returns(dag, "a", [1, 2, 3]), returns(dag, "b", ["x"])] as const;
    const shortest = mappedOver((dag) => {
      const [a, b] = lists(dag);
      return { over: a.zip([b]) };
    });
    const longest = mappedOver((dag) => ({ over: new ZipXComArg(lists(dag), { fillvalue: "-" }) }));
    expect(shortest.seen).toEqual([[1, "x"]]);
    expect(longest.seen).toEqual([
      [1, "x"],
      [2, "-"],
      [3, "-"],
    ]);
  });

  test("is concatenated, of mappings the keys", () => {
    const { seen } = mappedOver((dag) => ({
      over: returns(dag, "a", [1, 2]).concat(returns(dag, "b", { x: 3 }), returns(dag, "c", [4])),
    }));
    expect(seen).toEqual([1, 2, "x", 4]);
  });

  test("is not concatenated before Airflow has that", () => {
    const concatenated = (dag: DAG) => ({ over: new ConcatXComArg([returns(dag, "a", [1]), returns(dag, "b", [2])]) });
    expect(() => mappedOver(concatenated, "2.7.2")).toThrow(/expand.*2\.10/s);
  });
});

describe("expandKwargs", () => {
  test("gives each instance its own dictionary of arguments", () => {
    const seen: unknown[] = [];
    const dag = new DAG("d");
    const pythonCallable = (_: unknown, given: Readonly<Record<string, unknown>>) => {
      seen.push(given);
    };
    returns(dag, "a", { opKwargs: { n: 2 } });
    partial(PythonOperator, { dag, taskId: "each", pythonCallable }).expandKwargs([
      { opKwargs: { n: 1 } },
      new XComArg("a"),
    ]);
    new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
    expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("fails an instance whose dictionary has what all have, or what none takes", () => {
    const dag = new DAG("d");
    returns(dag, "a", [{ retries: 1 }, { opKwarg: {} }, { opKwargs: {} }]);
    partial(PythonOperator, { dag, taskId: "each", pythonCallable: () => {} }).expandKwargs(new XComArg("a"));
    const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
    expect(result.trace("t").errors.map(({ map_index, type, message }) => [map_index, type, message])).toEqual([
      [0, "TypeError", "unmappable or already specified argument: retries"],
      [
        1,
        "AirflowException",
        expect.stringContaining("Invalid arguments were passed to PythonOperator (task_id: each)"),
      ],
    ]);
    expect(result.taskInstance("r", "each", { mapIndex: 2 }).state).toBe("success");
  });

  test("of a group hands the keys of each dictionary to its tasks", () => {
    const seen: unknown[] = [];
    const dag = new DAG("d");
    returns(dag, "a", [{ n: 1 }, { n: 2 }]);
    TaskGroup.expandKwargs({ dag, groupId: "g" }, new XComArg("a"), ["n"], (taskGroup, { n }) => {
      const pythonCallable = (_: unknown, given: Readonly<Record<string, unknown>>) => {
        seen.push(given["n"]);
      };
      new PythonOperator({ taskGroup, taskId: "t", pythonCallable, opKwargs: { n } });
    });
    new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run();
    expect(seen).toEqual([1, 2]);
  });
});
