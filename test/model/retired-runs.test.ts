/**
 * Runs that have ended rest in columns, or are forgotten where only figures are asked for. Neither shows in anything but
 * memory.
 * @module
 */
import {
  DAG,
  DATABASE,
  type Keep,
  RowsNotKeptError,
  Simulation,
  type SimulationOptions,
  type TaskContext,
  type TriggerOptions,
} from "airlapse";
import { BaseOperator, type BaseOperatorArguments, chain, ExternalTaskSensor } from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { Defer, Work } from "../pipelines.ts";

const RUNS = 40;

/** Two tasks, one behind the other, in many runs that compete for three slots; the second is deferred and fails now and then. */
function manyRuns(keep: Keep, more: Partial<SimulationOptions> = {}): Simulation {
  const dag = new DAG("d", { maxActiveRuns: RUNS, maxActiveTasks: RUNS });
  chain(
    new Work({ dag, taskId: "work", seconds: 7.3 }),
    new Defer({ dag, taskId: "defer", wait: 11.9, deferTimeout: 40 }),
  );
  const simulation = new Simulation({ dags: [dag], until: 7200, keep, executor: { workerSlots: 3 }, ...more });
  return simulation.triggerAll("d", requests());
}

function* requests(): Generator<TriggerOptions> {
  for (let i = 0; i < RUNS; i += 1) yield { runId: `r${i}`, at: 0.5 + i * 2.1 };
}

/** Asks the database how the run of this logical date of a DAG has ended. */
class Looks extends BaseOperator<BaseOperatorArguments & { readonly runId: string }> {
  execute(context: TaskContext) {
    return context.service(DATABASE).dagRun("d", { runId: this.args.runId })?.state ?? null;
  }
}

describe("figures without rows", () => {
  test("are those of a simulation that keeps everything", () => {
    const [everything, aggregates] = [manyRuns("everything").run(), manyRuns("aggregates").run()];
    expect(aggregates.usage()).toEqual(everything.usage());
    expect(aggregates.stateCounts()).toEqual(everything.stateCounts());
    expect(aggregates.endedAt).toBe(everything.endedAt);
  });

  test("count what is in the rows", () => {
    const result = manyRuns("everything").run();
    const { dagRuns, taskInstances } = result.stateCounts();
    const inState = (rows: readonly { readonly state: string | null }[], state: string) =>
      rows.filter((row) => row.state === state).length;
    for (const [state, count] of Object.entries(dagRuns)) expect(count).toBe(inState(result.dagRuns, state));
    for (const [state, count] of Object.entries(taskInstances))
      expect(count).toBe(inState(result.taskInstances, state));
    const rows = result.taskInstances.flatMap(({ history }) => history);
    expect(result.usage().deferrals).toBe(rows.filter(({ state }) => state === "deferred").length);
  });

  test("tell listeners all the same", () => {
    const heard: Record<Keep, unknown[]> = { everything: [], aggregates: [] };
    for (const keep of ["everything", "aggregates"] as const) {
      const hear = (event: unknown) => heard[keep].push(event);
      manyRuns(keep).on("taskInstance", hear).on("dagRun", hear).on("trigger", hear).on("slot", hear).run();
    }
    expect(heard.aggregates.length).toBeGreaterThan(RUNS * 10);
    expect(heard.aggregates).toEqual(heard.everything);
  });

  test("come with no rows, and say so", () => {
    const result = manyRuns("aggregates").run();
    expect(() => result.taskInstances).toThrow(RowsNotKeptError);
    expect(() => result.trace()).toThrow('leave out `keep: "aggregates"`');
  });

  test("an option of another name is refused", () => {
    expect(() => manyRuns("nothing" as Keep)).toThrow('keep: expected "everything" or "aggregates", got `nothing`');
  });
});

describe("a run that has ended", () => {
  test("is there for a clear long after, with its tries and results", () => {
    const simulation = manyRuns("everything").clear({ at: 3000, dagId: "d", runId: "r3", taskId: "defer" });
    const result = simulation.run();
    const states = result.taskInstance("r3", "defer").history.map(({ state }) => state);
    const once = ["scheduled", "queued", "running", "deferred", "scheduled", "queued", "running", "success"];
    expect(states).toEqual([null, ...once, null, ...once]);
    expect(result.taskInstance("r3", "work").history.at(-1)?.at).toBeLessThan(3000e6);
    expect(result.dagRun("r3")).toMatchObject({ state: "success", queuedAt: 3000e6 });
    expect(result.dagRun("r4").queuedAt).toBeLessThan(3000e6);
  });

  test("is there for a clear where only figures are kept", () => {
    const cleared = (keep: Keep) => manyRuns(keep).clear({ at: 3000, dagId: "d", runId: "r3", taskId: "defer" }).run();
    expect(cleared("aggregates").usage()).toEqual(cleared("everything").usage());
  });

  test("is found by a sensor of another DAG where only figures are kept", () => {
    const done = new DAG("done");
    new Work({ dag: done, taskId: "work", seconds: 1 });
    const waiting = new DAG("waiting");
    new ExternalTaskSensor({ dag: waiting, taskId: "sensor", externalDagId: "done", pokeInterval: 5, timeout: 60 });
    const result = new Simulation({ dags: [done, waiting], keep: "aggregates" })
      .trigger("done", { runId: "r", at: 0.5, logicalAt: 0 })
      .trigger("waiting", { runId: "r", at: 600, logicalAt: 0 })
      .run();
    expect(result.stateCounts().dagRuns).toMatchObject({ success: 2, failed: 0 });
  });

  test("cannot be looked at by an operator of one's own where only figures are kept: its task fails and says why", () => {
    const looking = new DAG("looking");
    new Looks({ dag: looking, taskId: "look", runId: "r3" });
    const dag = new DAG("d");
    new Work({ dag, taskId: "work", seconds: 1 });
    const errors: string[] = [];
    new Simulation({ dags: [dag, looking], keep: "aggregates" })
      .on("taskError", ({ type, message }) => errors.push(`${type}: ${message}`))
      .trigger("d", { runId: "r3", at: 0.5 })
      .trigger("looking", { runId: "r", at: 600 })
      .run();
    expect(errors).toEqual([expect.stringMatching(/^ForgottenRunError: .* DAG "d" .*keep: "everything"/)]);
  });

  test("takes its id and date with it: a second run of either is refused", () => {
    const again = manyRuns("aggregates").trigger("d", { runId: "r3", at: 3000 });
    expect(() => again.run()).toThrow('run of the DAG "d" that is there still');
  });
});

test("runs that are asked for all together come in the order of their instants, or are refused", () => {
  const dag = new DAG("d");
  new Work({ dag, taskId: "work", seconds: 1 });
  const simulation = new Simulation({ dags: [dag] }).triggerAll("d", [{ at: 5 }, { at: 4 }]);
  expect(() => simulation.run()).toThrow("expected runs in the order of their instants, got `at: 4` after 5");
});
