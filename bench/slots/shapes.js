/**
 * Five shapes of what people run, each at any load. A load of 1 is what fills the worker slots of the standard mode, where a
 * task holds its slot while it waits; so at a load of 2 the standard mode has twice the slots' time to do.
 * @module
 */
import { readFileSync } from "node:fs";
import { RandomStreams, sampler } from "airlapse/experiment";

const SAMPLE = JSON.parse(
  readFileSync(new URL("../../examples/join-relationalize/own-names.json", import.meta.url), "utf8"),
);

/** @typedef {Record<string, any>} Raw */
/** @typedef {{ scenario: Raw, works: readonly string[] }} Shaped A scenario, and its tasks that compute rather than wait. */
/** @typedef {{ slots: number, load: number, seed: number }} Demand */

const HOUR = 3600;
/** What a task's process takes to start: measured on a quiet Celery worker, see docs/fidelity.md. */
export const TASK_STARTUP = 1.25;

/** @param {number} median @param {number} sigma */
const lognormal = (median, sigma) => /** @type {const} */ ({ distribution: "lognormal", median, sigma });
/** @param {number} min @param {number} max */
const uniform = (min, max) => /** @type {const} */ ({ distribution: "uniform", min, max });
/** @param {number} median @param {number} sigma */
const lognormalMean = (median, sigma) => median * Math.exp(sigma ** 2 / 2);

/**
 * How many of something come in a time, so that they make up that load.
 * @param {Demand} demand @param {number} seconds @param {number} heldEach
 */
const countOf = ({ slots, load }, seconds, heldEach) => Math.max(1, Math.round((load * slots * seconds) / heldEach));

/**
 * Instants at which a number of runs arrive that know nothing of each other.
 * @param {RandomStreams} random @param {number} count @param {number} seconds
 */
function arrivals(random, count, seconds) {
  const gap = sampler({ distribution: "exponential", mean: seconds / count }, random.stream(["arrivals"]));
  let at = 0;
  return Array.from({ length: count }, () => (at = Math.round((at + gap() + 1e-6) * 1e6) / 1e6));
}

/** @param {string} dag_id @param {readonly Raw[]} tasks @returns {Raw} */
const dagOf = (dag_id, tasks) => ({
  dag_id,
  start_at: -31_536_000,
  catchup: false,
  max_active_runs: 100_000,
  max_active_tasks: 100_000,
  tasks,
});

/** @param {string} task_id @param {string} key @param {Raw} [more] @returns {Raw} */
const keySensor = (task_id, key, more = {}) => ({
  task_id,
  operator: "S3KeySensor",
  bucket_name: "lake",
  bucket_key: key,
  ...more,
});

/** AWS's sample, run after run: objects, a crawler, a job. @param {Demand} demand @returns {Shaped} */
function pipeline(demand) {
  const random = new RandomStreams(demand.seed);
  const seconds = 1200;
  const ats = arrivals(random, countOf(demand, seconds, 245 + 3 * TASK_STARTUP), seconds);
  const [dag] = SAMPLE.dags;
  const keys = ["persons.json", "memberships.json", "organizations.json"];
  const [wait, ...others] = dag.tasks;
  const tasks = [{ ...wait, bucket_key: keys.map((key) => `{{ run_id }}/${key}`) }, ...others];
  const delays = sampler(lognormal(40, 0.4), random.stream(["objects"]));
  return {
    works: [],
    scenario: {
      dags: [{ ...dagOf("pipeline", tasks), dag_id: dag.dag_id }],
      cloud: {
        s3: {
          objects: ats.flatMap((at, i) =>
            keys.map((key) => ({ bucket: "source-bucket", key: `r${i}/${key}`, at: at + delays() })),
          ),
        },
        glue: {
          crawlers: [{ name: "glue_crawler_legislators_*", duration: lognormal(70, 0.2), stopping: 8 }],
          jobs: [{ name: "join-relationalize-legislators_*", starting: 7, duration: lognormal(95, 0.3) }],
        },
      },
      runs: ats.map((at, i) => ({ ...SAMPLE.runs[0], run_id: `r${i}`, at })),
    },
  };
}

