/**
 * Whatever a scenario's ids, numbers, sizes and depths are: it is refused with a clear error, or runs as it says.
 * @module
 */
import { DAG, Simulation, SimulationError } from "airlapse";
import {
  EmptyOperator,
  ExternalTaskSensor,
  partial,
  TaskGroup,
  TimeDeltaSensor,
  TimeDeltaSensorAsync,
} from "airlapse/operators";
import { buildSimulation, checkScenarios, parseScenarios, ScenarioError } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

type Json = Readonly<Record<string, unknown>>;

const work = (more: Json = {}) => ({ task_id: "t", operator: "work", ...more });
const scenario = (more: Json = {}) => ({
  name: "s",
  until: 100_000,
  dags: [{ dag_id: "d", tasks: [work()] }],
  runs: [{ dag_id: "d", run_id: "r" }],
  ...more,
});
const withTask = (task: Json) => scenario({ dags: [{ dag_id: "d", tasks: [work(task)] }] });

function problemsOf(content: unknown): string[] {
  try {
    if (typeof content === "string") parseScenarios(content, "s.json");
    else checkScenarios(content, "s.json");
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

/** How often each state is there when all has ended. */
function statesOf(content: unknown): Record<string, number> {
  const [checked] = checkScenarios(content, "s.json");
  const result = buildSimulation(checked as NonNullable<typeof checked>).run();
  const states: Record<string, number> = {};
  for (const { state } of result.taskInstances) states[String(state)] = (states[String(state)] ?? 0) + 1;
  return states;
}

const NAMES_OF_JAVASCRIPT = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "then"];

describe("ids", () => {
  test.each([...NAMES_OF_JAVASCRIPT, ".", "-", "é日本", "Ⅷ", "²", "x".repeat(250), "last line\n".slice(5)])(
    "%j is taken for a DAG and a task, as Airflow takes it",
    (id) => {
      const dags = [
        {
          dag_id: id,
          tasks: [work({ task_id: id }), work({ task_id: `second-${id.trim().slice(0, 3)}`, upstream: [id] })],
        },
      ];
      expect(statesOf(scenario({ dags, runs: [{ dag_id: id, run_id: "r" }] }))).toEqual({ success: 2 });
    },
  );

  test.each([
    ["a b", "The key 'a b' has to be made of alphanumeric characters, dashes, dots and underscores exclusively"],
    ["../x", "The key '../x' has to be made of alphanumeric characters, dashes, dots and underscores exclusively"],
    ["it's", `The key "it's" has to be made of alphanumeric characters, dashes, dots and underscores exclusively`],
    [
      "e\u0301",
      "The key 'e\u0301' has to be made of alphanumeric characters, dashes, dots and underscores exclusively",
    ],
    ["a\nb", "The key 'a\\nb' has to be made of alphanumeric characters, dashes, dots and underscores exclusively"],
    [
      "\u001b[2J",
      "The key '\\x1b[2J' has to be made of alphanumeric characters, dashes, dots and underscores exclusively",
    ],
    ["\ud800", "The key '\\ud800' has to be made of alphanumeric characters, dashes, dots and underscores exclusively"],
    [
      "\u{1f600}",
      "The key '\u{1f600}' has to be made of alphanumeric characters, dashes, dots and underscores exclusively",
    ],
    ["x".repeat(251), "The key has to be less than 250 characters"],
  ])("%j is refused in Airflow's words", (id, words) => {
    const dags = [{ dag_id: id, tasks: [work({ task_id: id })] }];
    expect(problemsOf(scenario({ dags, runs: [] }))).toEqual([
      `dags[0].dag_id: ${words}`,
      `dags[0].tasks[0].task_id: ${words}`,
    ]);
  });

  test("of groups have no dots, and 200 characters at most", () => {
    const problems = (group: string) =>
      problemsOf(scenario({ dags: [{ dag_id: "d", task_groups: [{ group_id: group }], tasks: [] }] }));
    expect(problems("x".repeat(200))).toEqual([]);
    expect(problems("x".repeat(201))).toEqual(["dags[0].task_groups: The key has to be less than 200 characters"]);
    expect(problems("a.b")).toEqual([
      "dags[0].task_groups: The key 'a.b' has to be made of alphanumeric characters, dashes and underscores exclusively",
    ]);
  });

  test.each(["r", "__proto__", "a~b:c+d-e.f", "x".repeat(250)])("%j is taken for a run", (id) => {
    expect(statesOf(scenario({ runs: [{ dag_id: "d", run_id: id }] }))).toEqual({ success: 1 });
  });

  test.each(["r 1", "é", "../x", "r\n", "a/b"])("%j is refused for a run in Airflow's words", (id) => {
    expect(problemsOf(scenario({ runs: [{ dag_id: "d", run_id: id }] }))).toEqual([
      `runs[0].run_id: The provided run ID '${id}' is invalid. It does not match either the configured pattern: ` +
        `'^[A-Za-z0-9_.~:+-]+$' or the built-in pattern: ` +
        String.raw`'^(?:manual|scheduled|dataset_triggered)__(?:\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\+00:00)$'`,
    ]);
  });

  test.each(NAMES_OF_JAVASCRIPT.slice(1))("%j may name a pool, a bucket and a crawler", (name) => {
    const tasks = [
      work({ pool: name }),
      { task_id: "u", operator: "S3KeySensor", bucket_name: name, bucket_key: name },
      { task_id: "c", operator: "GlueCrawlerOperator", config: { Name: name, Role: name } },
    ];
    const cloud = {
      s3: { objects: [{ bucket: name, key: name }] },
      glue: { crawlers: [{ name, existing: {}, duration: 1 }] },
    };
    expect(statesOf(scenario({ dags: [{ dag_id: "d", tasks }], pools: { [name]: { slots: 1 } }, cloud }))).toEqual({
      success: 3,
    });
  });

  test("a pool of no name of its own is not found on Object's prototype", () => {
    for (const pool of NAMES_OF_JAVASCRIPT) {
      const [checked] = checkScenarios({ ...withTask({ pool }), until: 5 }, "s");
      expect(buildSimulation(checked as NonNullable<typeof checked>).warnings).toEqual([
        expect.objectContaining({ message: expect.stringContaining(`There is no pool "${pool}"`) }),
      ]);
    }
  });
});

describe("JSON", () => {
  const text = JSON.stringify(scenario());

  test.each([
    ["empty", "", "expected JSON, got an empty file"],
    ["blank", " \n\t", "expected JSON, got an empty file"],
    ["a BOM alone", "\uFEFF", "expected JSON, got an empty file"],
    ["cut off", text.slice(0, -1), "expected JSON: "],
    ["no JSON", "name: s", "expected JSON: "],
    ["with NaN", text.replace("100000", "NaN"), "expected JSON: "],
    ["with a comment", `${text} // done`, "expected JSON: "],
  ])("that is %s is refused", (_, content, words) => {
    expect(problemsOf(content)).toEqual([expect.stringContaining(`: ${words}`)]);
  });

  test("with a BOM is read", () => {
    expect(problemsOf(`\uFEFF${text}`)).toEqual([]);
  });

  test("with a key twice is refused, each with its path, however it is written", () => {
    const twice = text
      .replace('"until":100000', '"until":1,"unt\\u0069l":2')
      .replace('"operator":"work"', '"operator":"work","duration":1,"about":{"a":"}\\"{"},"duration":2');
    expect(problemsOf(twice)).toEqual([
      'until: expected one value for "until", got a second one',
      'dags[0].tasks[0].duration: expected one value for "duration", got a second one',
    ]);
  });

  test("with equal keys in different objects is read", () => {
    expect(problemsOf('[{"a":[{"a":1},{"a":"a"}],"b":{"a":{}}}]').join()).not.toContain("second one");
  });

  test.each([
    ["lists", "[".repeat(10_000) + "]".repeat(10_000)],
    [
      "a configuration",
      text.replace('"run_id":"r"', `"run_id":"r","conf":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`),
    ],
    ["where a text should be", `{"name":${"[".repeat(10_000)}${"]".repeat(10_000)}}`],
  ])("nested 10,000 deep is refused: %s", (_, content) => {
    expect(problemsOf(content)).toEqual([expect.stringContaining("expected values nested at most 100 deep, got more")]);
  });

  test("nested a million deep, and a program's circle, are refused alike", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const content of ["[".repeat(1e6) + "]".repeat(1e6), circle])
      expect(problemsOf(content)).toEqual([expect.stringContaining("nested at most 100 deep")]);
  });

  test.each([
    `{"__proto__":{"polluted":1},${text.slice(1)}`,
    text.replace('"run_id":"r"', '"run_id":"r","conf":{"a":{"__proto__":{"polluted":1}}}'),
    text.replace('"until"', '"pools":{"__proto__":{"slots":1}},"until"'),
  ])("that would set a prototype is refused, and sets none", (content) => {
    expect(problemsOf(content)[0]).toContain('expected any key but "__proto__"');
    expect(({} as Json)["polluted"]).toBeUndefined();
  });

  test("with 10,000 problems has them all, and tells of 100", () => {
    const tasks = Array.from({ length: 10_000 }, (_, i) => work({ task_id: `t${i}`, upstream: ["x"] }));
    try {
      checkScenarios(scenario({ dags: [{ dag_id: "d", tasks }] }), "s");
      expect.unreachable();
    } catch (error) {
      expect((error as ScenarioError).problems).toHaveLength(10_000);
      expect((error as ScenarioError).message.split("\n")).toHaveLength(102);
      expect((error as ScenarioError).message).toMatch(/\n {2}and 9900 more$/);
    }
  });
});

