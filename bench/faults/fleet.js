/**
 * Forty DAGs, as a team has them on a small MWAA: 24 daily loads that wait for files, ten hourly ones, four each quarter of an
 * hour, one a week, and a report that follows a dataset.
 * @module
 */

const DAY = 86_400;
const SENSOR = { task_id: "wait_for_file", operator: "S3KeySensor", poke_interval: 60 };

/** @param {number} day @param {number} [hour] */
const dateOf = (day, hour) => {
  const date = new Date(Date.UTC(2026, 2, 2 + day, hour ?? 0)).toISOString();
  return date.slice(0, hour === undefined ? 10 : 13);
};

function daily() {
  return Array.from({ length: 24 }, (_, i) => {
    const name = `ingest_${String(i).padStart(2, "0")}`;
    const tasks = [
      { ...SENSOR, bucket_name: "landing", bucket_key: `${name}/{{ ds }}.csv`, timeout: 14_400 },
      { task_id: "transform", operator: "GlueJobOperator", job_name: name, upstream: ["wait_for_file"] },
      {
        task_id: "copy_to_redshift",
        operator: "work",
        duration: { distribution: "lognormal", median: 120, sigma: 0.5 },
        pool: "redshift",
        upstream: ["transform"],
        ...(i === 0 ? { outlets: ["s3://lake/core"] } : {}),
      },
    ];
    const objects = [-1, 0, 1].map((day) => ({
      bucket: "landing",
      key: `${name}/${dateOf(day)}.csv`,
      at: { distribution: "uniform", min: (day + 1) * DAY + 7800, max: (day + 1) * DAY + 19_800 },
    }));
    const retries = { retries: 2, retry_delay: 300 };
    const schedule = `${(i % 4) * 15} 2 * * *`;
    return {
      dag: { dag_id: name, schedule, catchup: false, max_active_runs: 1, default_args: retries, tasks },
      objects,
    };
  });
}

function hourly() {
  return Array.from({ length: 10 }, (_, i) => {
    const name = `hourly_${i}`;
    const key = `${name}/{{ logical_date.strftime('%Y-%m-%dT%H') }}`;
    const tasks = [
      { ...SENSOR, bucket_name: "events", bucket_key: key, timeout: 3600, soft_fail: true },
      { task_id: "load", operator: "work", duration: 90, pool: "redshift", upstream: ["wait_for_file"] },
    ];
    const objects = Array.from({ length: 49 }, (_, hour) => ({
      bucket: "events",
      key: `${name}/${dateOf(0, hour - 1)}`,
      at: { distribution: "uniform", min: hour * 3600 + 60, max: hour * 3600 + 1800 },
    }));
    const retries = { retries: 2, retry_delay: 300 };
    return {
      dag: { dag_id: name, schedule: "@hourly", catchup: false, max_active_runs: 3, default_args: retries, tasks },
      objects,
    };
  });
}

function others() {
  const work = (/** @type {string} */ task_id, /** @type {number} */ duration, more = {}) => {
    return [{ task_id, operator: "work", duration, retries: 2, retry_delay: 300, ...more }];
  };
  return [
    ...[0, 1, 2, 3].map((i) => ({
      dag_id: `quarter_${i}`,
      schedule: "*/15 * * * *",
      catchup: false,
      tasks: work("sync", 45),
    })),
    {
      dag_id: "weekly",
      schedule: "@weekly",
      catchup: false,
      tasks: work("vacuum", 1800, { pool: "redshift", pool_slots: 2 }),
    },
    { dag_id: "report", schedule: { datasets: ["s3://lake/core"] }, tasks: work("build", 300) },
  ];
}

/** Two days of them. */
export function fleet() {
  const waiting = [...daily(), ...hourly()];
  const jobs = daily().map(({ dag }) => ({
    name: dag.dag_id,
    existing: {},
    duration: { distribution: "lognormal", median: 600, sigma: 0.4 },
  }));
  return {
    name: "fleet of 40 DAGs",
    start: "2026-03-02T00:00:00Z",
    until: 2 * DAY,
    pools: { redshift: { slots: 4 } },
    cloud: { s3: { objects: waiting.flatMap(({ objects }) => objects) }, glue: { jobs } },
    dags: [...waiting.map(({ dag }) => dag), ...others()],
  };
}
