import { AIRFLOW_VERSIONS, DAG, Simulation, type SimulationOptions } from "airlapse";
import { chain, TaskGroup, TimeDeltaSensorAsync } from "airlapse/operators";
import { describe, expect, test } from "vitest";
import { DEFAULT_CONFIG, rulesOf, versionsOf } from "../../src/rules/index.ts";

/** Each name with `undefined`, as somebody's code passes on what it was not told itself. The types refuse it; JavaScript does not. */
function undefinedOf(names: Iterable<string>): never {
  return Object.fromEntries([...names].map((name) => [name, undefined])) as never;
}

const DAG_ARGUMENTS = [
  "schedule startDate endDate catchup maxActiveRuns maxActiveTasks dagrunTimeout failStop params tags description",
  "onSuccessCallback onFailureCallback slaMissCallback maxConsecutiveFailedDagRuns",
].flatMap((line) => line.split(" "));

const TASK_ARGUMENTS = [
  "owner retries retryDelay retryExponentialBackoff maxRetryDelay startDate endDate dependsOnPast waitForDownstream",
  "ignoreFirstDependsOnPast params weightRule queue pool poolSlots sla executionTimeout onExecuteCallback",
  "onSuccessCallback onFailureCallback onRetryCallback preExecute postExecute triggerRule maxActiveTisPerDag",
  "maxActiveTisPerDagrun doXcomPush outlets pokeInterval timeout softFail mode exponentialBackoff maxWait silentFail",
].flatMap((line) => line.split(" "));

/** Two sensors, of which the group's default arguments set the weight. */
function traceOf(given: {
  readonly dag?: object;
  readonly task?: object;
  readonly group?: object;
  readonly options?: object;
}) {
  const dag = new DAG("d", { defaultArgs: { priorityWeight: 7 }, ...given.dag });
  const taskGroup = new TaskGroup({ groupId: "g", dag, defaultArgs: { ...given.group } });
  const [a, b] = ["a", "b"].map(
    (taskId) => new TimeDeltaSensorAsync({ dag, taskGroup, taskId, delta: 90, ...given.task }),
  ) as [TimeDeltaSensorAsync, TimeDeltaSensorAsync];
  chain(a, b);
  const options: SimulationOptions = { dags: [dag], ...given.options };
  const result = new Simulation(options).trigger("d", { runId: "r" }).run({ maxEvents: 10_000 });
  return { weights: [a, b].map(({ settings }) => settings.priorityWeight), trace: result.trace("t") };
}

describe("what is undefined is what is left out", () => {
  const expected = traceOf({});

  test("and a simulation with nothing but defaults runs", () => {
    expect(expected.trace.dag_runs.map(({ state }) => state)).toEqual(["success"]);
    expect(expected.weights).toEqual([7, 7]);
  });

  test.each(["core", "scheduler", "triggerer"] as const)("in section %s of the configuration", (section) => {
    const config = { [section]: undefinedOf(Object.keys(DEFAULT_CONFIG[section])) };
    expect(traceOf({ options: { config } })).toEqual(expected);
    expect(traceOf({ options: { config: { [section]: undefined } } })).toEqual(expected);
  });

  test.each(AIRFLOW_VERSIONS)("in the rules of %s", (airflow) => {
    const rules = undefinedOf(Object.keys(rulesOf(versionsOf({ airflow }))));
    expect(traceOf({ options: { airflow, rules } })).toEqual(traceOf({ options: { airflow } }));
  });

  test("in the other options, phases, the executor and triggerers", () => {
    const names = [
      "airflow",
      "amazonProvider",
      "start",
      "until",
      "pools",
      "cloud",
      "seed",
      "clock",
      "keep",
      "services",
      "explain",
    ];
    const options = {
      ...(undefinedOf(names) as object),
      phases: undefinedOf(["scheduler", "triggerer", "triggerRunner"]),
      executor: undefinedOf(["workerSlots", "taskStartup", "taskSetup", "taskShutdown", "revokesStuckTasks"]),
      triggerers: [undefinedOf(["capacity", "startAt", "stopAt"])],
    };
    expect(traceOf({ options })).toEqual(expected);
  });

  test("in the arguments of a DAG, a group's default arguments and a task, which leave the defaults of what is around them", () => {
    expect(traceOf({ dag: undefinedOf(DAG_ARGUMENTS) })).toEqual(expected);
    expect(traceOf({ group: undefinedOf(["priorityWeight", ...TASK_ARGUMENTS]) })).toEqual(expected);
    expect(traceOf({ task: undefinedOf(["priorityWeight", ...TASK_ARGUMENTS]) })).toEqual(expected);
  });
});
