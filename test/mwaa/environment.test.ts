/**
 * Environments of MWAA: their bill by its formula, their configuration, and what is refused.
 * @module
 */
import { billOf, DAG, environmentOf, MWAA_PRICES, Simulation, SimulationError, type SimulationOptions } from "airlapse";
import { sleep } from "airlapse/kernel";
import { PythonOperator } from "airlapse/operators";
import { buildSimulation, checkScenarios, ScenarioError } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

/** So many tasks of so many seconds, that need nothing of each other. */
function tasks(count: number, seconds: number): DAG {
  const dag = new DAG("d");
  for (let i = 0; i < count; i += 1)
    new PythonOperator({
      dag,
      taskId: `t${i}`,
      *pythonCallable() {
        yield sleep(seconds);
      },
    });
  return dag;
}

function run(count: number, seconds: number, options: Omit<SimulationOptions, "dags">) {
  const simulation = new Simulation({ dags: [tasks(count, seconds)], ...options }).trigger("d", { runId: "r" });
  return simulation.run();
}

describe("the bill", () => {
  test("is the fee, and workers beyond the first, by the second", () => {
    const bill = billOf(environmentOf({ class: "mw1.small" }), 7200, 7200 + 2 * 1800);
    expect(bill.environment).toBeCloseTo(2 * 0.49, 12);
    expect(bill.workers).toBeCloseTo(0.055, 12); // two more for half an hour
    expect(bill.total).toBeCloseTo(0.98 + 0.055, 12);
    expect(bill.month).toBeCloseTo(((0.98 + 0.055) / 2) * 730, 9);
  });

  test("has schedulers and web servers beyond two, the database, the region's factor, and prices of one's own", () => {
    const more = { schedulers: 3, webServers: 4, databaseGb: 20, regionFactor: 1.72 };
    const bill = billOf(environmentOf({ class: "mw1.large", ...more, prices: { worker: 1 } }), 3600, 3600 * 4);
    expect(bill.schedulers).toBeCloseTo(0.22 * 1.72, 12);
    expect(bill.webServers).toBeCloseTo(2 * 0.11 * 1.72, 12);
    expect(bill.database).toBeCloseTo((20 * 0.1 * 1.72) / 730, 12);
    expect(bill.workers).toBeCloseTo(3 * 1.72, 12);
    expect(billOf(environmentOf("mw1.micro"), 3600, 3600).total).toBe(MWAA_PRICES.classes["mw1.micro"].environment);
  });
});

describe("a simulation", () => {
  test("has the slots of its class: a small with one worker runs five tasks at once, each with its start-up", () => {
    const result = run(10, 600, { environment: { class: "mw1.small", maxWorkers: 1 } });
    expect(result.usage().peakSlots).toBe(5);
    expect(result.usage().slotSeconds).toBe(10 * (600 + 5));
    expect(result.environment?.workerHours).toBeCloseTo(result.endedAt / 3.6e9, 9);
  });

  test("adds workers up to its most, and bills them from their start", () => {
    const { environment, endedAt } = run(40, 3600, { environment: { class: "mw1.small", maxWorkers: 3 } });
    const starts = environment?.workers.map(({ startedAt }) => startedAt / 1e6);
    expect(environment?.peakWorkers).toBe(3);
    expect(starts).toEqual([0, 120, 120]); // the load of 60 s, seen a minute later
    const hours = (3 * endedAt) / 3.6e9 - 2 * (120 / 3600);
    expect(environment?.workerHours).toBeCloseTo(hours, 9);
  });

  test("removes idle workers and kills nothing; the old generation kills what a doomed worker has begun", () => {
    const dag = new DAG("d");
    const work = (taskId: string, seconds: number) =>
      new PythonOperator({
        dag,
        taskId,
        *pythonCallable() {
          yield sleep(seconds);
        },
      });
    for (let i = 0; i < 10; i += 1) work(`t${i}`, 600);
    const after = new DAG("after");
    for (let i = 0; i < 10; i += 1)
      new PythonOperator({
        dag: after,
        taskId: `t${i}`,
        *pythonCallable() {
          yield sleep(1200);
        },
      });
    const of = (generation: "protected" | "zero-only") =>
      new Simulation({
        dags: [dag, after],
        until: 7200,
        environment: { class: "mw1.small", maxWorkers: 2, generation, scaleInPeriods: 1, removal: 300 },
      })
        .trigger("d", { runId: "r" })
        .trigger("after", { runId: "r", at: 1290 })
        .run();
    expect(of("protected").environment?.killedTasks).toBe(0);
    const old = of("zero-only");
    expect(old.environment?.killedTasks).toBeGreaterThan(0);
    expect(old.stateCounts().taskInstances.failed).toBe(old.environment?.killedTasks);
  });

  test("has MWAA's configuration: no mini scheduler; what is given beside it wins", () => {
    const chain = (more: object) => {
      const dag = new DAG("d");
      const [a, b] = ["a", "b"].map(
        (taskId) =>
          new PythonOperator({
            dag,
            taskId,
            pythonCallable: () => undefined,
          }),
      );
      a?.setDownstream(...(b === undefined ? [] : [b]));
      const simulation = new Simulation({ dags: [dag], environment: "mw1.small", ...more }).trigger("d", {
        runId: "r",
      });
      const by: (string | null)[] = [];
      simulation.on("taskInstance", (event) => {
        if (event.taskId === "b" && event.state === "scheduled") by.push(event.by);
      });
      simulation.run();
      return by;
    };
    expect(chain({})).toEqual(["scheduler"]);
    expect(chain({ config: { scheduler: { scheduleAfterTaskExecution: true } } })).toEqual(["worker"]);
  });
});

