/**
 * Scenario files: what is refused, with every problem at once, and what is accepted.
 * @module
 */
import { readFileSync } from "node:fs";
import { buildSimulation, parseScenarios, ScenarioError, scenarioJsonSchema } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

type Json = Readonly<Record<string, unknown>>;

const task = (given: Json) => ({ task_id: "t", operator: "work", ...given });
const scenario = (given: Json = {}) => ({
  name: "s",
  dags: [{ dag_id: "d", tasks: [task({})] }],
  runs: [{ dag_id: "d", run_id: "r" }],
  ...given,
});
const withTasks = (...tasks: readonly Json[]) => scenario({ dags: [{ dag_id: "d", tasks }] });

function problemsOf(content: unknown): string[] {
  try {
    parseScenarios(typeof content === "string" ? content : JSON.stringify(content), "file.json");
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

describe("a scenario file is refused", () => {
  test.each<[string, unknown, string | RegExp]>([
    ["that is no JSON", "{", /^: expected JSON/],
    ["that is empty", "", /^: expected JSON/],
    ["that is cut off", '[{"name": "a"', /^: expected JSON/],
    ["that holds no object", "5", ": expected an object, got 5"],
    ["that holds no scenario", "[]", ": expected a scenario, got none"],
    [
      "with an unknown key",
      scenario({ worker_slots: 5 }),
      /^: unknown key "worker_slots"; none of the \d+ that are known is like it$/,
    ],
    [
      "with a misspelt key of a task",
      withTasks(task({ retires: 2 })),
      /^dags\[0\]\.tasks\[0\]: unknown key "retires" \(did you mean "retries"\?\)/,
    ],
    [
      "with an unknown operator",
      withTasks(task({ operator: "KubernetesPodOperator" })),
      /^dags\[0\]\.tasks\[0\]\.operator: unknown operator "KubernetesPodOperator"; an operator that is not modelled is written as `work`, or `poll` /,
    ],
    ...["BashOperator", "PythonOperator", "SSHOperator", "RedshiftSQLOperator"].map(
      (operator): [string, object, RegExp] => [
        `with ${operator}, which ends as others do`,
        withTasks(task({ operator })),
        new RegExp(`unknown operator "${operator}"; an operator that is not modelled is written as \`work\``),
      ],
    ),
    [
      "with a misspelt key `operator`",
      withTasks({ task_id: "t", operatr: "work" }),
      'dags[0].tasks[0].operator: missing: unknown key "operatr" (did you mean "operator"?)',
    ],
    [
      "with an operator that is misspelt",
      withTasks(task({ operator: "BatchOperatr" })),
      /^dags\[0\]\.tasks\[0\]\.operator: unknown operator "BatchOperatr" \(did you mean "BatchOperator"\?\)/,
    ],
    [
      "with an unknown upstream",
      withTasks(task({ upstream: ["u"] })),
      'dags[0].tasks[0].upstream[0]: unknown task "u": expected one of "t"',
    ],
    [
      "with a trigger that ends its task, where the version knows none",
      withTasks(task({ operator: "defer", result: "task_failed" })),
      "dags[0].tasks[0].result: Airflow has it from 2.10 on, and 2.7.2 is simulated: leave it out, or choose 2.10.5, 2.11.0, 3.2.1 or 3.3.2",
    ],
    [
      "with a cycle",
      withTasks(task({ task_id: "a", upstream: ["b"] }), task({ task_id: "b", upstream: ["a"] })),
      "dags[0].tasks[0].upstream: Cycle detected in DAG: d. Faulty tasks: a -> b -> a",
    ],
    [
      "with a task that waits for itself",
      withTasks(task({ upstream: ["t"] })),
      "dags[0].tasks[0].upstream: Cycle detected in DAG: d. Faulty tasks: t -> t",
    ],
    [
      "with two tasks of one id",
      withTasks(task({}), task({})),
      "dags[0].tasks[1].task_id: Task id 't' has already been added to the DAG",
    ],
    [
      "with two DAGs of one id",
      scenario({
        dags: [
          { dag_id: "d", tasks: [] },
          { dag_id: "d", tasks: [] },
        ],
      }),
      'dags[1].dag_id: expected one of each, got "d" a second time',
    ],
    [
      "with two runs of one id",
      scenario({
        runs: [
          { dag_id: "d", run_id: "r" },
          { dag_id: "d", run_id: "r", at: 5 },
        ],
      }),
      /^runs\[1\]: expected a run_id of its own/,
    ],
    [
      "with two runs of one logical date",
      scenario({
        runs: [
          { dag_id: "d", run_id: "r" },
          { dag_id: "d", run_id: "q" },
        ],
      }),
      /^runs\[1\]: expected a logical date of its own/,
    ],
    [
      "with a negative time",
      withTasks(task({ duration: -1 })),
      "dags[0].tasks[0].duration: expected a number of seconds from 0 to 1000000000, got -1",
    ],
    [
      "with an infinite time",
      JSON.stringify(withTasks(task({ duration: 777 }))).replace("777", "1e999"),
      "dags[0].tasks[0].duration: expected a number of seconds from 0 to 1000000000, got Infinity",
    ],
    [
      "with a wrong type",
      withTasks(task({ retries: "two" })),
      'dags[0].tasks[0].retries: expected a whole number from 0 up, got "two"',
    ],
    [
      "with a number that has to be whole",
      withTasks(task({ pool_slots: 1.5 })),
      "dags[0].tasks[0].pool_slots: expected a whole number from 1 up, got 1.5",
    ],
    [
      "without what an operator needs",
      withTasks(task({ operator: "S3KeySensor" })),
      "dags[0].tasks[0].bucket_key: missing: S3KeySensor needs it",
    ],
    [
      "with an argument given twice",
      withTasks(task({ duration: 1, expand: { duration: [1, 2] } })),
      "dags[0].tasks[0].expand.duration: is given to the task itself too: give it in one place",
    ],
    [
      "with a run of an unknown DAG",
      scenario({ runs: [{ dag_id: "e", run_id: "r" }] }),
      'runs[0].dag_id: unknown DAG "e": expected one of "d"',
    ],
    [
      "with an action on an unknown task",
      scenario({ actions: [{ do: "clear", at: 1, dag_id: "d", run_id: "r", task_id: "u" }] }),
      'actions[0].task_id: unknown task "u": expected one of "t"',
    ],
    [
      "with an id that Airflow refuses",
      scenario({ dags: [{ dag_id: "a b", tasks: [] }], runs: [] }),
      /^dags\[0\]\.dag_id: The key 'a b' has to be made of alphanumeric characters/,
    ],
    [
      "with a run id that Airflow refuses",
      scenario({ runs: [{ dag_id: "d", run_id: "r 1" }] }),
      /^runs\[0\]\.run_id: The provided run ID 'r 1' is invalid/,
    ],
    [
      "with a schedule that is none",
      scenario({ dags: [{ dag_id: "d", schedule: "at noon", tasks: [] }] }),
      /^dags\[0\]\.schedule: expected a cron expression or one of @once/,
    ],
    [
      "with a loop that does not sleep",
      scenario({ config: { scheduler: { scheduler_idle_sleep_time: 0 } } }),
      "config.scheduler.scheduler_idle_sleep_time: expected a number of seconds from 0.000001 to 1000000000, got `0`",
    ],
    [
      "with an option that Airflow does not have",
      scenario({ config: { core: { paralelism: 3 } } }),
      /^config\.core: unknown key "paralelism" \(did you mean "parallelism"\?\)/,
    ],
    [
      "with an option that is read at import",
      scenario({ config: { core: { default_task_retries: 2 } } }),
      /^config\.core\.default_task_retries: expected "0", got 2: Airflow reads it when it is imported/,
    ],
    [
      "with a state that an operator does not know",
      withTasks(task({ operator: "ExternalTaskSensor", external_dag_id: "x", allowed_states: ["done"] })),
      /^dags\[0\]\.tasks\[0\]\.allowed_states: expected states out of/,
    ],
  ])("%s", (_, content, expected) => {
    const problems = problemsOf(content);
    expect(problems).toHaveLength(1);
    if (typeof expected === "string") expect(problems[0]).toBe(expected);
    else expect(problems[0]).toMatch(expected);
  });

  test("with all its problems in one message, each with its path, over all scenarios of the file", () => {
    const first = {
      ...withTasks(task({ upstream: ["u"], retires: 2 }), task({ duration: -1 }), { task_id: "x y" }),
      until: -5,
    };
    const second = scenario({ name: "s", runs: [{ dag_id: "e", run_id: "r" }] });
    expect(problemsOf([first, second]).map((problem) => problem.split(": ")[0])).toEqual([
      "[0].until",
      "[0].dags[0].tasks[0]",
      "[0].dags[0].tasks[1].duration",
      "[0].dags[0].tasks[2].operator",
      "[0].dags[0].tasks[0].upstream[0]",
      "[0].dags[0].tasks[1].task_id",
      "[0].dags[0].tasks[2].task_id",
      "[1].runs[0].dag_id",
      "[1].name",
    ]);
  });
});

describe("a scenario file is accepted", () => {
  test.each<[string, Json]>([
    ["with a task in a pool that does not exist", withTasks(task({ pool: "nowhere" }))],
    [
      "with options that have no effect here",
      scenario({ config: { core: { executor: "CeleryExecutor" }, logging: { logging_level: "INFO" } } }),
    ],
    [
      "with options as texts, as in airflow.cfg",
      scenario({ config: { core: { parallelism: "8" }, scheduler: { schedule_after_task_execution: "False" } } }),
    ],
    [
      "with a trigger that ends its task, where the version knows one",
      { ...withTasks(task({ operator: "defer", result: "task_failed" })), airflow: "2.10.5" },
    ],
    ["with an older name of a trigger rule", withTasks(task({ trigger_rule: "dummy" }))],
    ["with tasks in any order", withTasks(task({ task_id: "b", upstream: ["a"] }), task({ task_id: "a" }))],
    ["with no tasks", scenario({ dags: [{ dag_id: "d", tasks: [] }] })],
    ["with a name of its schema", { ...scenario(), $schema: "schema/scenario.json" }],
  ])("%s", (_, content) => {
    expect(problemsOf(content)).toEqual([]);
  });

  test("after a byte order mark", () => {
    expect(problemsOf(`\uFEFF${JSON.stringify(scenario())}`)).toEqual([]);
  });

  test("and default_deferrable is what deferrable operators do that do not say", () => {
    const [parsed] = parseScenarios(
      JSON.stringify({
        ...withTasks({ task_id: "t", operator: "S3KeySensor", bucket_key: "s3://b/k", poke_interval: 5 }),
        config: { operators: { default_deferrable: "True" } },
        cloud: { s3: { objects: [{ bucket: "b", key: "k", at: 20 }] } },
      }),
      "file.json",
    );
    if (parsed === undefined) throw new Error("Expected a scenario");
    expect(buildSimulation(parsed).run().usage().deferrals).toBe(1);
  });
});

describe("the JSON Schema for editors", () => {
  test("is kept in the repository, and is current: npm run schema", () => {
    const kept: unknown = JSON.parse(readFileSync(new URL("../../schema/scenario.json", import.meta.url), "utf8"));
    expect(kept).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

  test("describes every operator with its fields", () => {
    const { $defs } = scenarioJsonSchema() as {
      readonly $defs: { readonly Task: { readonly oneOf: readonly Json[] } };
    };
    const sensor = $defs.Task.oneOf.find(({ title }) => title === "S3KeySensor");
    expect(sensor).toMatchObject({
      properties: { deferrable: { type: "boolean", description: "True if it waits in the triggerer. Default false." } },
      required: ["task_id", "operator"],
      additionalProperties: false,
    });
  });
});
