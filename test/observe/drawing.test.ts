/**
 * What a report shows is worked out once more from the trace, for all recorded scenarios and random ones.
 * @module
 */
import type { SimulationDrawing, Trace } from "airlapse";
import { buildSimulation, type Scenario } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { SPAN_KINDS } from "../../src/drawing/index.ts";
import { levelsOf } from "../../src/observe/drawn-levels.ts";
import { deletedRows, histories, randomScenarios, recordedScenarios } from "./scenarios.ts";

interface Looked {
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly drawing: SimulationDrawing;
}

const LOOKED: readonly Looked[] = [...recordedScenarios(), ...randomScenarios("drawing", 100)].map((scenario) => {
  const result = buildSimulation(scenario, { explain: true }).run();
  return { scenario, trace: result.trace(scenario.name), drawing: result.drawing(scenario.name) };
});

/** What differs from what is expected, in any of the scenarios. */
function differing(look: (looked: Looked) => { readonly shown: unknown; readonly expected: unknown }): unknown[] {
  return LOOKED.flatMap((looked) => {
    const { shown, expected } = look(looked);
    return JSON.stringify(shown) === JSON.stringify(expected) ? [] : [{ of: looked.scenario.name, shown, expected }];
  }).slice(0, 3);
}

/** Sums are of whole microseconds, which add up exactly. */
const micros = (seconds: number) => Math.round(seconds * 1e6);

/** All parts added up over time. */
function total({ at, parts }: SimulationDrawing["slots"] | SimulationDrawing["triggers"]): number {
  const columns = Object.values<readonly number[]>(parts);
  return columns.reduce(
    (sum, column) =>
      column.reduce((part, value, i) => part + value * (micros(at[i + 1] ?? at[i] ?? 0) - micros(at[i] ?? 0)), sum),
    0,
  );
}

/** For how long task instances were in a state, all together, by the trace. */
function microsIn(scenario: Scenario, trace: Trace, wanted: string): number {
  // what a mapped task's first instance is called changes with its expansion, from a state that has no span
  return [...histories(scenario, trace).values()]
    .flat()
    .reduce((sum, { state, from, to }) => (state === wanted ? sum + to - from : sum), 0);
}

function microsDrawn(
  { timeline: { spans } }: SimulationDrawing,
  ...kinds: readonly (typeof SPAN_KINDS)[number][]
): number {
  const codes = kinds.map((kind) => SPAN_KINDS.indexOf(kind));
  return spans.kinds.reduce(
    (sum, kind, i) => (codes.includes(kind) ? sum + micros(spans.to[i] ?? 0) - micros(spans.from[i] ?? 0) : sum),
    0,
  );
}

