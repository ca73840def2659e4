/**
 * The knobs of a scenario, and scenarios with some of them turned.
 * @module
 */
import type { Change, Knob, KnobValue } from "../drawing/index.ts";
import { isObject } from "../options/index.ts";
import { inMode, MODES, modesOf } from "../report/index.ts";
import { AIRFLOW_VERSIONS, DEFAULT_CONFIG } from "../rules/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { loadKnobs } from "./load.ts";

/** The most DAGs that have knobs of their own: a page with more of them is no help. */
const MOST_DAGS = 60;

/** The most tasks that have modes of their own, for the same reason. */
const MOST_TASKS = 200;

const MODE = "mode";

/** All knobs of a scenario, with its own values. */
export function knobsOf(scenario: Scenario): readonly Knob[] {
  return [
    ...workerKnobs(scenario),
    ...loadKnobs(scenario),
    ...poolKnobs(scenario),
    ...modeKnobs(scenario),
    ...dagKnobs(scenario),
  ];
}

function numberKnob(group: string, label: string, path: readonly string[], value: KnobValue, min = 0): Knob {
  return { group, label, path, value, kind: "number", min };
}

function workerKnobs({ executor, config, triggerers, overheads, airflow, seed }: Scenario): Knob[] {
  const parallelism = config?.core?.["parallelism"] ?? DEFAULT_CONFIG.core.parallelism;
  const slots = executor?.worker_slots ?? null;
  const group = "Workers";
  const loops = triggerers ?? [{}];
  const capacityOf = config?.triggerer?.["default_capacity"] ?? DEFAULT_CONFIG.triggerer.defaultCapacity;
  return [
    ...(executor?.workers === undefined
      ? [{ ...numberKnob(group, "Worker slots", ["executor", "worker_slots"], slots, 1), mayBeNone: true }]
      : executor.workers.map((worker, i) =>
          numberKnob(
            group,
            `Worker ${i + 1}: slots`,
            ["executor", "workers", String(i), "concurrency"],
            worker.concurrency ?? null,
            1,
          ),
        )),
    numberKnob(group, "Parallelism", ["config", "core", "parallelism"], Number(parallelism)),
    {
      ...numberKnob(group, "Start-up of a task, s", ["overheads", "task_startup"], overheads?.task_startup ?? 0),
      isWhole: false,
    },
    ...loops.map(({ capacity }, i) =>
      numberKnob(
        group,
        loops.length === 1 ? "Triggerer capacity" : `Triggerer ${i + 1}: capacity`,
        ["triggerers", String(i), "capacity"],
        capacity ?? Number(capacityOf),
        1,
      ),
    ),
    {
      group,
      label: "Airflow",
      path: ["airflow"],
      value: airflow ?? "2.7.2",
      kind: "choice",
      options: [...AIRFLOW_VERSIONS],
    },
    numberKnob(group, "Seed", ["seed"], seed ?? 0),
  ];
}

/** Slots of the pool of tasks that name none. */
function defaultPoolSlots({ config }: Scenario): number {
  return Number(config?.core?.["default_pool_task_slot_count"] ?? DEFAULT_CONFIG.core.defaultPoolTaskSlotCount);
}

function poolKnobs(scenario: Scenario): Knob[] {
  const all = { default_pool: { slots: defaultPoolSlots(scenario) }, ...scenario.pools };
  return Object.entries(all).flatMap(([name, pool]): Knob[] => {
    const deferred = "include_deferred" in pool && pool.include_deferred === true;
    return [
      numberKnob("Pools", `${name}: slots`, ["pools", name, "slots"], pool.slots, -1),
      {
        group: "Pools",
        label: `${name}: include deferred`,
        path: ["pools", name, "include_deferred"],
        value: deferred,
        kind: "switch",
      },
    ];
  });
}

/** For all tasks, for each operator class that a mode changes, and for each task of those. */
function modeKnobs(scenario: Scenario): Knob[] {
  const options = modesOf(scenario);
  const knob = (group: string, label: string, path: readonly string[]): Knob => ({
    group,
    label,
    path,
    value: null,
    kind: "choice",
    options,
  });
  const modes = options.map((mode) => inMode(scenario, mode).dags);
  const changed = scenario.dags.flatMap(({ dag_id, tasks }, i) =>
    tasks.flatMap(({ task_id, operator }, j) => {
      const texts = new Set(modes.map((dags) => JSON.stringify(dags[i]?.tasks[j])));
      return texts.size > 1 ? [{ dag_id, task_id, operator }] : [];
    }),
  );
  const classes = [...new Set(changed.map(({ operator }) => operator))].sort();
  return [
    knob("Modes", "All tasks", [MODE]),
    ...classes.map((operator) => knob("Modes", operator, [MODE, operator])),
    ...changed
      .slice(0, MOST_TASKS)
      .map(({ dag_id, task_id }) => knob("Modes by task", `${dag_id}.${task_id}`, [MODE, dag_id, task_id])),
  ];
}

