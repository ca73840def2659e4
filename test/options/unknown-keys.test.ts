import {
  AwsModel,
  type AwsSpec,
  CronTriggerTimetable,
  DAG,
  type DagArguments,
  DeltaTriggerTimetable,
  Simulation,
  SimulationError,
  type SimulationOptions,
} from "airlapse";
import { BaseOperator, EmptyOperator, PythonOperator, PythonSensor, partial, TaskGroup } from "airlapse/operators";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import { misspeltKeys, suggestion, unknownKeys, unknownKeysText } from "../../src/options/index.ts";

function problemsOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof SimulationError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const simulate = (options: object) => () => new Simulation({ dags: [], ...options } as SimulationOptions);
const withDag = (given: object) => simulate({ dags: [new DAG("d", given as DagArguments)] });
const withCloud = (spec: object) => simulate({ cloud: new AwsModel(spec as AwsSpec) });

/** A simulation of one task of a class, with these arguments besides. */
function withTask(operatorClass: new (given: never) => BaseOperator, given: object, ofDag: DagArguments = {}) {
  const dag = new DAG("d", ofDag);
  new operatorClass({ dag, taskId: "t", ...given } as never);
  return simulate({ dags: [dag] });
}

const meant = (key: string, name: string) => `unknown key "${key}" (did you mean "${name}"?)`;

class Copy extends BaseOperator {
  execute() {}
}

class Strict extends BaseOperator {
  static override readonly argumentNames = ["outputs"];
  execute() {}
}

const pythonCallable = () => true;