/** Where a number of seconds may stand. */
const SECONDS: Readonly<Record<string, (seconds: number) => unknown>> = {
  until: (until) => scenario({ until }),
  "a run's at": (at) => scenario({ runs: [{ dag_id: "d", run_id: "r", at }] }),
  "a run's logical_at": (at) => scenario({ runs: [{ dag_id: "d", run_id: "r", logical_at: at }] }),
  duration: (duration) => withTask({ duration }),
  retry_delay: (delay) =>
    withTask({ outcomes: ["fail"], retries: 3, retry_delay: delay, retry_exponential_backoff: true }),
  max_retry_delay: (most) =>
    withTask({ outcomes: ["fail"], retries: 3, retry_exponential_backoff: true, max_retry_delay: most }),
  execution_timeout: (timeout) => withTask({ duration: 5, execution_timeout: timeout }),
  ready_at: (at) => withTask({ operator: "wait", ready_at: at, timeout: 100 }),
  "timeout of a sensor": (timeout) => withTask({ operator: "wait", ready_at: 1e6, timeout }),
  wait: (wait) => withTask({ operator: "defer", wait }),
  trigger_timeout: (timeout) => withTask({ operator: "defer", wait: 10, trigger_timeout: timeout }),
  delta: (delta) => withTask({ operator: "TimeDeltaSensor", delta, timeout: 100 }),
  target_time: (at) => withTask({ operator: "DateTimeSensorAsync", target_time: at }),
  start_at: (at) => scenario({ dags: [{ dag_id: "d", start_at: at, tasks: [work()] }] }),
  end_at: (at) => scenario({ dags: [{ dag_id: "d", end_at: at, tasks: [work()] }] }),
  dagrun_timeout: (timeout) => scenario({ dags: [{ dag_id: "d", dagrun_timeout: timeout, tasks: [work()] }] }),
  "schedule's every": (every) =>
    scenario({ until: 20, runs: [], dags: [{ dag_id: "d", schedule: { every }, tasks: [work()] }] }),
  task_startup: (seconds) => scenario({ overheads: { task_startup: seconds } }),
  "phase of the scheduler": (seconds) => scenario({ phases: { scheduler: seconds } }),
  "triggerer's start_at": (at) => ({ ...withTask({ operator: "defer" }), triggerers: [{ start_at: at }] }),
  "object's at": (at) => ({
    ...withTask({ operator: "S3KeySensor", bucket_name: "b", bucket_key: "k", timeout: 100 }),
    cloud: { s3: { objects: [{ bucket: "b", key: "k", at }] } },
  }),
  job_heartbeat_sec: (seconds) => scenario({ config: { scheduler: { job_heartbeat_sec: seconds } } }),
};

