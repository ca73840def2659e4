/**
 * The scenario that `airlapse init` writes: each part with a comment that says how to change it.
 * @module
 */

interface Part {
  readonly comments: readonly string[];
  readonly key: string;
  readonly value: unknown;
}

const HEAD = [
  "A first scenario for airlapse: DAGs, worker slots, and when the data arrive.",
  "Change it to be yours. Times are seconds, unless a comment says otherwise.",
  "Editors complete and explain each key by the JSON Schema that `airlapse schema` prints.",
];

const PARTS: readonly Part[] = [
  { comments: [], key: "name", value: "first" },
  { comments: ["2.7.2, 2.10.5, 2.11.0, 3.2.1 or 3.3.2"], key: "airflow", value: "3.2.1" },
  { comments: ["The first moment, and how long to go on: two days"], key: "start", value: "2026-03-02T00:00:00Z" },
  { comments: [], key: "until", value: 172_800 },
  { comments: ["How many tasks may be on the workers at once"], key: "executor", value: { worker_slots: 5 } },
  {
    comments: ["How long a task holds its slot before its code begins"],
    key: "overheads",
    value: { task_startup: 1.25 },
  },
  { comments: ["Pools, as in Airflow"], key: "pools", value: { redshift: { slots: 2 } } },
  {
    comments: [
      "AWS, as far as the DAGs below see it: files that arrive, jobs that take their time.",
      "A time may also be spread: distribution uniform, exponential, lognormal or empirical.",
    ],
    key: "cloud",
    value: {
      s3: {
        objects: [{ bucket: "landing", key: "orders/{{ ds }}.csv", every: "day", between: ["02:30", "05:00"] }],
      },
      glue: {
        jobs: [{ name: "orders", existing: {}, duration: { distribution: "lognormal", median: 600, sigma: 0.4 } }],
      },
    },
  },
  {
    comments: [
      "Tasks have Airflow's operators and arguments. Six operators are made for experiments: work, wait,",
      "defer, poll, choose and produce. deadline is when each run has to have ended; it changes nothing but the answer.",
    ],
    key: "dags",
    value: [
      {
        dag_id: "orders",
        schedule: "0 2 * * *",
        start_at: 0,
        deadline: "06:00",
        tasks: [
          {
            task_id: "wait_for_file",
            operator: "S3KeySensor",
            bucket_name: "landing",
            bucket_key: "orders/{{ ds }}.csv",
            timeout: 14_400,
          },
          { task_id: "transform", operator: "GlueJobOperator", job_name: "orders", upstream: ["wait_for_file"] },
          { task_id: "copy", operator: "work", duration: 120, pool: "redshift", upstream: ["transform"] },
        ],
      },
      {
        dag_id: "stock",
        schedule: "@hourly",
        start_at: 0,
        deadline: 900,
        tasks: [{ task_id: "refresh", operator: "work", duration: 240 }],
      },
    ],
  },
];

/** The scenario as JSON, with comments. */
export function firstScenarioAsJson(): string {
  const parts = PARTS.map(({ comments, key, value }) => {
    const lines = `${JSON.stringify(key)}: ${JSON.stringify(value, null, 2)}`.split("\n");
    return [...comments.map((comment) => `// ${comment}`), ...lines].map((line) => `  ${line}`).join("\n");
  });
  return `${HEAD.map((line) => `// ${line}\n`).join("")}{\n${parts.join(",\n")}\n}\n`;
}

/** Quoted, as some readers of YAML take 06:00 for a number. */
const STRINGS = { lineWidth: 120, defaultStringType: "QUOTE_DOUBLE", defaultKeyType: "PLAIN" } as const;

/** The scenario as YAML, with comments. */
export async function firstScenarioAsYaml(): Promise<string> {
  const { stringify } = await import("yaml");
  const parts = PARTS.map(({ comments, key, value }) => {
    return comments.map((comment) => `# ${comment}\n`).join("") + stringify({ [key]: value }, STRINGS);
  });
  return `${HEAD.map((line) => `# ${line}\n`).join("")}${parts.join("")}`;
}