describe("a key that nobody knows is refused, with the name that was meant", () => {
  test.each<[string, () => unknown, string]>([
    ["a simulation", simulate({ executer: {} }), `executer: ${meant("executer", "executor")}`],
    ["a DAG", withDag({ shedule: "@daily" }), `DAG "d", shedule: ${meant("shedule", "schedule")}`],
    [
      "an executor",
      simulate({ executor: { workerslots: 2 } }),
      `executor.workerslots: ${meant("workerslots", "workerSlots")}`,
    ],
    [
      "a pool",
      simulate({ pools: { p: { slots: 1, includedeferred: true } } }),
      `pools.p.includedeferred: ${meant("includedeferred", "includeDeferred")}`,
    ],
    [
      "phases",
      simulate({ phases: { triggererRunner: 1 } }),
      `phases.triggererRunner: ${meant("triggererRunner", "triggerRunner")}`,
    ],
    [
      "a triggerer",
      simulate({ triggerers: [{}, { startsAt: 1 }] }),
      `triggerers[1].startsAt: ${meant("startsAt", "startAt")}`,
    ],
    [
      "rules",
      simulate({ rules: { triesCountedWhe: "running" } }),
      `rules.triesCountedWhe: ${meant("triesCountedWhe", "triesCountedWhen")}`,
    ],
    ["airflow.cfg", simulate({ config: { schedulr: {} } }), `config.schedulr: ${meant("schedulr", "scheduler")}`],
    [
      "a section of airflow.cfg",
      simulate({ config: { core: { paralelism: 1 } } }),
      `config.core.paralelism: ${meant("paralelism", "parallelism")}`,
    ],
    ["a model of AWS", withCloud({ glu: {} }), `cloud.glu: ${meant("glu", "glue")}`],
    [
      "an object of S3",
      withCloud({ s3: { objects: [{ bucket: "b", key: "k", untill: 22 }] } }),
      `cloud.s3.objects[0].untill: ${meant("untill", "until")}`,
    ],
    [
      "a crawler",
      withCloud({ glue: { crawlers: [{ name: "c", durations: 1 }] } }),
      `cloud.glue.crawlers[0].durations: ${meant("durations", "duration")}`,
    ],
    [
      "a job",
      withCloud({ glue: { jobs: [{ name: "j", outcome: [] }] } }),
      `cloud.glue.jobs[0].outcome: ${meant("outcome", "outcomes")}`,
    ],
    ["an operator", withTask(EmptyOperator, { retrys: 2 }), `DAG "d", task "t", retrys: ${meant("retrys", "retries")}`],
    [
      "an operator's own arguments",
      withTask(PythonOperator, { pythonCallable, opKwarg: {} }),
      `DAG "d", task "t", opKwarg: ${meant("opKwarg", "opKwargs")}`,
    ],
    [
      "a sensor",
      withTask(PythonSensor, { pythonCallable, poke_interval: 5 }),
      `DAG "d", task "t", poke_interval: ${meant("poke_interval", "pokeInterval")}`,
    ],
    [
      "a schedule",
      withDag({ schedule: { every: 60, evry: 5 }, startDate: DateTime.utc(2024) }),
      `DAG "d", schedule.evry: ${meant("evry", "every")}`,
    ],
    [
      "default arguments",
      withTask(EmptyOperator, {}, { defaultArgs: { retrys: 1 } }),
      `DAG "d", defaultArgs.retrys: ${meant("retrys", "retries")}`,
    ],
  ])("of %s", (_, run, problem) => {
    expect(problemsOf(run)).toEqual([problem]);
  });

  test("of an object of S3 where none is near, with all that it has", () => {
    expect(problemsOf(withCloud({ s3: { objects: [{ bucket: "b", key: "k", from: 22 }] } }))).toEqual([
      'cloud.s3.objects[0].from: unknown key "from"; known are bucket, key, at, until, size, body',
    ]);
  });

  test("of timetables", () => {
    const startDate = DateTime.utc(2024);
    const cron = new CronTriggerTimetable("0 0 * * *", { intervall: 60 } as never);
    const delta = new DeltaTriggerTimetable(60, { intervall: 60 } as never);
    const problem = `DAG "d", schedule.intervall: ${meant("intervall", "interval")}`;
    expect(problemsOf(withDag({ schedule: cron, startDate }))).toEqual([problem]);
    expect(problemsOf(simulate({ airflow: "2.11.0", dags: [new DAG("d", { schedule: delta, startDate })] }))).toEqual([
      problem,
    ]);
  });

  test("of a task group and its defaults", () => {
    const dag = new DAG("d");
    const group = new TaskGroup({ dag, groupId: "g", prefixGroupID: false, defaultArgs: { retrys: 1 } } as never);
    new EmptyOperator({ taskGroup: group, taskId: "t" });
    expect(problemsOf(simulate({ dags: [dag] }))).toEqual([
      `DAG "d", task group "g", prefixGroupID: ${meant("prefixGroupID", "prefixGroupId")}`,
      `DAG "d", task group "g", defaultArgs.retrys: ${meant("retrys", "retries")}`,
    ]);
  });

  test("of a mapped task, wherever it is given", () => {
    const dag = new DAG("d", { defaultArgs: { poolSlot: 2, owner: "a", colour: "red" } });
    partial(PythonOperator, { dag, taskId: "a", pythonCallable, retrys: 1 } as never).expand({
      opKwarg: [{}],
    } as never);
    partial(PythonOperator, { dag, taskId: "b", pythonCallable }).expandKwargs([
      { opKwargs: {} },
      { opKwarg: {} },
    ] as never);
    expect(problemsOf(simulate({ dags: [dag] })).map((problem) => problem.split(": unknown")[0])).toEqual([
      'DAG "d", defaultArgs.poolSlot',
      'DAG "d", task "a", retrys',
      'DAG "d", task "a", opKwarg',
      'DAG "d", task "b", opKwarg',
    ]);
  });

  test("all at once, with all else that is wrong", () => {
    const dag = new DAG("d", { shedule: 1, maxActiveRuns: -1 } as never);
    new EmptyOperator({ dag, taskId: "t", retrys: 1, retries: -1 } as never);
    const all = problemsOf(simulate({ dags: [dag], executer: {}, executor: { workerslots: 0 }, until: -1 }));
    expect(all.map((problem) => problem.split(": ")[0])).toEqual([
      "executer",
      "executor.workerslots",
      'DAG "d", shedule',
      'DAG "d", maxActiveRuns',
      'DAG "d", task "t", retrys',
      'DAG "d", task "t", retries',
      "until",
    ]);
  });
});

describe("a class of operators of one's own", () => {
  test("takes any arguments where it lists none, but for those of an operator misspelt", () => {
    const given = { bucket: "b", outcome: 1, tables: ["t"], taskIds: ["t"], dagId: "x" };
    expect(problemsOf(withTask(Copy, given))).toEqual([]);
    expect(problemsOf(withTask(Copy, { retrys: 2, retry_delay: 5, poolslots: 1 }))).toEqual([
      `DAG "d", task "t", retrys: ${meant("retrys", "retries")}; a class that takes it lists it: \`static argumentNames = ["retrys"]\``,
      `DAG "d", task "t", retry_delay: ${meant("retry_delay", "retryDelay")}; a class that takes it lists it: \`static argumentNames = ["retry_delay"]\``,
      `DAG "d", task "t", poolslots: ${meant("poolslots", "poolSlots")}; a class that takes it lists it: \`static argumentNames = ["poolslots"]\``,
    ]);
  });

  test("takes those that it lists, and those of what it derives from, and no others", () => {
    expect(problemsOf(withTask(Copy, { outputs: 1 }))).toHaveLength(1);
    expect(problemsOf(withTask(Strict, { outputs: 1, retries: 1 }))).toEqual([]);
    expect(problemsOf(withTask(Strict, { bucket: 1 }))).toEqual([
      expect.stringMatching(
        /^DAG "d", task "t", bucket: unknown key "bucket"; none of the \d+ that are known is like it$/,
      ),
    ]);
  });
});