describe("numbers", () => {
  test.each(Object.keys(SECONDS))("%s that no date can hold, or that are none, are refused", (place) => {
    for (const number of [Number.NaN, Infinity, -Infinity, 1e308, 1e15, -1e15])
      expect(problemsOf(SECONDS[place]?.(number)), String(number)).toEqual([expect.stringContaining("expected")]);
  });

  test.each(Object.keys(SECONDS))(
    "%s of almost nothing, nothing from below, and thirty years run or are refused",
    (place) => {
      for (const number of [-0, 1e-9, 5e-324, 0.1 + 0.2, 1e9]) {
        const content = SECONDS[place]?.(number);
        const problems = problemsOf(content);
        if (problems.length > 0) expect(problems, String(number)).toEqual([expect.stringContaining("0.000001")]);
        else for (const state of Object.keys(statesOf(content))) expect(state, String(number)).toMatch(/^[a-z_]+$/);
      }
    },
  );

  test("of a library's caller are refused alike", () => {
    const dag = new DAG("d", { schedule: { every: 1e-9 }, dagrunTimeout: 1e10 });
    new EmptyOperator({ dag, taskId: "t", retryDelay: 1e300, poolSlots: 1e300 });
    const open = () =>
      new Simulation({
        dags: [dag],
        until: Number.NaN,
        executor: { workerSlots: 1e300 },
        pools: { p: { slots: 1e300 } },
      });
    expect(open).toThrow(SimulationError);
    for (const words of ["until", "workerSlots", "p.slots", "schedule", "dagrunTimeout", "retryDelay", "poolSlots"])
      expect(open).toThrow(words);
  });

  test.each([Number.NaN, Infinity, -Infinity, 1e308, -1e308, "1", {}])(
    "of sensors' moments are refused: %s",
    (value) => {
      const dag = new DAG("d");
      const given = value as number;
      new TimeDeltaSensor({ dag, taskId: "a", delta: given });
      new TimeDeltaSensorAsync({ dag, taskId: "b", delta: given });
      new ExternalTaskSensor({ dag, taskId: "c", externalDagId: "d", executionDelta: given });
      new EmptyOperator({ dag, taskId: "e", startDate: given as never, endDate: given as never });
      const open = () => new Simulation({ dags: [dag] });
      expect(open).toThrow(SimulationError);
      for (const words of ["delta", "executionDelta", "startDate", "endDate"]) expect(open).toThrow(words);
      expect(open).toThrow(/^5 problems/);
    },
  );

  test("of sensors' moments may come by mapping", () => {
    const dag = new DAG("d");
    partial(TimeDeltaSensor, { dag, taskId: "m" }).expand({ delta: [1, 2] });
    expect(new Simulation({ dags: [dag] }).trigger("d", { runId: "r" }).run().dagRun("r").state).toBe("success");
  });

  test("are no ids of runs", () => {
    const dag = new DAG("d");
    new EmptyOperator({ dag, taskId: "t" });
    const open = () => new Simulation({ dags: [dag] }).trigger("d", { runId: 1 as never }).run();
    expect(open).toThrow("`run_id` expected to be a str is number");
  });

  test("doubled with each of two thousand retries end where Airflow's longest delay is", () => {
    const task = {
      outcomes: ["fail"],
      retries: 1500,
      retry_exponential_backoff: true,
      retry_delay: 1,
      max_retry_delay: 1,
    };
    expect(statesOf(withTask(task))).toEqual({ failed: 1 });
    const sensor = { operator: "wait", ready_at: 5000, poke_interval: 1, exponential_backoff: true, max_wait: 1 };
    expect(statesOf(withTask(sensor))).toEqual({ success: 1 });
  });

  test("of runs that one line asks for are at most a million", () => {
    expect(problemsOf(scenario({ runs: [{ dag_id: "d", run_id: "r", count: 1e12 }] }))).toEqual([
      "runs[0].count: expected a whole number from 1 to 1000000, got 1000000000000",
    ]);
  });
});

