import { invariant } from "../../containers/index.ts";
import type { DagModel, DagRun, TaskInstance } from "../../database/index.ts";
import type { TaskInstanceKey } from "../events.ts";
import { unfinishedOf } from "../unfinished.ts";
import { dagStory, whyNoRun } from "./dag-story.ts";
import type { Evidence } from "./evidence.ts";
import { findingsOf } from "./findings.ts";
import { runStory } from "./run-story.ts";
import { taskStory } from "./task-story.ts";
import type { Cause, DagRunWhy, DagWhy, Finding, TaskInstanceWhy } from "./why.ts";

/** Answers why anything in a simulation came about. Each answer is worked out when it is asked for. */
export class Explanation {
  readonly #evidence: Evidence;
  #endless: ReadonlySet<string> | undefined;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  /** Takes any object of the row: those that are read again are others, and the evidence compares by identity. */
  taskInstance({ id }: TaskInstance): TaskInstanceWhy {
    const instance = this.#evidence.instances[id];
    invariant(instance !== undefined, "Expected a task instance of this simulation, got another");
    return taskStory(instance, this.#evidence, this.#isForEver(instance));
  }

  dagRun({ id }: DagRun): DagRunWhy {
    const run = this.#evidence.runs.find((one) => one.id === id);
    invariant(run !== undefined, "Expected a run of this simulation, got another");
    return runStory(run, this.#evidence);
  }

  dag(dag: DagModel): DagWhy {
    return dagStory(dag, this.#evidence);
  }

  /** Tells why there is no run with that id. */
  noRun(dag: DagModel, runId: string): Cause {
    return whyNoRun(dag, runId, this.#evidence);
  }

  findings(): readonly Finding[] {
    return findingsOf(this.#evidence, (instance) => this.#isForEver(instance));
  }

  #isForEver({ task, dagRun, mapIndex }: TaskInstance): boolean {
    this.#endless ??= new Set(
      unfinishedOf(this.#evidence.recorder, this.#evidence.facts)
        .filter(({ isForEver }) => isForEver)
        .map(keyText),
    );
    return this.#endless.has(keyText({ dagId: task.dag.dagId, runId: dagRun.runId, taskId: task.taskId, mapIndex }));
  }
}

function keyText({ dagId, runId, taskId, mapIndex }: TaskInstanceKey): string {
  return JSON.stringify([dagId, runId, taskId, mapIndex]);
}
