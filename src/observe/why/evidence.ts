import { invariant } from "../../containers/index.ts";
import type { DagRun, TaskInstance, WaitCause } from "../../database/index.ts";
import type { Calendar } from "../../definition/index.ts";
import type { Timeline } from "../analysis/analysis.ts";
import type { Facts } from "../analysis/facts.ts";
import type { WaitInterval } from "../analysis/loop-waits.ts";
import type { ReasonLog } from "../reason-log.ts";
import type { Recorder } from "../recorder.ts";
import type { WaitLog } from "../wait-log.ts";
import { History } from "./history.ts";

/** All that an explanation is made of: what was recorded, and what the simulation was. */
export class Evidence {
  readonly recorder: Recorder;
  readonly facts: Facts;
  readonly calendar: Calendar;
  readonly history: History;
  readonly reasons: ReasonLog;
  readonly #timelines: readonly Timeline[];
  readonly #waits: WaitLog;

  constructor(recorder: Recorder, facts: Facts, calendar: Calendar, timelines: readonly Timeline[]) {
    const { waits } = recorder;
    invariant(waits !== undefined, "Expected a simulation that was told to explain, got one that was not");
    this.recorder = recorder;
    this.facts = facts;
    this.calendar = calendar;
    this.#waits = waits;
    this.reasons = waits.reasons;
    this.history = new History(recorder, facts.endedAt);
    this.#timelines = timelines;
  }

  get instances(): readonly TaskInstance[] {
    return this.recorder.instances;
  }

  get runs(): readonly DagRun[] {
    return this.recorder.runs.filter(({ isDeleted }) => !isDeleted);
  }

  /** Finds the thing that a task instance lacked in a wait: the limit itself where others with priority had come to it first. */
  lackedIn(instance: TaskInstance, { cause, from }: WaitInterval): WaitCause {
    return cause === "priority" ? (this.#waits.limitBehind(instance, from) ?? "poolFull") : cause;
  }

  /** The waits of a task instance, in order. */
  waitsOf({ id }: TaskInstance): Timeline["waits"] {
    return this.#timelines[id]?.waits ?? [];
  }
}
