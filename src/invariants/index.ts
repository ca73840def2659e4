/**
 * The rules that hold in every trace, checked from definitions and traces alone: those of real Airflow as well as ours. None of it
 * knows the simulator.
 * @module
 */
import { invariant } from "../containers/index.ts";
import type { Trace } from "../observe/index.ts";
import { keepActiveRuns, keepLimits, keepWorkerSlots } from "./limits.ts";
import { agreeWithRows, followLeaves } from "./runs.ts";
import { type CheckedOptions, type Setting, settingOf } from "./setting.ts";
import { giveBackSlots, goForward } from "./time.ts";
import { followStateMachine } from "./transitions.ts";
import { pairTriggers } from "./triggers.ts";

export { type CheckedOptions, type Setting, settingOf } from "./setting.ts";

type Checker = (setting: Setting, trace: Trace) => string[];

/** Checkers of any trace, each under the sentence that holds. */
const OF_ALL: Readonly<Record<string, Checker>> = {
  "time goes forward": goForward,
  "histories end as the rows do": agreeWithRows,
  "worker slots in use never exceed the slots": keepWorkerSlots,
  "limits of pools, DAGs and tasks hold": keepLimits,
  "max_active_runs holds": keepActiveRuns,
  "each deferred task instance has one trigger": pairTriggers,
  "runs end as their leaves do": followLeaves,
};

/** All checkers. Two know little of tasks that a person marks or clears. */
export const INVARIANTS: Readonly<Record<string, Checker>> = {
  ...OF_ALL,
  "histories are paths in the state machine": followStateMachine,
  "worker slots are given back": giveBackSlots,
};

/** A task instance that a person marks or clears, not one that is made with a run that a person asks for. */
function isAction(event: Trace["events"][number]): boolean {
  return "ti" in event && event.by === "user" && (event.from !== null || event.state !== null);
}

/** The most problems that an error names. */
const MOST_NAMED = 20;

/**
 * Throws an InvariantError where a trace of a simulation breaks an invariant. Where people have marked or cleared tasks, the
 * state machine and the slots at the end are left out.
 */
export function checkInvariants(options: CheckedOptions, trace: Trace): void {
  const setting = settingOf(options);
  const isPlain = !trace.events.some(isAction);
  const broken = Object.entries(isPlain ? INVARIANTS : OF_ALL).flatMap(([name, check]) =>
    check(setting, trace).map((problem) => `  ${name}: ${problem}`),
  );
  const more = broken.length > MOST_NAMED ? [`  and ${broken.length - MOST_NAMED} more`] : [];
  invariant(broken.length === 0, () =>
    [
      "Expected a trace that keeps the invariants, got one that breaks them:",
      ...broken.slice(0, MOST_NAMED),
      ...more,
    ].join("\n"),
  );
}
