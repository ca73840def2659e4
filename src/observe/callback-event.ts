import type { Actor, CallbackCall } from "../database/index.ts";
import type { Micros } from "../kernel/index.ts";
import type { CallbackEvent } from "./events.ts";
import { keyOf } from "./row-names.ts";

/** What is told of a callback that is called. */
export function callbackEvent(call: CallbackCall, at: Micros, by: Actor): CallbackEvent {
  if ("instance" in call)
    return { kind: "callback", of: "task", at, by, callback: call.callback, ...keyOf(call.instance) };
  if ("run" in call) {
    const { callback, run, reason } = call;
    return { kind: "callback", of: "dagRun", at, by, callback, dagId: run.dag.dagId, runId: run.runId, reason };
  }
  const { callback, dag, slas, blocking } = call;
  return { kind: "callback", of: "slas", at, by, callback, dagId: dag.dagId, slas, blocking };
}
