import type { TaskInstance } from "../database/index.ts";
import type { TaskInstanceState } from "../definition/index.ts";
import { MARK_KINDS, SPAN_KINDS, type SpanKind, type Timeline } from "../drawing/index.ts";
import { type Micros, toSeconds } from "../kernel/index.ts";
import { replay } from "./analysis/replay.ts";
import type { Recorder } from "./recorder.ts";

/** The most rows of a page: with more it would be slow and hard to read. */
const MOST_TASK_INSTANCES = 20_000;

/** The standing of one task instance during the replay. */
interface Standing {
  readonly instance: TaskInstance;
  state: TaskInstanceState | null;
  /** Slots of its older processes: those that it had before it was last queued, and that have not ended. */
  oldSlots: number;
  ownSlots: number;
  kind: SpanKind | undefined;
  since: Micros;
}

function kindOf({ instance, state, ownSlots }: Standing): SpanKind | undefined {
  switch (state) {
    case "scheduled":
    case "deferred":
      return state;
    case "queued":
      return ownSlots > 0 ? "startingUp" : "queued";
    case "running":
      return instance.task.operator.onlyWaits ? "waiting" : "working";
    case "up_for_reschedule":
      return "upForReschedule";
    case "up_for_retry":
      return "upForRetry";
    default:
      return undefined;
  }
}

/** The most stories of a page: each is some lines long. */
const MOST_STORIES = 2000;

/** The spans of each task instance, in the order of their creation. `storyOf` tells why each did what it did. */
export function timelineOf(
  recorder: Recorder,
  endedAt: Micros,
  storyOf: ((instance: TaskInstance) => readonly string[]) | undefined,
): Timeline {
  const names = new Names();
  const { instances } = recorder;
  const shown = instances.slice(0, MOST_TASK_INSTANCES);
  const rows = {
    dags: shown.map(({ task }) => names.place(task.dag.dagId)),
    runs: shown.map(({ dagRun }) => names.place(dagRun.runId)),
    tasks: shown.map(({ task }) => names.place(task.taskId)),
    mapIndexes: shown.map(({ mapIndex }) => mapIndex),
    states: shown.map(({ state }) => names.place(state ?? "no state")),
  };
  const spans = spansOf(recorder, shown, endedAt);
  const marks = marksOf(recorder, shown.length);
  const stories = storyOf === undefined ? [] : shown.slice(0, MOST_STORIES).map(storyOf);
  return { names: names.all, rows, spans, marks, stories, leftOut: instances.length - shown.length };
}

function marksOf({ incidents }: Recorder, shown: number): Timeline["marks"] {
  const told = incidents.filter(({ instance }) => instance.id < shown);
  return {
    rows: told.map(({ instance }) => instance.id),
    kinds: told.map(({ incident }) => MARK_KINDS.indexOf(incident)),
    at: told.map(({ at }) => toSeconds(at)),
  };
}

function spansOf(recorder: Recorder, shown: readonly TaskInstance[], endedAt: Micros): Timeline["spans"] {
  const spans = { rows: [] as number[], kinds: [] as number[], from: [] as number[], to: [] as number[] };
  const standings: Standing[] = shown.map((instance) => ({
    instance,
    state: null,
    oldSlots: 0,
    ownSlots: 0,
    kind: undefined,
    since: 0,
  }));
  const touched = new Set<Standing>();
  const endSpan = ({ instance, kind, since }: Standing, at: Micros) => {
    if (kind === undefined || at <= since) return;
    spans.rows.push(instance.id);
    spans.kinds.push(SPAN_KINDS.indexOf(kind));
    spans.from.push(toSeconds(since));
    spans.to.push(toSeconds(at));
  };
  replay(recorder, {
    taskInstance(_at, { id }, state) {
      const standing = standings[id];
      if (standing === undefined) return;
      if (state === "queued") [standing.oldSlots, standing.ownSlots] = [standing.oldSlots + standing.ownSlots, 0];
      standing.state = state;
      touched.add(standing);
    },
    slot(_at, { id }, delta) {
      const standing = standings[id];
      if (standing === undefined) return;
      if (delta > 0) standing.ownSlots += 1;
      else if (standing.oldSlots > 0) standing.oldSlots -= 1;
      else standing.ownSlots -= 1;
      touched.add(standing);
    },
    instantOver(at) {
      for (const standing of touched) {
        const kind = kindOf(standing);
        if (kind === standing.kind) continue;
        endSpan(standing, at);
        [standing.kind, standing.since] = [kind, at];
      }
      touched.clear();
    },
  });
  for (const standing of standings) endSpan(standing, endedAt);
  return spans;
}

/** Names in a table, each once. */
class Names {
  readonly #places = new Map<string, number>();

  place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.#places.size);
    return this.#places.size - 1;
  }

  get all(): readonly string[] {
    return [...this.#places.keys()];
  }
}
