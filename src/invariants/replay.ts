import { invariant } from "../containers/index.ts";
import type { Trace } from "../observe/index.ts";
import type { DagSetting, Setting } from "./setting.ts";

type TraceEvent = Trace["events"][number];
type InstanceEvent = Extract<TraceEvent, { readonly ti: unknown }>;
type RunEvent = Extract<TraceEvent, { readonly run: unknown }>;
type TriggerEvent = Extract<TraceEvent, { readonly trigger: unknown }>;

/** A task instance at a point of its history. */
export interface Instance {
  /** The ids in one text. */
  readonly key: string;
  readonly ti: InstanceEvent["ti"];
  readonly state: string | null;
  /** Marks one that holds its places without having passed the scheduler's critical section. */
  readonly isIrregular: boolean;
  readonly hasRun: boolean;
}

/** Is called back after each event. */
export interface Visitor {
  instance?(change: InstanceEvent & { readonly key: string }, instance: Instance, before: Instance | undefined): void;
  run?(change: RunEvent & { readonly key: string; readonly from: string | null }): void;
  trigger?(change: TriggerEvent): void;
}

/** Reads a trace again from its first event, with the state of every task instance and run at each point. */
export class Replay {
  readonly instances = new Map<string, Instance>();
  readonly runs = new Map<string, string>();

  through({ events }: Trace, visitor: Visitor): void {
    for (const event of events) {
      if ("ti" in event) this.#instance(event, visitor);
      else if ("run" in event) {
        const key = event.run.join("/");
        const from = this.runs.get(key) ?? null;
        this.runs.set(key, event.state);
        visitor.run?.({ ...event, key, from });
      } else visitor.trigger?.(event);
    }
  }

  #instance(event: InstanceEvent, visitor: Visitor): void {
    const key = event.ti.join("/");
    const before = this.instances.get(key);
    const hasRun = event.state === "running" || (before?.hasRun ?? false);
    const instance = { key, ti: event.ti, state: event.state, isIrregular: isIrregular(event, before), hasRun };
    this.instances.set(key, instance);
    visitor.instance?.({ ...event, key }, instance, before);
  }
}

/**
 * A task instance that was cleared while it was queued is started by the process that was on its way. One that was changed
 * from outside while it ran is deferred by its own process, which does not know. Airflow's limits do not hold for these.
 */
function isIrregular({ state, from }: InstanceEvent, before: Instance | undefined): boolean {
  if (state === "running") return from !== "queued" || (before?.isIrregular ?? false);
  if (state === "deferred") return from !== "running" || (before?.isIrregular ?? false);
  return false;
}

/** Finds the definition of a DAG. */
export function dagOf({ dags }: Setting, dagId: string): DagSetting {
  const dag = dags.get(dagId);
  invariant(dag !== undefined, `Expected the DAG "${dagId}" of the trace to be defined`);
  return dag;
}
