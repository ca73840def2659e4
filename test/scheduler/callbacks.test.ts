/**
 * When callbacks are called is held against real Airflow by the conformance tests (callbacks, sla); here is what they are
 * given, and what becomes of their errors.
 * @module
 */
import { AirflowException, DAG, type DagCallbackContext, Simulation, type SlaMissContext } from "airlapse";
import { PythonOperator } from "airlapse/operators";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { Work } from "../pipelines.ts";

const boom = () => {
  throw new Error("callback failed");
};

describe("callbacks of a task", () => {
  test("are given its context, and what ended it", () => {
    const seen: unknown[] = [];
    const dag = new DAG("d");
    new PythonOperator({
      dag,
      taskId: "t",
      pythonCallable: () => {
        throw new AirflowException("no data");
      },
      onExecuteCallback: ({ ti, now }) => seen.push(["execute", ti.tryNumber, now / 1e6]),
      onFailureCallback: [boom, ({ exception, runId }) => seen.push(["failure", String(exception), runId])],
    });
    new Simulation({ dags: [dag] }).trigger("d", { runId: "r1", at: 0.5 }).run();
    expect(seen).toEqual([
      ["execute", 1, 1],
      ["failure", "AirflowException: no data", "r1"],
    ]);
  });

  test("change nothing by failing", () => {
    const dag = new DAG("d", { onSuccessCallback: boom });
    new Work({ dag, taskId: "t", seconds: 1, onExecuteCallback: boom, onSuccessCallback: boom });
    const result = new Simulation({ dags: [dag] }).trigger("d", { runId: "r1" }).run();
    expect(result.dagRun("r1").state).toBe("success");
    expect(result.callbacks.map(({ callback, of }) => `${of} ${callback}`)).toEqual([
      "task on_execute",
      "task on_success",
      "dagRun on_success",
    ]);
  });
});

test("a DAG's callback is given the run and why it has ended", () => {
  const seen: string[] = [];
  const note = ({ dagRun, reason, now }: DagCallbackContext) => seen.push(`${dagRun.runId} ${reason} at ${now / 1e6}`);
  const dag = new DAG("d", { dagrunTimeout: 30, onSuccessCallback: note, onFailureCallback: note });
  new PythonOperator({
    dag,
    taskId: "t",
    *pythonCallable(context) {
      yield context.sleep(Number(context.dagRun.conf["seconds"]));
    },
  });
  const simulation = new Simulation({ dags: [dag] });
  simulation.trigger("d", { runId: "short", at: 0.5, conf: { seconds: 3 } });
  simulation.trigger("d", { runId: "long", at: 0.6, conf: { seconds: 300 } });
  simulation.run();
  // started at 1: done at 4; more than 30 s old at 32
  expect(seen).toEqual(["short success at 4", "long timed_out at 32"]);
});

describe("a callback for missed SLAs", () => {
  const run = (slaMissCallback: (context: SlaMissContext) => void) => {
    const startDate = DateTime.utc(2023, 12, 31, 23, 58);
    const dag = new DAG("d", { schedule: { every: 60 }, startDate, catchup: true, slaMissCallback });
    new Work({ dag, taskId: "t", seconds: 100, sla: 90 });
    return new Simulation({ dags: [dag], until: 160 }).run();
  };

  test("is told of each miss once", () => {
    const told: string[] = [];
    // the runs of 23:58 and 23:59 succeed at 100; that of 00:01, the second one after, is late at 60 + 90 s
    run(({ slas, now }) =>
      told.push(...slas.map(({ taskId, logicalDate }) => `${taskId} of ${logicalDate / 1e6} at ${now / 1e6}`)),
    );
    expect(told).toEqual(["t of 60 at 151"]);
  });

  test("is told again at each look until it has not failed", () => {
    let calls = 0;
    const result = run(() => {
      calls += 1;
      if (calls < 4) throw new Error("no mail server");
    });
    expect(calls).toBe(4);
    expect(result.slaMisses).toHaveLength(1);
  });
});
