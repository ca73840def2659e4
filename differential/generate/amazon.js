/**
 * Tasks that use AWS, in all their modes, and what is there for them to find.
 * @module
 */

import { serviceTask } from "./services.js";

/** @typedef {import("./draft.js").Random} Random */
/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Arguments} Arguments */
/** @typedef {{ dagId: string, taskId: string }} Place */

/** What keys are made of: names that are the same in each run, and others. */
const FOLDERS = /** @type {const} */ ([
  [12, "in"],
  [2, "{{ dag_run.conf.get('folder') }}"],
  [1, "{{ ds }}"],
  [1, "in/{{ run_id }}"],
  [1, "{{ dag.dag_id }}/{{ task.task_id }}"],
  [1, "{{ ts_nodash }}-{{ ti.map_index }}"],
]);

/** Arguments of an operator of AWS. @param {Random} at @param {Draft} draft @param {Place} place */
export function amazonTask(at, draft, place) {
  if (at.of("other service").chance(0.5)) return serviceTask(at, draft, place);
  const make = at.of("kind").weighted([
    [8, s3KeySensor],
    [3, glueCrawlerOperator],
    [4, glueJobOperator],
    [2, s3KeysUnchangedSensor],
    [1, idleCrawlerSensor],
  ]);
  return make(at, draft, place);
}

/** What a sensor of AWS waits by. @param {Random} at */
function waiting(at) {
  const mode = at.of("mode").weighted([
    [3, {}],
    [3, { mode: "reschedule" }],
    [4, { deferrable: true }],
  ]);
  const backoff = at.of("backoff");
  return {
    poke_interval: at.of("poke interval").odd(2, 7),
    timeout: at.of("timeout").odd(14, 30),
    ...mode,
    ...(at.of("soft fail").chance(0.15) ? { soft_fail: true } : {}),
    ...(at.of("silent fail").chance(0.05) ? { silent_fail: true } : {}),
    // a poke takes no time: with a backoff it would poke for ever where the time left until the timeout is rounded to none
    ...("mode" in mode && backoff.chance(0.15) ? { exponential_backoff: true, max_wait: backoff.odd(6, 12) } : {}),
  };
}

/** @param {Random} at @param {Draft} draft @returns {Arguments} */
function s3KeySensor(at, draft) {
  const { objects } = draft.aws().s3;
  const folder = at.of("folder").weighted(FOLDERS);
  const isWild = at.of("wildcard").chance(0.25);
  const keys = Array.from({ length: at.of("keys").int(1, 3) }, (_, i) => {
    const of = at.of(`key ${i}`);
    const file = draft.file();
    const path = folder.includes("ds") || folder.includes("ts") ? "in" : folder.replace(/\{\{ run_id \}\}/, "r0");
    const key = `${path.includes("{") ? "in" : path}/${file}`;
    if (of.chance(0.93)) {
      const appears = of.odd(0, 20);
      const vanishes = of.chance(0.08) ? { until: appears + of.odd(3, 9) - 0.001 } : {};
      objects.push({ bucket: "b", key, size: of.int(1, 9999), at: appears, ...vanishes });
    }
    const wanted = `${folder}/${isWild ? file.replace(/^\d/, of.pick(["?", "*", "[0-9]"])) : file}`;
    return wanted;
  });
  const isUrl = at.of("url").chance(0.2);
  const named = keys.map((key) => (isUrl ? `s3://b/${key}` : key));
  return {
    operator: "S3KeySensor",
    ...(isUrl ? {} : { bucket_name: "b" }),
    bucket_key: named.length > 1 ? named : named[0],
    ...(isWild ? { wildcard_match: true } : {}),
    ...waiting(at),
  };
}

/** @param {Random} at @param {Draft} draft @param {Place} place @returns {Arguments} */
function s3KeysUnchangedSensor(at, draft, { dagId, taskId }) {
  const prefix = `${dagId}-${taskId}/`;
  const { objects } = draft.aws().s3;
  const isDeferrable = at.of("deferrable").chance(0.2);
  for (let i = at.of("objects").int(0, 3); i > 0; i -= 1) {
    const of = at.of(`object ${i}`);
    // where its trigger sees a change it looks on without a pause, so that time stands still
    const appears = isDeferrable ? 0 : of.odd(0, 12);
    const vanishes = !isDeferrable && of.chance(0.2) ? { until: appears + of.odd(2, 8) - 0.001 } : {};
    objects.push({ bucket: "b", key: `${prefix}${draft.file()}`, at: appears, ...vanishes });
  }
  return {
    operator: "S3KeysUnchangedSensor",
    bucket_name: "b",
    prefix,
    inactivity_period: at.of("inactivity").odd(2, 9),
    poke_interval: at.of("poke interval").odd(1, 5),
    timeout: at.of("timeout").odd(14, 30),
    ...at.of("minimum").weighted([
      [3, {}],
      [1, { min_objects: 2 }],
    ]),
    ...(at.of("delete").chance(0.3) ? { allow_delete: false } : {}),
    ...(isDeferrable ? { deferrable: true } : {}),
    ...(at.of("soft fail").chance(0.15) ? { soft_fail: true } : {}),
  };
}

