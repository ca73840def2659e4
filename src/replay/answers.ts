/**
 * Answers to what the tasks of a DAG ask of the recording: how a try goes, how many values others are mapped over, which branch is followed.
 * @module
 */
import type { TaskContext } from "../definition/index.ts";
import type { DagRecord, RunRecord, TaskRecord } from "../history/index.ts";
import type { Recorded } from "./operators.ts";
import type { Recording } from "./recording.ts";

/** The answers for one DAG. */
export function answersOf(recording: Recording, dag: DagRecord): Recorded {
  const lengths = new Map<string, MappedOver>();
  for (const task of dag.tasks) {
    const dependant = dependantOf(dag, task.taskId);
    if (dependant !== undefined) lengths.set(task.taskId, dependant);
  }
  const byId = new Map(dag.tasks.map((task) => [task.taskId, task]));
  const runOf = ({ dagRun }: TaskContext) => recording.runs.find(dagRun.dagId, dagRun.runId);
  return {
    try: ({ ti, dagRun }) => recording.try(ti, (dagRun.dataIntervalEnd ?? dagRun.runAfter) / 1e6),
    value: (context) => {
      const mapped = lengths.get(context.ti.taskId);
      if (mapped === undefined) return null;
      if (context.ti.mapIndex >= 0) return context.ti.mapIndex;
      return Array.from({ length: lengthOf(recording, dag, mapped, runOf(context)) }, (_, index) => index);
    },
    branch: (context) => {
      const task = byId.get(context.ti.taskId);
      return task === undefined ? [] : followed(recording, dag, task, runOf(context));
    },
    condition: (context) => {
      const task = byId.get(context.ti.taskId);
      return (
        task === undefined || task.downstream.length === 0 || followed(recording, dag, task, runOf(context)).length > 0
      );
    },
    looked: (times) => {
      recording.looks += times;
    },
    startedRun: ({ ti }) => recording.runs.startedBy(ti.dagId, ti.runId, ti.taskId, ti.mapIndex) ?? null,
  };
}

/** A task that is mapped over the results of another, and by how much its instances are more than those results. */
interface MappedOver {
  readonly taskId: string;
  readonly times: number;
}

function dependantOf({ tasks, groups }: DagRecord, source: string): MappedOver | undefined {
  const product = (lengths: readonly number[]) => lengths.reduce((all, length) => all * Math.max(1, length), 1);
  for (const { taskId, mapping } of tasks)
    if (mapping?.sources[0] === source) return { taskId, times: product(mapping.lengths) };
  for (const { groupId, mapping } of groups)
    if (mapping?.sources[0] === source) {
      const inside = tasks.find((task) => task.groupId === groupId);
      if (inside !== undefined) return { taskId: inside.taskId, times: product(mapping.lengths) };
    }
  return undefined;
}

/** The number of results that the dependant's instances say; in a run without any, that of most other runs. */
function lengthOf(
  recording: Recording,
  dag: DagRecord,
  { taskId, times }: MappedOver,
  run: RunRecord | undefined,
): number {
  const own = run === undefined ? 0 : instancesOf(run, taskId);
  if (own > 0) return Math.max(1, Math.round(own / times));
  if (run?.instances.get(taskId)?.state === "skipped") return 0;
  const others = new Map<number, number>();
  for (const other of recording.runs.of(dag.dagId)) {
    const count = instancesOf(other, taskId);
    if (count > 0) others.set(count, (others.get(count) ?? 0) + 1);
  }
  const [usual] = [...others].sort((a, b) => b[1] - a[1])[0] ?? [1];
  return Math.max(1, Math.round(usual / times));
}

function instancesOf({ instances }: RunRecord, taskId: string): number {
  let count = 0;
  for (const one of instances.values()) if (one.taskId === taskId && one.mapIndex >= 0) count += 1;
  return count;
}

/** The tasks directly downstream that were not skipped in the run; where the run did not come so far, in the last one that did. */
function followed(
  recording: Recording,
  dag: DagRecord,
  task: TaskRecord,
  run: RunRecord | undefined,
): readonly string[] {
  const decided = (one: RunRecord | undefined) => one?.instances.get(task.taskId)?.state === "success";
  const model = decided(run) ? run : [...recording.runs.of(dag.dagId)].findLast(decided);
  if (model === undefined) return task.downstream;
  const states = new Map<string, boolean>();
  for (const { taskId, state } of model.instances.values())
    states.set(taskId, (states.get(taskId) ?? false) || state !== "skipped");
  return task.downstream.filter((id) => states.get(id) !== false);
}
