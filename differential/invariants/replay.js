/**
 * A trace read again from its first event, with the state of every task instance and run at each point.
 * @module
 */

/** @typedef {import("airlapse").Trace} Trace */
/** @typedef {import("../generate/draft.js").ScenarioSpec} ScenarioSpec */
/** @typedef {import("../generate/draft.js").Task} Task */
/** @typedef {import("../generate/draft.js").Dag} Dag */
/** @typedef {readonly [dagId: string, runId: string, taskId: string, mapIndex: number]} InstanceKey */
/** @typedef {{ t: number, by: string, ti: InstanceKey, key: string, state: string | null, from: string | null, try: number }} InstanceChange */
/** @typedef {{ t: number, by: string, run: readonly [string, string], key: string, state: string, from: string | null }} RunChange */
/** @typedef {{ t: number, by: string, trigger: number, event: string }} TriggerChange */

/**
 * Where a task instance is at a point of its history.
 * @typedef {{ key: string, ti: InstanceKey, state: string | null, isIrregular: boolean, hasRun: boolean }} Instance
 */

/** The states and events of a trace, in order. */
export class Replay {
  /** @type {Map<string, Instance>} */
  instances = new Map();
  /** @type {Map<string, string>} */
  runs = new Map();

  /**
   * Calls back after each event.
   * @param {Trace} trace
   * @param {{
   *   instance?: (change: InstanceChange, instance: Instance, before: Readonly<Instance> | undefined) => void,
   *   run?: (change: RunChange) => void,
   *   trigger?: (change: TriggerChange) => void,
   * }} visitor
   */
  through(trace, visitor) {
    for (const event of trace.events) {
      if ("ti" in event) this.#instance(event, visitor.instance);
      else if ("run" in event) {
        const key = event.run.join("/");
        const from = this.runs.get(key) ?? null;
        this.runs.set(key, event.state);
        visitor.run?.({ ...event, key, from });
      } else visitor.trigger?.(event);
    }
  }

  /**
   * @param {Omit<InstanceChange, "key">} event
   * @param {((change: InstanceChange, instance: Instance, before: Readonly<Instance> | undefined) => void) | undefined} visit
   */
  #instance(event, visit) {
    const key = event.ti.join("/");
    const before = this.instances.get(key);
    const instance = {
      key,
      ti: event.ti,
      state: event.state,
      isIrregular: isIrregular(event, before),
      hasRun: event.state === "running" || (before?.hasRun ?? false),
    };
    this.instances.set(key, instance);
    visit?.({ ...event, key }, instance, before);
  }
}

/**
 * Whether a task instance holds its places without having passed the scheduler's critical section: cleared while it was
 * queued, it is started by the process that was on its way; or changed from outside while it ran, and deferred after that
 * by its own process, which does not know. Airflow's limits do not hold for these.
 * @param {Omit<InstanceChange, "key">} event
 * @param {Readonly<Instance> | undefined} before
 */
function isIrregular({ state, from }, before) {
  if (state === "queued") return false;
  if (state === "running") return from !== "queued" || (before?.isIrregular ?? false);
  if (state === "deferred") return from !== "running" || (before?.isIrregular ?? false);
  return false;
}

/** What the scenario says of a task, its DAG's defaults among it. @param {ScenarioSpec} scenario */
export function taskFinder(scenario) {
  const dags = new Map(scenario.dags.map((dag) => [dag.dag_id, dag]));
  const tasks = new Map(
    scenario.dags.flatMap((dag) =>
      dag.tasks.map((task) => [
        `${dag.dag_id}/${task.task_id}`,
        /** @type {Task} */ ({ ...dag.default_args, ...task }),
      ]),
    ),
  );
  return {
    /** @param {InstanceKey} ti */
    task: ([dagId, , taskId]) => /** @type {Task} */ (tasks.get(`${dagId}/${taskId}`)),
    /** @param {string} dagId */
    dag: (dagId) => /** @type {Dag} */ (dags.get(dagId)),
  };
}

/** An option of airflow.cfg as a number. @param {ScenarioSpec} scenario @param {string} section @param {string} option @param {number} standard */
export function numberOption({ config = {} }, section, option, standard) {
  return Number(config[section]?.[option] ?? standard);
}