/** Partitions that come in the first 45 minutes of each hour and have to be loaded by its 50th; a short load behind each. @param {Demand} demand @returns {Shaped} */
function hourlyPartitions(demand) {
  const count = countOf(demand, HOUR, 1530 + 60);
  const tables = Array.from({ length: count }, (_, i) => i);
  const hours = [0, 1, 2];
  const tasks = tables.flatMap((i) => [
    keySensor(`wait_${i}`, `{{ run_id }}/table_${i}`),
    { task_id: `load_${i}`, operator: "work", duration: lognormal(50, 0.5), upstream: [`wait_${i}`] },
  ]);
  const random = new RandomStreams(demand.seed);
  const delay = sampler(uniform(300, 2700), random.stream(["partitions"]));
  const objects = hours.flatMap((hour) =>
    tables.map((i) => ({ bucket: "lake", key: `hour_${hour}/table_${i}`, at: hour * HOUR + delay() })),
  );
  return {
    works: tables.map((i) => `load_${i}`),
    scenario: {
      dags: [dagOf("partitions", tasks)],
      cloud: { s3: { objects } },
      runs: hours.map((hour) => ({ dag_id: "partitions", run_id: `hour_${hour}`, at: hour * HOUR })),
    },
  };
}

const JOBS = 500;

/** 500 jobs on clusters elsewhere, all at once; at a higher load they take longer. @param {Demand} demand @returns {Shaped} */
function nightlyFanOut({ slots, load }) {
  const mean = (load * slots * 4 * HOUR) / JOBS;
  const tasks = Array.from({ length: JOBS }, (_, i) => ({
    task_id: `job_${i}`,
    operator: "GlueJobOperator",
    job_name: `job_${i}`,
    iam_role_name: "role",
    job_poll_interval: 60,
  }));
  const job = { name: "job_*", starting: 5, duration: lognormal(mean / Math.exp(0.18), 0.6) };
  return {
    works: [],
    scenario: {
      dags: [
        dagOf("nightly", [
          { task_id: "begin", operator: "EmptyOperator" },
          ...tasks.map((task) => ({ ...task, upstream: ["begin"] })),
        ]),
      ],
      cloud: { glue: { jobs: [job] } },
      runs: [{ dag_id: "nightly", run_id: "night" }],
    },
  };
}

/** Three of ten sensors wait in vain, for half an hour. @param {Demand} demand @returns {Shaped} */
function timeouts(demand) {
  const random = new RandomStreams(demand.seed);
  const seconds = 2 * HOUR;
  const ats = arrivals(random, countOf(demand, seconds, 0.3 * 1800 + 0.7 * 670), seconds);
  const [delay, chance] = [sampler(uniform(0, 1200), random.stream(["objects"])), random.stream(["never"])];
  const objects = ats.flatMap((at, i) => {
    const object = { bucket: "lake", key: `r${i}`, at: at + delay() };
    return chance() < 0.3 ? [] : [object];
  });
  const load = { task_id: "load", operator: "work", duration: lognormal(30, 0.5), upstream: ["wait"] };
  return {
    works: ["load"],
    scenario: {
      dags: [dagOf("timeouts", [keySensor("wait", "{{ run_id }}", { timeout: 1800 }), load])],
      cloud: { s3: { buckets: ["lake"], objects } },
      runs: ats.map((at, i) => ({ dag_id: "timeouts", run_id: `r${i}`, at })),
    },
  };
}

const WAITS = 20;

/** Short tasks that compute, which are the load, and 20 waits of up to two hours among them. @param {Demand} demand @returns {Shaped} */
function mixedDay(demand) {
  const random = new RandomStreams(demand.seed);
  const seconds = 2 * HOUR;
  const ats = arrivals(random, countOf(demand, seconds, lognormalMean(90, 0.8) + TASK_STARTUP), seconds);
  const names = Array.from({ length: WAITS }, (_, i) => `wait_${i}`);
  const ready = sampler(uniform(HOUR, 2 * HOUR), random.stream(["waits"]));
  return {
    works: ["short"],
    scenario: {
      dags: [
        dagOf("short", [{ task_id: "short", operator: "work", duration: lognormal(90, 0.8) }]),
        dagOf(
          "waits",
          names.map((name) => keySensor(name, name)),
        ),
      ],
      cloud: { s3: { objects: names.map((key) => ({ bucket: "lake", key, at: ready() })) } },
      runs: [{ dag_id: "waits", run_id: "waits" }, ...ats.map((at, i) => ({ dag_id: "short", run_id: `r${i}`, at }))],
    },
  };
}

/** @type {Readonly<Record<string, { title: string, make: (demand: Demand) => Shaped }>>} */
export const SHAPES = {
  pipeline: { title: "the sample's pipeline", make: pipeline },
  partitions: { title: "hourly partitions", make: hourlyPartitions },
  fan_out: { title: "a nightly fan-out of 500 jobs", make: nightlyFanOut },
  timeouts: { title: "sensors that time out", make: timeouts },
  mixed: { title: "short tasks and 20 long waits", make: mixedDay },
};
