/**
 * Changes as the command is given them.
 * @module
 */
import type { EnvironmentOptions } from "../mwaa/index.ts";
import { suggestion } from "../options/index.ts";
import {
  type Changes,
  type DagChange,
  type ModeChange,
  matches,
  type Recording,
  type TaskChange,
  versionOf,
} from "../replay/index.ts";
import { lacksWorkers } from "../rules/index.ts";

export interface GivenChanges {
  /** `executor.worker_slots=8`, `pools.NAME=8`, `dags.ID.max_active_tasks=3` … */
  readonly set?: readonly string[];
  /** Names of classes, or patterns of names, with commas between them. */
  readonly deferrable?: readonly string[];
  /** `reschedule:PATTERN`, `poke:PATTERN`, `deferrable:PATTERN`. */
  readonly mode?: readonly string[];
  /** A class of environments of Amazon MWAA, with its workers. */
  readonly environment?: EnvironmentOptions;
}

interface Draft {
  workerSlots?: number;
  parallelism?: number;
  readonly pools: Record<string, number>;
  readonly dags: Record<string, DagChange>;
  readonly tasks: Record<string, TaskChange>;
}

const DAG_KEYS: Readonly<Record<string, keyof DagChange>> = {
  max_active_tasks: "maxActiveTasks",
  max_active_runs: "maxActiveRuns",
};

const TASK_KEYS: Readonly<Record<string, keyof TaskChange>> = {
  pool: "pool",
  pool_slots: "poolSlots",
  priority_weight: "priorityWeight",
  max_active_tis_per_dag: "maxActiveTisPerDag",
  max_active_tis_per_dagrun: "maxActiveTisPerDagrun",
  poke_interval: "pokeInterval",
};

/** Reads changes. Everything that is wrong with them is in `wrong`, in words. */
export function parseChanges(
  recording: Pick<Recording, "history" | "facts">,
  given: GivenChanges,
): { readonly changes: Changes; readonly wrong: readonly string[] } {
  const draft: Draft = { pools: {}, dags: {}, tasks: {} };
  const wrong: string[] = [];
  for (const text of given.set ?? []) {
    const problem = parseSet(recording, draft, text);
    if (problem !== undefined) wrong.push(`--set ${text}: ${problem}`);
  }
  const modes: ModeChange[] = [];
  for (const pattern of (given.deferrable ?? []).flatMap((text) => text.split(",")))
    if (pattern.trim() !== "") modes.push({ mode: "deferrable", pattern: pattern.trim() });
  for (const text of given.mode ?? []) {
    const [, mode, pattern] = /^(poke|reschedule|deferrable):(.+)$/.exec(text) ?? [];
    if (pattern === undefined)
      wrong.push(`--mode ${text}: expected poke, reschedule or deferrable, a colon and a pattern`);
    else for (const one of pattern.split(",")) modes.push({ mode: mode as ModeChange["mode"], pattern: one.trim() });
  }
  for (const { pattern } of modes)
    if (![...recording.facts.values()].some((facts) => matches({ pattern }, facts)))
      wrong.push(`${pattern}: no task, and no class of a task, of this history is called so`);
  const { environment } = given;
  if (environment !== undefined && draft.workerSlots !== undefined)
    wrong.push("--set executor.worker_slots: an environment has workers of its own, leave one of both out");
  const lacks = environment === undefined ? undefined : lacksWorkers("MWAA's", versionOf(recording).airflow);
  if (lacks !== undefined) wrong.push(`--environment: ${lacks}`);
  return { changes: { ...draft, modes, ...(environment === undefined ? {} : { environment }) }, wrong };
}

function parseSet(
  { history, facts }: Pick<Recording, "history" | "facts">,
  draft: Draft,
  text: string,
): string | undefined {
  const [, path = "", value = ""] = /^([^=]+)=(.*)$/.exec(text) ?? [];
  const number = Number(value);
  const isCount = Number.isSafeInteger(number) && number >= 0;
  if (path === "executor.worker_slots" || path === "worker_slots") {
    if (!isCount || number < 1) return "expected a whole number from 1 up";
    draft.workerSlots = number;
    return undefined;
  }
  if (path === "core.parallelism" || path === "config.core.parallelism") {
    if (!isCount) return "expected a whole number from 0 up";
    draft.parallelism = number;
    return undefined;
  }
  const [section] = path.split(".", 1);
  if (section === "pools") {
    const name = path.slice("pools.".length).replace(/\.slots$/, "");
    if (!history.pools.has(name) && history.pools.size > 0)
      return `there is no pool ${name}${suggestion(name, [...history.pools.keys()])}; there are ${[...history.pools.keys()].join(", ")}`;
    if (!isCount && number !== -1) return "expected a whole number from -1 up; -1 is no limit";
    draft.pools[name] = number;
    return undefined;
  }
  if (section === "dags") return parseDag(history.dags, draft, path.slice("dags.".length), value);
  if (section === "tasks") return parseTask(facts, draft, path.slice("tasks.".length), value);
  return "expected executor.worker_slots=N, core.parallelism=N, pools.NAME=N, dags.ID.max_active_tasks=N, dags.ID.max_active_runs=N or tasks.DAG.TASK.pool=NAME";
}

function parseDag(dags: Recording["history"]["dags"], draft: Draft, path: string, value: string): string | undefined {
  const cut = path.lastIndexOf(".");
  const [dagId, key] = [path.slice(0, cut), path.slice(cut + 1)];
  if (!dags.has(dagId)) return `there is no DAG ${dagId}${suggestion(dagId, [...dags.keys()])}`;
  const name = DAG_KEYS[key];
  if (name === undefined) return `a DAG has ${Object.keys(DAG_KEYS).join(" and ")} to be set`;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) return "expected a whole number from 1 up";
  draft.dags[dagId] = { ...draft.dags[dagId], [name]: number };
  return undefined;
}

function parseTask(facts: Recording["facts"], draft: Draft, path: string, value: string): string | undefined {
  const cut = path.lastIndexOf(".");
  const [task, key] = [path.slice(0, cut), path.slice(cut + 1)];
  const tasks = [...facts.values()].map((one) => `${one.dagId}.${one.task.taskId}`);
  if (!tasks.includes(task)) return `there is no task ${task}${suggestion(task, tasks)}`;
  const name = TASK_KEYS[key];
  if (name === undefined) return `a task has ${Object.keys(TASK_KEYS).join(", ")} to be set`;
  const number = Number(value);
  if (name !== "pool" && !(Number.isFinite(number) && number >= 1)) return "expected a number from 1 up";
  draft.tasks[task] = { ...draft.tasks[task], [name]: name === "pool" ? value : number };
  return undefined;
}