/** @param {Random} at @param {Draft} draft @param {Place} place @returns {Arguments} */
export function glueCrawlerOperator(at, draft, { dagId, taskId }) {
  const behaviour = at.of("behaviour");
  const isEachRuns = at.of("name").chance(0.2);
  const name = `crawler-${dagId}-${taskId}`;
  draft.aws().glue.crawlers.push({
    name: isEachRuns ? `${name}-*` : name,
    ...(!isEachRuns && at.of("existing").chance(0.2) ? { existing: { Role: "other", DatabaseName: "db" } } : {}),
    duration: behaviour.odd(2, 11),
    stopping: behaviour.odd(0.5, 4),
    outcomes: behaviour.weighted([
      [4, ["SUCCEEDED"]],
      [1, ["FAILED", "SUCCEEDED"]],
      [1, ["CANCELLED"]],
    ]),
  });
  return {
    operator: "GlueCrawlerOperator",
    config: {
      Name: isEachRuns ? `${name}-{{ run_id }}` : name,
      Role: "r",
      DatabaseName: "db",
      Targets: { S3Targets: [{ Path: "b" }] },
    },
    poll_interval: at.of("poll interval").odd(2, 5),
    ...at.of("mode").weighted([
      [4, {}],
      [4, { deferrable: true }],
      [1, { wait_for_completion: false }],
    ]),
  };
}

/** @param {Random} at @param {Draft} draft @param {Place} place @returns {Arguments} */
export function glueJobOperator(at, draft, { dagId, taskId }) {
  const behaviour = at.of("behaviour");
  const name = `job-${dagId}-${taskId}`;
  draft.aws().glue.jobs.push({
    name,
    ...(at.of("existing").chance(0.2) ? { existing: { Role: "other" } } : {}),
    starting: behaviour.odd(0.5, 4),
    duration: behaviour.odd(2, 11),
    outcomes: behaviour.weighted([
      [4, ["SUCCEEDED"]],
      [1, ["FAILED", "SUCCEEDED"]],
      [1, ["TIMEOUT"]],
      [1, ["STOPPED", "SUCCEEDED"]],
    ]),
    ...(at.of("concurrent").chance(0.3) ? { max_concurrent_runs: 1 } : {}),
  });
  return {
    operator: "GlueJobOperator",
    job_name: name,
    script_location: "s3://b/{{ dag.dag_id }}.py",
    s3_bucket: "b",
    iam_role_name: "role",
    create_job_kwargs: { GlueVersion: "4.0", NumberOfWorkers: 2, WorkerType: "G.1X" },
    job_poll_interval: at.of("poll interval").odd(3, 6),
    ...(at.of("arguments").chance(0.2) ? { script_args: { "--day": "{{ ds }}", "--run": "{{ run_id }}" } } : {}),
    ...(at.of("update").chance(0.15) ? { update_config: true } : {}),
    ...(at.of("verbose").chance(0.1) ? { verbose: true } : {}),
    // resumed, it does not know which run to stop: it asks AWS to stop none, which the oracle has no answer to
    ...at.of("mode").weighted([
      [3, {}],
      [1, { stop_job_run_on_kill: true }],
      [4, { deferrable: true }],
      [1, { wait_for_completion: false }],
    ]),
  };
}

/** A sensor of a crawler that is there and was never started. @param {Random} at @param {Draft} draft @param {Place} place @returns {Arguments} */
function idleCrawlerSensor(at, draft, { dagId, taskId }) {
  const crawler = `idle-${dagId}-${taskId}`;
  draft.aws().glue.crawlers.push({ name: crawler, existing: { Role: "r" } });
  return glueCrawlerSensor(at, crawler);
}

/** @param {Random} at @param {string} crawler @returns {Arguments} */
export function glueCrawlerSensor(at, crawler) {
  const { deferrable: _, ...rest } = /** @type {Arguments} */ (waiting(at));
  return { operator: "GlueCrawlerSensor", crawler_name: crawler, ...rest };
}

/** @param {Random} at @param {string} job @param {string} operatorTask @returns {Arguments} */
export function glueJobSensor(at, job, operatorTask) {
  const { deferrable: _, ...rest } = /** @type {Arguments} */ (waiting(at));
  return { operator: "GlueJobSensor", job_name: job, run_id: `{{ ti.xcom_pull('${operatorTask}') }}`, ...rest };
}