describe("a request is refused where it is made, by the error that options are refused by", () => {
  const which = { at: 1, dagId: "d", runId: "r", taskId: "t" };
  const simulation = () => {
    const dag = new DAG("d");
    new EmptyOperator({ dag, taskId: "t" });
    return new Simulation({ dags: [dag] });
  };

  test.each<[string, () => unknown, string]>([
    [
      "an unknown DAG",
      () => simulation().trigger("dd"),
      'DAG "dd": expected a DAG of the simulation, got `dd` (did you mean "d"?)',
    ],
    [
      "an unknown DAG of many runs",
      () => simulation().triggerAll("other", []),
      'DAG "other": expected a DAG of the simulation, got `other`: there are d',
    ],
    [
      "an unknown DAG to clear",
      () => simulation().clear({ ...which, dagId: "x" }),
      'DAG "x": expected a DAG of the simulation, got `x`',
    ],
    [
      "an unknown task",
      () => simulation().mark("failed", { ...which, taskId: "task" }),
      'DAG "d", run "r", task "task": expected a task of the DAG, got `task`: there are t',
    ],
    [
      "an unknown state",
      () => simulation().mark("sucess" as never, which),
      'DAG "d", run "r", task "t", state: expected one of ',
    ],
    [
      "an unknown key of a run",
      () => simulation().trigger("d", { runid: "r" } as never),
      `DAG "d", manual run.runid: ${meant("runid", "runId")}`,
    ],
    [
      "an unknown key of a mark",
      () => simulation().mark("failed", { ...which, mapindex: 1 } as never),
      'DAG "d", run "r", task "t".mapindex: unknown key "mapindex"; known are at, dagId, runId, taskId',
    ],
    [
      "an unknown limit",
      () => simulation().run({ maxEvent: 1 } as never),
      `limits.maxEvent: ${meant("maxEvent", "maxEvents")}`,
    ],
  ])("%s", (_, run, problem) => {
    expect(problemsOf(run)).toEqual([expect.stringContaining(problem)]);
  });
});

describe("what is no mistake passes", () => {
  test.each<[string, () => unknown]>([
    ["an option that is undefined", simulate({ executer: undefined })],
    ["a default argument that no task takes", withTask(EmptyOperator, {}, { defaultArgs: { emailOnFailure: false } })],
    [
      "a default argument that another task takes",
      withTask(PythonOperator, { pythonCallable }, { defaultArgs: { opKwargs: {} } }),
    ],
  ])("%s", (_, run) => {
    expect(problemsOf(run)).toEqual([]);
  });
});

describe("a name", () => {
  test.each([
    ["retires", ["retries", "retryDelay"], ' (did you mean "retries"?)'],
    ["poke_interval", ["timeout", "pokeInterval"], ' (did you mean "pokeInterval"?)'],
    ["from", ["key", "at", "until"], ""],
    ["x".repeat(101), ["x".repeat(100)], ""],
    [5, ["retries"], ""],
  ])("%s is near to %j: %s", (wrong, names, text) => {
    expect(suggestion(wrong, names)).toBe(text);
  });

  test("is told apart from those that every object has", () => {
    expect(unknownKeys("o", JSON.parse('{"constructor": 1, "__proto__": 2}'), { a: true })).toHaveLength(2);
  });

  test("is shown cut where it is long, and several in one line", () => {
    expect(unknownKeysText(["y".repeat(90), "aa"], ["a"])).toBe(
      `unknown keys "${"y".repeat(76)}..., "aa" (did you mean "a"?); known are a`,
    );
  });

  test("is misspelt only where the right one is not there as well", () => {
    expect(misspeltKeys("", { retriess: 1, retries: 1 }, ["retries"])).toEqual([]);
    expect(misspeltKeys("x", { retriess: 1 }, ["retries"])).toEqual([
      { path: "x.retriess", message: meant("retriess", "retries") },
    ]);
  });
});