describe("refuses", () => {
  function problemsOf(options: object): readonly string[] {
    try {
      new Simulation({ dags: [tasks(1, 1)], ...options });
    } catch (error) {
      if (error instanceof SimulationError) return error.problems.map(({ path }) => path);
      throw error;
    }
    return [];
  }

  test.each([
    [{ environment: "mw1.smal" }, ["environment"]],
    [{ environment: {} }, ["environment.class"]],
    [{ environment: 5 }, ["environment"]],
    [{ environment: { class: "mw1.small", minWorkers: 3, maxWorkers: 2 } }, ["environment.maxWorkers"]],
    [
      { environment: { class: "mw1.small", minWorker: 3, metricPeriod: 0 } },
      ["environment.minWorker", "environment.metricPeriod"],
    ],
    [
      { environment: { class: "mw1.small", schedulers: 6, webServers: 1 } },
      ["environment.schedulers", "environment.webServers"],
    ],
    [{ environment: { class: "mw1.micro", maxWorkers: 2 } }, ["environment.maxWorkers"]],
    [{ environment: { class: "mw1.small", generation: "new" } }, ["environment.generation"]],
    [
      { environment: { class: "mw1.small", prices: { worker: -1, web: 1 } } },
      ["environment.prices.web", "environment.prices.worker"],
    ],
    [{ environment: "mw1.small", executor: { workerSlots: 5 } }, ["executor.workerSlots"]],
    [{ environment: "mw1.small", airflow: "3.2.1" }, ["environment"]],
  ])("%j", (options, paths) => {
    expect(problemsOf(options)).toEqual(paths);
  });

  const scenario = (more: object) => ({
    name: "s",
    dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "work", duration: 5 }] }],
    runs: [{ dag_id: "d", run_id: "r" }],
    ...more,
  });

  test.each([
    [{ environment: "mw1.smal" }, ["environment"]],
    [{ environment: { class: "mw1.small", min_workers: 3, max_workers: 2 } }, ["environment.max_workers"]],
    [{ environment: { class: "mw1.small", min_worker: 3 } }, ["environment"]],
    [{ environment: "mw1.small", executor: { worker_slots: 5 } }, ["executor.worker_slots"]],
    [{ environment: "mw1.small", airflow: "3.2.1" }, ["environment"]],
  ])("in a scenario %j", (more, paths) => {
    expect(() => checkScenarios(scenario(more), "s.json")).toThrow(ScenarioError);
    try {
      checkScenarios(scenario(more), "s.json");
    } catch (error) {
      expect(error instanceof ScenarioError && error.problems.map(({ path }) => path)).toEqual(paths);
    }
  });

  test("nothing of a scenario that is right, whose keys are those of the library", () => {
    const environment = { class: "mw1.small", max_workers: 4, prices: { web_server: 0.028 }, web_servers: 3 };
    const [read] = checkScenarios(scenario({ environment }), "s.json");
    const result = read && buildSimulation(read).run();
    expect(result?.environment?.maxWorkers).toBe(4);
    expect(result?.environment?.bill.webServers).toBeCloseTo((0.028 * (result?.endedAt ?? 0)) / 3.6e9, 12);
  });
});
