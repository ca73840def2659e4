/**
 * A scenario in the making: what its parts share.
 * @module
 */

/** @typedef {import("../random.js").Random} Random */
/** @typedef {import("airlapse").AirflowVersion} AirflowVersion */
/**
 * @typedef {{
 *   task_id: string, operator: string, upstream?: string[], priority_weight?: number, weight_rule?: string,
 *   trigger_rule?: string, setup?: boolean, teardown_of?: string[], choose?: string[],
 *   expand?: Record<string, unknown[]>, [argument: string]: unknown,
 * }} Task
 */
/** @typedef {Record<string, unknown>} Arguments */
/**
 * @typedef {{
 *   dag_id: string, tasks: Task[], schedule?: null | string | { every: number }, fail_stop?: boolean,
 *   dagrun_timeout?: number, max_active_runs?: number, default_args?: Arguments, catchup?: boolean,
 *   [argument: string]: unknown,
 * }} Dag
 */
/** @typedef {{ dag_id: string, run_id: string, at: number, logical_at?: number, conf?: Record<string, unknown> }} Run */
/** @typedef {{ at: number, do: "clear" | "mark", dag_id: string, run_id: string, task_id: string, state?: string }} Action */
/** @typedef {{ bucket: string, key: string, at: number, until?: number, size?: number }} S3Object */
/** @typedef {string | { call: string, from?: number, until?: number, code?: string }} Denied */
/**
 * @typedef {{
 *   s3: { buckets: string[], objects: S3Object[] },
 *   glue: { crawlers: Arguments[], jobs: Arguments[], partitions?: Arguments[] }, denied?: Denied[], latency?: number,
 *   [service: string]: unknown,
 * }} Cloud
 */
/**
 * @typedef {{ name?: string, concurrency?: number, start_at?: number, stop_at?: number, shutdown?: string, grace?: number }} Stay
 * @typedef {{ at: number, kill?: string, freeze?: string, lose?: string, for?: number, scheduler?: number, dag_id?: string, run_id?: string, task_id?: string, map_index?: number }} Fault
 */
/**
 * @typedef {{
 *   name: string, start?: string, until: number, config?: Record<string, Record<string, unknown>>,
 *   pools?: Record<string, { slots: number, include_deferred?: boolean }>, executor?: { worker_slots?: number, class?: "CeleryExecutor", workers?: Stay[], broker?: "sqs" },
 *   schedulers?: Stay[], faults?: Fault[], dag_processor?: { callback_delay: number },
 *   overheads?: { task_startup?: number, task_shutdown?: number }, phases?: Record<string, number>,
 *   triggerers?: { capacity?: number, start_at?: number, stop_at?: number, shutdown?: string }[], cloud?: Cloud,
 *   dags: Dag[], runs?: Run[], actions?: Action[],
 * }} ScenarioSpec
 */

/** What the parts of a scenario know of each other while it is made. */
export class Draft {
  /** @type {Cloud | undefined} */
  #cloud;
  /** @type {Set<number>} */
  #weights = new Set();
  #files = 0;
  /** Whether there is little room for triggers: then no two tasks are to defer at one instant. */
  isLimited = false;
  /** The version that it is for: some operators, and some of their modes, came later. @type {AirflowVersion} */
  airflow;
  /** Names of pools. @type {string[]} */
  pools = [];
  /** Tasks that hand a value on by XCom, which clearing them would take away. @type {Set<Task>} */
  senders = new Set();

  /** @param {AirflowVersion} [airflow] */
  constructor(airflow = "2.7.2") {
    this.airflow = airflow;
  }

  get cloud() {
    return this.#cloud;
  }

  /** AWS, from the first task on that asks for it. */
  aws() {
    this.#cloud ??= { s3: { buckets: ["b"], objects: [] }, glue: { crawlers: [], jobs: [] } };
    return this.#cloud;
  }

  /** A key of which there is one. */
  file() {
    this.#files += 1;
    return `${this.#files}.json`;
  }

  /** A weight that no other task has: order among equals is the database's. @param {Random} at */
  weight(at) {
    const stream = at.of("weight");
    for (;;) {
      const weight = stream.int(1, 1999);
      if (this.#weights.has(weight)) continue;
      this.#weights.add(weight);
      return weight;
    }
  }
}
