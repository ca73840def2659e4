import { DAG, Simulation, type SimulationOptions, type TaskContext } from "airlapse";
import { BaseOperator, chain, EmptyOperator, PythonOperator } from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { InvariantError } from "../../src/containers/index.ts";
import { checkInvariants } from "../../src/invariants/index.ts";

function* pythonCallable(context: TaskContext) {
  yield context.sleep(5);
}

function options(): SimulationOptions {
  const dag = new DAG("d");
  const work = new PythonOperator({ dag, taskId: "work", pythonCallable });
  chain(work, new EmptyOperator({ dag, taskId: "last" }));
  return { dags: [dag], executor: { workerSlots: 1 } };
}

describe("check: true", () => {
  test("finds nothing in a simulation as it is, and changes nothing of it", () => {
    const run = (more: Partial<SimulationOptions>) =>
      new Simulation({ ...options(), ...more }).trigger("d", { runId: "a" }).trigger("d", { runId: "b", at: 1 }).run();
    expect(run({ check: true }).trace("t")).toEqual(run({}).trace("t"));
  });

  test("finds nothing where a person clears what runs", () => {
    const which = { at: 20, dagId: "d", runId: "a", taskId: "work" };
    const simulation = new Simulation({ ...options(), check: true }).trigger("d", { runId: "a" }).clear(which);
    expect(simulation.run().dagRun("a").state).toBe("success");
  });

  test("throws where a trace breaks an invariant, and names it", () => {
    const given = options();
    const trace = new Simulation(given).trigger("d", { runId: "a" }).run().trace("t");
    const [first] = trace.slots;
    const more = { ...trace, slots: [...trace.slots, ...(first === undefined ? [] : [first, first])] };
    expect(() => checkInvariants(given, trace)).not.toThrow();
    expect(() => checkInvariants(given, more)).toThrow(InvariantError);
    expect(() => checkInvariants(given, more)).toThrow(
      "worker slots in use never exceed the slots: at 10.0: 2 worker slots in use of 1".replace(
        "10.0",
        String(first?.[0]),
      ),
    );
  });

  test("needs a trace", () => {
    expect(() => new Simulation({ dags: [], check: true, keep: "aggregates" })).toThrow("check: expected");
  });

  test("knows tasks that are mapped over results, and setups with teardowns", () => {
    const dag = new DAG("d");
    class Fails extends BaseOperator {
      execute() {
        throw new Error("no");
      }
    }
    const setup = new EmptyOperator({ dag, taskId: "setup" });
    const fails = new Fails({ dag, taskId: "fails" });
    const teardown = new EmptyOperator({ dag, taskId: "teardown" }).asTeardown({ setups: [setup] });
    chain(setup, fails, teardown);
    const result = new Simulation({ dags: [dag], check: true }).trigger("d", { runId: "r" }).run();
    expect(result.dagRun("r").state).toBe("failed");
  });
});