/** What a kernel does for a scenario, in events: a measure that no other process disturbs. */
const wide = {
  config: { core: { max_active_tasks_per_dag: 1e6, parallelism: 1e6, default_pool_task_slot_count: 1e6 } },
};

describe("size", () => {
  const ids = Array.from({ length: 10_000 }, (_, i) => `t${i}`);
  const dagOf = (tasks: readonly Json[]) => ({
    ...scenario({ dags: [{ dag_id: "d", tasks }], ...wide }),
    executor: { worker_slots: 1e6 },
  });

  test.each([
    ["a chain of 10,000 tasks", ids.map((id, i) => work({ task_id: id, upstream: i > 0 ? [ids[i - 1]] : [] }))],
    [
      "a chain that is written backwards",
      ids.map((id, i) => work({ task_id: id, upstream: ids[i + 1] ? [ids[i + 1]] : [] })),
    ],
    [
      "a join over 10,000",
      [...ids.slice(1).map((id) => work({ task_id: id })), work({ task_id: "j", upstream: ids.slice(1) })],
    ],
    ["10,000 mapped instances", [{ task_id: "m", operator: "work", expand: { duration: ids.map(() => 1) } }]],
  ])("%s: all of it runs", (_, tasks) => {
    expect(statesOf(dagOf(tasks))).toEqual({ success: 10_000 });
  });

  test("a circle of 10,000 is found, and named in short", () => {
    const [problem] = problemsOf(dagOf(ids.map((id, i) => work({ task_id: id, upstream: [ids[(i + 1) % 10_000]] }))));
    expect(problem).toMatch(/Cycle detected in DAG: d\. Faulty tasks: t0 -> .* -> \(9981 more\) -> t0$/);
    expect((problem as string).length).toBeLessThan(500);
  });

  test("groups nested 10,000 deep are gone through without recursion", () => {
    const dag = new DAG("d");
    let group = new TaskGroup({ dag, groupId: "g", prefixGroupId: false });
    const outermost = group;
    for (const id of ids) group = new TaskGroup({ parentGroup: group, groupId: id, prefixGroupId: false });
    const inner = new EmptyOperator({ taskGroup: group, taskId: "inner" });
    outermost.setUpstream(new EmptyOperator({ dag, taskId: "before" }));
    expect([...inner.upstreamTaskIds]).toEqual(["before"]);
  });
});