describe("what a report shows follows from the trace", () => {
  test("slots in use, by what is done in them, add up to when slots were taken and given back", () => {
    const found = differing(({ trace, drawing }) => ({
      shown: total(drawing.slots),
      expected: trace.slots.reduce((sum, [t, delta]) => sum + (micros(trace.ended_at) - micros(t)) * delta, 0),
    }));
    expect(found).toEqual([]);
  });

  test("slots by DAG and by task add up to the same at every instant", () => {
    const found = differing(({ drawing: { slots, slotsByDag, slotsByTask } }) => {
      const steps = [slots, slotsByDag.levels, slotsByTask.levels].map((levels) => {
        const columns = Object.values<readonly number[]>(levels.parts);
        const sums = levels.at.map((at, i) => [at, columns.reduce((sum, column) => sum + (column[i] ?? 0), 0)]);
        return JSON.stringify(sums.filter(([, sum], i) => i === 0 || sum !== sums[i - 1]?.[1]));
      });
      return { shown: [...new Set(steps)], expected: steps.slice(0, 1) };
    });
    expect(found).toEqual([]);
  });

  test("the slot seconds of tasks add up to when slots were taken and given back", () => {
    const found = differing(({ trace, drawing }) => ({
      shown: drawing.tasks.reduce((sum, { slotSeconds }) => sum + micros(slotSeconds), 0),
      expected: trace.slots.reduce((sum, [t, delta]) => sum + (micros(trace.ended_at) - micros(t)) * delta, 0),
    }));
    expect(found).toEqual([]);
  });

  test("triggers add up to when they were created and deleted", () => {
    const found = differing(({ trace, drawing }) => {
      const deltas = trace.events.map((event) =>
        "trigger" in event && event.event !== "assigned" ? [event.t, event.event === "created" ? 1 : -1] : [0, 0],
      );
      const expected = deltas.reduce(
        (sum, [t = 0, delta = 0]) => sum + (micros(trace.ended_at) - micros(t)) * delta,
        0,
      );
      return { shown: total(drawing.triggers), expected };
    });
    expect(found).toEqual([]);
  });

  test.each([
    ["running", ["working", "waiting"]],
    ["queued", ["queued", "startingUp"]],
    ["scheduled", ["scheduled"]],
    ["deferred", ["deferred"]],
    ["up_for_reschedule", ["upForReschedule"]],
    ["up_for_retry", ["upForRetry"]],
  ] as const)("bars of state %s are as long as task instances were in it", (state, kinds) => {
    const found = differing(({ scenario, trace, drawing }) => ({
      shown: microsDrawn(drawing, ...kinds),
      expected: microsIn(scenario, trace, state),
    }));
    expect(found).toEqual([]);
  });

  test("each task instance has a row with its final state, and each task of a DAG those of its instances", () => {
    const rowsOf = (scenario: Scenario, trace: Trace) => [...trace.task_instances, ...deletedRows(scenario, trace)];
    const found = differing(({ scenario, trace, drawing }) => {
      const { names, rows } = drawing.timeline;
      const name = (column: readonly number[], i: number) => names[column[i] as number];
      const shown = rows.tasks.map((_, i) => [
        [name(rows.dags, i), name(rows.runs, i), name(rows.tasks, i), rows.mapIndexes[i]].join("/"),
        name(rows.states, i),
      ]);
      const ended = rowsOf(scenario, trace).map(({ ti, state }) => [ti.join("/"), state ?? "no state"]);
      return { shown: shown.sort(), expected: ended.sort() };
    });
    expect(found).toEqual([]);
    const counted = differing(({ scenario, trace, drawing }) => {
      const shown = drawing.dags.flatMap(({ dagId, tasks }) =>
        tasks.flatMap(({ taskId, states }) =>
          Object.entries(states).map(([state, count]) => `${dagId}/${taskId} ${state} ${count}`),
        ),
      );
      const counts = new Map<string, number>();
      for (const { ti, state } of rowsOf(scenario, trace)) {
        const key = `${ti[0]}/${ti[2]} ${state ?? "no state"}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      return { shown: shown.sort(), expected: [...counts].map(([key, count]) => `${key} ${count}`).sort() };
    });
    expect(counted).toEqual([]);
  });
});

describe("levels with more changes than can be seen", () => {
  const CHANGES = 30_001;
  const series = {
    times: Array.from({ length: CHANGES }, (_, i) => i * 1000),
    values: Array.from({ length: CHANGES }, (_, i) => i % 7),
  };
  const endedAt = CHANGES * 1000;
  const exact = series.values.reduce((sum, value) => sum + value * 0.001, 0);

  test("are means over stretches, which add up to the same and are said to be means", () => {
    const { at, parts, peak, averagedOver } = levelsOf({ all: series }, endedAt);
    expect(at.length).toBeLessThanOrEqual(4000);
    expect(averagedOver).toBeCloseTo(endedAt / 1e6 / 4000, 4);
    expect(parts.all.reduce((sum, value) => sum + value * (averagedOver ?? 0), 0)).toBeCloseTo(exact, 6);
    expect(peak).toBe(6);
  });

  test("are exact where they are fewer", () => {
    const few = { times: [1_000_000, 3_000_000], values: [2, 5] };
    expect(levelsOf({ few, none: { times: [], values: [] } }, 4_000_000)).toEqual({
      at: [0, 1, 3, 4],
      parts: { few: [0, 2, 5, 5], none: [0, 0, 0, 0] },
      peak: 5,
      averagedOver: null,
    });
  });
});
