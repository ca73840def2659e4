/**
 * Causes that a person is: of states that somebody has set, and of runs that somebody has marked or deleted.
 * @module
 */
import type { TaskInstance } from "../../database/index.ts";
import { isFinishedRun } from "../../definition/index.ts";
import type { Evidence } from "./evidence.ts";
import type { Stay } from "./history.ts";
import { instant } from "./texts.ts";
import type { Cause } from "./why.ts";

/** The cause of a state that a person has set: by the task instance itself, or by its run. */
export function markedCause(instance: TaskInstance, { from, state }: Stay, evidence: Evidence): Cause {
  const { dagRun } = instance;
  if (dagRun.isDeleted && state === "removed") return deletedCause(instance, from, evidence);
  const ofRun = evidence.history.ofRun(dagRun).find((stay) => stay.from === from && stay.by === "user");
  if (ofRun === undefined || !isFinishedRun(ofRun.state))
    return { code: "marked", text: `marked ${state} by a person${processText(instance, from, evidence)}` };
  const what =
    ofRun.state === "success"
      ? "and with it all tasks that had not succeeded"
      : "which fails the tasks that run, and skips those that have not finished";
  return {
    code: "marked",
    text: `its run was marked ${ofRun.state} by a person, ${what}${processText(instance, from, evidence)}`,
  };
}

/** A person has deleted its run, maybe while it ran. */
function deletedCause(instance: TaskInstance, at: number, evidence: Evidence): Cause {
  return {
    code: "runDeleted",
    text: `its run was deleted by a person, and it with it${processText(instance, at, evidence)}`,
  };
}

/** Says how long its process went on, where one ran. */
function processText(instance: TaskInstance, at: number, { history }: Evidence): string {
  const slot = history.slotsOf(instance).find(({ from, to }) => from <= at && to > at);
  return slot === undefined
    ? ""
    : `; its process went on until ${instant(slot.to)}, when its heartbeats had seen that, or it had ended`;
}
