/**
 * What scenario files say once and mean for each day or hour: arrivals in AWS, and the moments that `wait` waits for.
 * @module
 */
import { buildSimulation, parseScenarios, type Scenario, ScenarioError } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

type Json = Readonly<Record<string, unknown>>;

const parsed = (given: Json) => parseScenarios(JSON.stringify({ name: "s", ...given }), "file.json")[0] as Scenario;
const run = (given: Json) => buildSimulation(parsed(given)).run();

function problemsOf(given: Json): string[] {
  try {
    parsed(given);
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** A DAG whose runs wait for a file of their own, each day at 02:00. */
const daily = (objects: readonly Json[], more: Json = {}) => ({
  airflow: "3.2.1",
  start: "2026-03-02T00:00:00Z",
  until: 3 * DAY,
  seed: 5,
  cloud: { s3: { objects } },
  dags: [
    {
      dag_id: "d",
      schedule: "0 2 * * *",
      start_at: 0,
      tasks: [{ task_id: "t", operator: "S3KeySensor", bucket_name: "b", bucket_key: "in/{{ ds }}.csv" }],
    },
  ],
  ...more,
});

describe("objects that arrive each day", () => {
  const object = { bucket: "b", key: "in/{{ ds }}.csv", every: "day", between: ["02:10", "05:30"] };

  test("are those that one would list one by one, and draw as they do", () => {
    const listed = ["2026-03-02", "2026-03-03", "2026-03-04"].map((ds, day) => ({
      bucket: "b",
      key: `in/${ds}.csv`,
      at: { distribution: "uniform", min: day * DAY + 2 * HOUR + 600, max: day * DAY + 5.5 * HOUR },
    }));
    const recurring = run(daily([object]));
    expect(recurring.trace()).toEqual(run(daily(listed)).trace());
    expect(recurring.dagRuns.map(({ state }) => state)).toEqual(["success", "success", "success"]);
  });

  test("have names that all templates about a date can make", () => {
    const key = "{{ ds_nodash }}/{{ macros.ds_add(yesterday_ds, -1) }}/{{ logical_date.strftime('%d') }}/{{ ts }}";
    const found = daily([{ ...object, key, between: [0, 0] }], {
      until: DAY,
      dags: [
        {
          dag_id: "d",
          tasks: [
            {
              task_id: "t",
              operator: "S3KeySensor",
              bucket_name: "b",
              bucket_key: "20260302/2026-02-28/02/2026-03-02T00:00:00+00:00",
              timeout: 0,
            },
          ],
        },
      ],
      runs: [{ dag_id: "d", run_id: "r" }],
    });
    expect(run(found).dagRun("r").state).toBe("success");
  });

  test("come by the clocks of a time zone, also on the day on which they change", () => {
    // in Zürich 04:00 is 03:00 UTC on 28 March 2026, and 02:00 UTC from the next day on
    const zurich = daily([{ ...object, between: ["04:00", "04:00"], timezone: "Europe/Zurich" }], {
      start: "2026-03-28T00:00:00Z",
      until: 2 * DAY,
    });
    const listed = daily(
      [
        { bucket: "b", key: "in/2026-03-28.csv", at: 3 * HOUR },
        { bucket: "b", key: "in/2026-03-29.csv", at: DAY + 2 * HOUR },
        { bucket: "b", key: "in/2026-03-30.csv", at: 2 * DAY + 2 * HOUR },
      ],
      { start: "2026-03-28T00:00:00Z", until: 2 * DAY },
    );
    expect(run(zurich).trace()).toEqual(run(listed).trace());
  });

  test("come each hour, by minutes or seconds", () => {
    const hourly = (objects: readonly Json[]) =>
      daily(objects, {
        until: 2 * HOUR,
        dags: [
          {
            dag_id: "d",
            schedule: "@hourly",
            start_at: 0,
            tasks: [
              {
                task_id: "t",
                operator: "S3KeySensor",
                bucket_name: "b",
                bucket_key: "{{ logical_date.strftime('%Y-%m-%dT%H') }}",
              },
            ],
          },
        ],
      });
    const key = "{{ logical_date.strftime('%Y-%m-%dT%H') }}";
    const listed = [0, 1].map((hour) => ({
      bucket: "b",
      key: `2026-03-02T0${hour}`,
      at: { distribution: "uniform", min: hour * HOUR + 60, max: hour * HOUR + 1800 },
    }));
    const recurring = run(hourly([{ bucket: "b", key, every: "hour", between: ["00:01", 1800] }]));
    expect(recurring.trace()).toEqual(run(hourly(listed)).trace());
  });

  test.each([
    [{ at: 5 }, "at: expected none beside `every`, which has `between`"],
    [{ between: undefined }, 'between: missing: expected two times, such as ["02:10", "05:30"]'],
    [{ every: undefined }, "between: expected `every` beside it"],
    [
      { between: ["05:30", "02:10"] },
      'between: expected two times of which the second is not earlier, got ["05:30","02:10"]',
    ],
    [{ key: "in.csv" }, 'key: expected a template such as {{ ds }}, which gives each day another, got "in.csv"'],
    [{ key: "{{ run_id }}" }, "key: 'run_id' is undefined"],
    [{ timezone: "Zurich" }, 'timezone: expected the name of a time zone, such as Europe/Zurich, got "Zurich"'],
  ])("are refused with %j", (change, problem) => {
    expect(problemsOf(daily([{ ...object, ...change }]))).toEqual([`cloud.s3.objects[0].${problem}`]);
  });

  test("need an end", () => {
    expect(problemsOf(daily([object], { until: undefined }))).toEqual([
      "cloud.s3.objects[0].every: expected `until` in the scenario: what recurs needs an end",
    ]);
  });
});

test("partitions of tables recur too", () => {
  const partition = { database: "default", table: "t", expression: "ds='{{ ds }}'", every: "day", between: [60, 60] };
  const waits = (partitions: readonly Json[]) =>
    daily([], {
      cloud: { glue: { partitions } },
      dags: [
        {
          dag_id: "d",
          schedule: "@daily",
          start_at: 0,
          tasks: [
            { task_id: "t", operator: "GlueCatalogPartitionSensor", table_name: "t", expression: "ds='{{ ds }}'" },
          ],
        },
      ],
    });
  const listed = [2, 3, 4].map((day, index) => {
    return { database: "default", table: "t", expression: `ds='2026-03-0${day}'`, at: index * DAY + 60 };
  });
  const recurring = run(waits([partition]));
  expect(recurring.trace()).toEqual(run(waits(listed)).trace());
  expect(recurring.dagRuns.filter(({ state }) => state === "success").length).toBeGreaterThan(1);
});

describe("wait", () => {
  const waits = (ready: unknown, more: Json = {}) => ({
    airflow: "3.2.1",
    start: "2026-03-28T00:00:00Z",
    until: 3 * DAY,
    dags: [
      {
        dag_id: "d",
        schedule: "0 2 * * *",
        start_at: 0,
        tasks: [{ task_id: "t", operator: "wait", ready_at: ready, poke_interval: 1 }],
        ...more,
      },
    ],
  });
  const ends = (given: Json) =>
    run(given).taskInstances.flatMap(({ endDate }) => (endDate === null ? [] : [endDate / 1e6]));

  test("is ready each day at a time of the DAG's zone", () => {
    const by = { every: "day", between: ["06:00", "06:00"] };
    // pokes come each second, and the first at a fraction of one
    const expectNear = (found: readonly number[], wanted: readonly number[]) => {
      expect(found.map((at, i) => at - (wanted[i] ?? 0)).every((late) => late >= 0 && late < 1)).toBe(true);
      expect(found.length).toBe(wanted.length);
    };
    expectNear(ends(waits(by)), [6 * HOUR, DAY + 6 * HOUR, 2 * DAY + 6 * HOUR]);
    // clocks go forward in the second night: 06:00 is 05:00 UTC before and 04:00 after
    expectNear(ends(waits(by, { timezone: "Europe/Zurich" })), [5 * HOUR, DAY + 4 * HOUR, 2 * DAY + 4 * HOUR]);
  });

  test("draws a moment for each run, between the two", () => {
    const found = ends(waits({ every: "day", between: ["03:00", "05:00"] })).map((at, day) => at - day * DAY);
    expect(new Set(found).size).toBe(3);
    for (const at of found) {
      expect(at).toBeGreaterThanOrEqual(3 * HOUR);
      expect(at).toBeLessThan(5 * HOUR + 1);
    }
  });

  test("is refused where it is ready never or at no time", () => {
    expect(problemsOf(waits({ every: "week", between: [0, 1] }))[0]).toMatch(
      /^dags\[0\]\.tasks\[0\]\.ready_at: expected/,
    );
    expect(problemsOf(waits({ every: "day" }))[0]).toMatch(/^dags\[0\]\.tasks\[0\]\.ready_at: /);
    expect(problemsOf(waits("soon"))[0]).toMatch(/^dags\[0\]\.tasks\[0\]\.ready_at: expected a number of seconds/);
  });
});
