import { previousRun, relevantInstances, type TaskInstance } from "../../database/index.ts";
import {
  type FinishedState,
  isFailed,
  isFinished,
  isSuccessful,
  type TaskInstanceState,
} from "../../definition/index.ts";
import type { Micros } from "../../kernel/index.ts";

/** When a group of task instances had come to what is asked of it: the instant, or that it has not. */
export type MetAt = Micros | "not yet";

/** Remembers when task instances have finished, so that one can say since when nothing upstream was in the way. */
export class Finishes {
  /** By the task instance's id. Undefined where it has not finished, or not any more. */
  readonly #finishes: ({ readonly at: Micros; readonly state: FinishedState } | undefined)[] = [];

  stateChanged(at: Micros, { id }: TaskInstance, state: TaskInstanceState | null): void {
    this.#finishes[id] = isFinished(state) ? { at, state } : undefined;
  }

  /** When the last task instance upstream had finished that its trigger rule waited for. */
  upstream(instance: TaskInstance): MetAt {
    const { task } = instance;
    const { triggerRule } = task.settings;
    if (triggerRule === "always") return 0;
    const sources = task.awaited.flatMap((other) => relevantInstances(instance, other));
    const wanted = wantsOne(triggerRule);
    const enough = wanted === undefined ? [] : this.#times(sources, wanted);
    return enough.length > 0 ? Math.min(...enough) : this.#last(sources);
  }

  /** When the task had ended in the run before, and what is downstream of it, where it depends on them. */
  past({ dagRun, task }: TaskInstance): MetAt {
    if (!task.dependsOnPast) return 0;
    const previous = previousRun(dagRun, task.dag.catchup);
    if (previous === undefined) return 0;
    const next = task.settings.waitForDownstream ? task.downstream : [];
    const before = [task, ...next].flatMap((other) => previous.instances(other));
    const isFailing = before.some(({ id }) => !isSuccessful(this.#finishes[id]?.state ?? "success"));
    return isFailing ? "not yet" : this.#last(before);
  }

  #times(instances: readonly TaskInstance[], wanted: (state: FinishedState) => boolean): Micros[] {
    return instances.flatMap(({ id }) => {
      const finish = this.#finishes[id];
      return finish !== undefined && wanted(finish.state) ? [finish.at] : [];
    });
  }

  #last(instances: readonly TaskInstance[]): MetAt {
    let last = 0;
    for (const { id } of instances) {
      const finish = this.#finishes[id];
      if (finish === undefined) return "not yet";
      last = Math.max(last, finish.at);
    }
    return last;
  }

  /** When the last of those upstream that have finished had: what decides of a task that does not wait for all of them. */
  lastOfFinished(instance: TaskInstance): Micros {
    const sources = instance.task.upstream.flatMap((other) => relevantInstances(instance, other));
    return Math.max(0, ...this.#times(sources, () => true));
  }
}

/** The state that a rule waits for if one upstream is enough for it. */
function wantsOne(
  rule: TaskInstance["task"]["settings"]["triggerRule"],
): ((state: FinishedState) => boolean) | undefined {
  switch (rule) {
    case "one_success":
      return (state) => state === "success";
    case "one_failed":
      return (state) => isFailed(state);
    case "one_done":
      return (state) => state === "success" || state === "failed";
    default:
      return undefined;
  }
}
