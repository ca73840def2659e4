import type { DagRun } from "../../database/index.ts";
import { isFailed, isFinished } from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { Evidence } from "./evidence.ts";
import { list, nameOf, span } from "./texts.ts";
import { statesText } from "./upstream-text.ts";
import type { Cause } from "./why.ts";

/** Tells why a run has ended as it has. */
export function endCause(run: DagRun, at: Micros, evidence: Evidence): Cause {
  const { dag } = run;
  switch (evidence.reasons.ofRun(run.id, at)) {
    case "all_tasks_deadlocked":
      return { code: "deadlock", text: `deadlock: ${deadlockText(run, evidence)}` };
    case "timed_out":
      return {
        code: "dagrunTimeout",
        text: `dagrun_timeout = ${span(dag.dagrunTimeout ?? 0)} has passed since its start`,
      };
    case "task_failure": {
      const leaves = dag.leaves.flatMap((task) => run.instances(task)).filter(({ state }) => isFailed(state));
      const names = leaves.map((leaf) => `${nameOf(leaf, leaf)} (${leaf.state ?? "no state"})`);
      return {
        code: "taskFailure",
        text: `the leaves of the DAG decide how a run ends, and of these has failed: ${list(names)}`,
      };
    }
    default:
      return run.state === "failed"
        ? { code: "taskFailure", text: "it has failed" }
        : {
            code: "runSucceeded",
            text: `the leaves of the DAG decide how a run ends, and none has failed${failedInside(run)}`,
          };
  }
}

/** Failures that its leaves have passed over. */
function failedInside(run: DagRun): string {
  const failed = run.taskInstances().filter(({ state }) => isFailed(state));
  return failed.length === 0 ? "" : `, though ${list(failed.map((one) => nameOf(one, one)))} has`;
}

/** Says what each unfinished task instance would have needed. */
function deadlockText(run: DagRun, evidence: Evidence): string {
  const open = run.taskInstances().filter(({ state }) => !isFinished(state));
  const texts = open.map((instance) => {
    const { triggerRule } = instance.task.settings;
    return `${nameOf(instance, instance)} can never be met: trigger rule ${triggerRule}, with upstream ${statesText(instance, evidence, Number.POSITIVE_INFINITY)}`;
  });
  return texts.length === 0 ? "nothing could go on" : list(texts, 2);
}