function dagKnobs({ dags, config }: Scenario): Knob[] {
  const core = config?.core ?? {};
  const runs = Number(core["max_active_runs_per_dag"] ?? DEFAULT_CONFIG.core.maxActiveRunsPerDag);
  const tasks = Number(core["max_active_tasks_per_dag"] ?? DEFAULT_CONFIG.core.maxActiveTasksPerDag);
  return dags
    .slice(0, MOST_DAGS)
    .flatMap(({ dag_id, max_active_runs, max_active_tasks }) => [
      numberKnob("DAGs", `${dag_id}: active runs`, ["dags", dag_id, "max_active_runs"], max_active_runs ?? runs),
      numberKnob("DAGs", `${dag_id}: active tasks`, ["dags", dag_id, "max_active_tasks"], max_active_tasks ?? tasks),
    ]);
}

/** Knobs that are no single value of the scenario. */
const APART: ReadonlySet<string> = new Set([MODE, "load"]);

const same = (one: readonly string[], other: readonly string[]) => JSON.stringify(one) === JSON.stringify(other);

/** The content of a scenario file with the knobs turned, all but modes and load. A change that is of no knob is left out. */
export function turned(scenario: Scenario, knobs: readonly Knob[], changes: readonly Change[]): unknown {
  const copy: unknown = structuredClone(scenario);
  const pool = { slots: defaultPoolSlots(scenario) };
  for (const { path, value } of changes)
    if (!APART.has(path[0] ?? "") && knobs.some((knob) => same(knob.path, path))) setAt(copy, path, value, pool);
  return copy;
}

/** Sets a value. A pool that is missing on the way begins as `pool`. */
function setAt(root: unknown, path: readonly string[], value: KnobValue, pool: object): void {
  let at: unknown = root;
  for (const [i, step] of path.slice(0, -1).entries()) at = stepInto(at, step, path[i + 1] ?? "", pool);
  put(at, path.at(-1) ?? "", value);
}

function put(at: unknown, key: string, value: unknown): void {
  if (typeof at === "object" && at !== null)
    Object.defineProperty(at, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Finds the value at a key, which is made where it is missing: DAGs are named by id, and lists are counted. */
function stepInto(at: unknown, step: string, next: string, pool: object): unknown {
  if (Array.isArray(at)) {
    const named = at.find((item) => isObject(item) && item["dag_id"] === step);
    if (named !== undefined) return named;
    const index = Number(step);
    at[index] ??= {};
    return at[index];
  }
  if (!isObject(at)) return undefined;
  if (!Object.hasOwn(at, step)) {
    const isPool = next === "include_deferred";
    put(at, step, /^\d+$/.test(next) ? [] : isPool ? { ...pool } : {});
  }
  return at[step];
}

/** The scenario with its tasks in the modes that were chosen: for all of them first, then by operator class, then by task. */
export function withModes(scenario: Scenario, changes: readonly Change[]): Scenario {
  const chosen = changes.flatMap(({ path, value }) => {
    const mode = MODES.find((one) => one === value);
    return path[0] === MODE && mode !== undefined ? [{ of: path.slice(1), mode }] : [];
  });
  if (chosen.length === 0) return scenario;
  const inModes = new Map(chosen.map(({ mode }) => [mode, inMode(scenario, mode).dags]));
  const dags = scenario.dags.map((dag, i) => ({
    ...dag,
    tasks: dag.tasks.map((task, j) => {
      const names: readonly (readonly string[])[] = [[dag.dag_id, task.task_id], [task.operator], []];
      const nearest = names.flatMap((name) => chosen.filter(({ of }) => same(of, name)))[0];
      const switched = nearest === undefined ? undefined : inModes.get(nearest.mode)?.[i]?.tasks[j];
      return switched ?? task;
    }),
  }));
  return { ...scenario, dags };
}
