/**
 * Waits that never end: circles of tasks that hold what the others need.
 * @module
 */
import type { TaskInstance } from "../../database/index.ts";
import { isFinished } from "../../definition/index.ts";
import { SECOND } from "../../kernel/index.ts";
import type { Evidence } from "./evidence.ts";
import type { Span } from "./history.ts";
import { holdersOf, needText, type Resource, resourceOf } from "./resources.ts";
import { list, nameOf } from "./texts.ts";
import type { Cause } from "./why.ts";

/** Tells what keeps a wait from ending, as it stands at the end of the simulation. */
export function unfixed(
  instance: TaskInstance,
  resource: Resource | undefined,
  wait: Span,
  evidence: Evidence,
): Cause[] {
  if (resource === undefined) return [];
  const { instances, facts, history } = evidence;
  const holders = holdersOf(resource, instances, instance, wait, history).filter(({ to }) => to === facts.endedAt);
  const waiting = holders.filter((holder) => targetsOf(holder.instance, evidence).includes(instance));
  if (waiting.length === 0) return [];
  const names = list(waiting.map((holder) => nameOf(holder.instance, instance)));
  return [
    {
      code: "waitsForEachOther",
      text: `${names} ${waiting.length === 1 ? "holds" : "hold"} ${needText(resource)} and ${waiting.length === 1 ? "waits" : "wait"} for this very task`,
    },
  ];
}

/** Tells what has become of the tasks that a sensor waits for: they may wait for what it holds. */
export function targetCauses(instance: TaskInstance, evidence: Evidence): Cause[] {
  const { history, facts } = evidence;
  const targets = targetsOf(instance, evidence);
  const circle = targets.find((target) => {
    const wait = evidence.waitsOf(target).at(-1);
    if (wait === undefined || wait.to < facts.endedAt) return false;
    const resource = resourceOf(evidence.lackedIn(target, wait), target, history, facts);
    if (resource === undefined || resource.takes(instance) === 0) return false;
    return resource.spans(instance).some(({ to }) => to === facts.endedAt);
  });
  if (circle !== undefined)
    return [
      {
        code: "waitsForEachOther",
        text: `${nameOf(circle, instance)}, which it waits for, is ${circle.state ?? "without a state"} and needs what this one holds`,
      },
    ];
  const missing = otherDate(instance, evidence);
  if (missing.length > 0) return missing;
  const states = targets.map((target) => `${nameOf(target, instance)} (${target.state ?? "no state"})`);
  return targets.length === 0 ? [] : [{ code: "pokes", text: `what it waits for has not finished: ${list(states)}` }];
}

/** Tells that the DAG which a sensor looks at has no run of the date that it looks for. */
export function otherDate({ task, dagRun }: TaskInstance, { runs, calendar }: Evidence): Cause[] {
  const { externalDagId, executionDelta = 0, executionDateFn } = task.operator.ownArguments;
  if (typeof externalDagId !== "string" || executionDateFn !== undefined || dagRun.logicalDate === null) return [];
  if (typeof executionDelta !== "number" || !task.operator.onlyWaits) return [];
  const date = dagRun.logicalDate - executionDelta * SECOND;
  const others = runs.filter((run) => run.dag.dagId === externalDagId);
  if (others.some(({ logicalDate }) => logicalDate === date)) return [];
  const known = others.map(
    ({ runId, logicalDate }) => `${runId} (${logicalDate === null ? "no date" : calendar.isoformat(logicalDate)})`,
  );
  const there = known.length === 0 ? "there is no run of it" : `there are ${list(known)}`;
  return [
    {
      code: "noRunOfThatDate",
      text: `${externalDagId} has no run of the logical date that it looks for, ${calendar.isoformat(date)}: ${there}`,
    },
  ];
}

/** The unfinished task instances that a sensor waits for: tasks of another DAG by name, and all that these wait for. */
export function targetsOf({ task, dagRun }: TaskInstance, { instances }: Evidence): readonly TaskInstance[] {
  const { externalDagId, externalTaskId, externalTaskIds } = task.operator.ownArguments;
  if (!task.operator.onlyWaits || typeof externalDagId !== "string") return [];
  const named = [externalTaskId, externalTaskIds].flat().filter((id) => typeof id === "string");
  const direct = instances.filter(
    (other) =>
      other.task.dag.dagId === externalDagId &&
      other.dagRun !== dagRun &&
      !isFinished(other.state) &&
      (named.length === 0 || named.includes(other.task.taskId)),
  );
  const all = new Set(direct);
  for (const target of all)
    for (const upstream of target.task.upstream)
      for (const other of target.dagRun.instances(upstream)) if (!isFinished(other.state)) all.add(other);
  return [...all];
}
