/**
 * Each figure of the analysis is worked out once more from the trace, by other means.
 * @module
 */
import { type Analysis, integral, SLOT_ACTIVITIES, type StepSeries, type Trace, valueAt } from "airlapse";
import { buildSimulation, type Scenario } from "airlapse/scenario";
import { beforeAll, describe, expect, test } from "vitest";
import { histories, key, micros, randomScenarios, recordedScenarios } from "./scenarios.ts";

interface Looked {
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly analysis: Analysis;
}

let looked: readonly Looked[] = [];

beforeAll(() => {
  looked = [...recordedScenarios(), ...randomScenarios("analysis", 200)].map((scenario) => {
    const result = buildSimulation(scenario, { explain: true }).run();
    return { scenario, trace: result.trace(scenario.name), analysis: result.analysis() };
  });
});

/** What is wrong in any of the scenarios. */
function wrong(check: (looked: Looked) => readonly string[]): string[] {
  return looked.flatMap((one) => check(one).map((problem) => `${one.scenario.name}: ${problem}`)).slice(0, 10);
}

/** A task that was cleared while it runs is `restarting` until its process hears of it. */
const EXECUTING = ["running", "restarting"];
const FINISHED = ["success", "failed", "skipped", "upstream_failed", "removed"];

/** The time of an iteration of the scheduler that examines all runs, queues all tasks and looks at all DAGs, in microseconds. */
function longestIteration({ dags, runs = [], overheads = {} }: Scenario): number {
  const { scheduler_loop: loop = 0 } = overheads as { readonly scheduler_loop?: number | Record<string, number> };
  if (typeof loop === "number") return loop * 1e6;
  const { base = 0, per_run: perRun = 0, per_task: perTask = 0, per_dag: perDag = 0 } = loop;
  const tasks = dags.reduce((sum, dag) => sum + dag.tasks.length, 0);
  return (base + perRun * runs.length + perTask * tasks * runs.length + perDag * dags.length) * 1e6;
}

/** The time for which jobs of Glue may stop a triggerer's loop one after another, each for the three calls with which it reads logs. */
function longestBlock({ cloud }: Scenario): number {
  const { latency = 0, glue } = cloud ?? {};
  return 3 * Number(latency) * (glue?.jobs ?? []).length * 1e6;
}

describe("in all recorded scenarios and many random ones", () => {
  test("to look for reasons changes nothing", () => {
    expect(
      wrong(({ scenario, trace }) =>
        JSON.stringify(buildSimulation(scenario).run().trace(scenario.name)) === JSON.stringify(trace)
          ? []
          : ["differs"],
      ),
    ).toEqual([]);
  });

  test("slots over time are the slots taken less those given back", () => {
    expect(
      wrong(({ trace, analysis }) => {
        const { total, byActivity, byDag, byTask } = analysis.slots;
        const end = micros(trace.ended_at);
        const seconds = trace.slots.reduce((sum, [t, delta]) => sum + delta * (end - micros(t)), 0);
        const sums = (series: readonly StepSeries[]) => series.reduce((sum, one) => sum + integral(one, 0, end), 0);
        const sizes = [
          integral(total, 0, end),
          sums(Object.values(byActivity)),
          sums(byDag.map(({ slots }) => slots)),
          sums(byTask.map(({ slots }) => slots)),
        ];
        return sizes.flatMap((size, i) => (size === seconds ? [] : [`${i}: ${size} and not ${seconds}`]));
      }),
    ).toEqual([]);
  });

  test("no activity holds less than no slot, and they add up to the slots at every instant", () => {
    expect(
      wrong(({ analysis: { slots } }) => {
        const instants = new Set(SLOT_ACTIVITIES.flatMap((activity) => slots.byActivity[activity].times));
        return [...instants, ...slots.total.times].flatMap((at) => {
          const parts = SLOT_ACTIVITIES.map((activity) => valueAt(slots.byActivity[activity], at));
          const total = valueAt(slots.total, at);
          const isRight = parts.every((part) => part >= 0) && parts.reduce((a, b) => a + b, 0) === total;
          return isRight ? [] : [`at ${at}: ${parts} and not ${total}`];
        });
      }),
    ).toEqual([]);
  });

  test("the states of each task instance follow each other without a gap, as in the trace", () => {
    expect(
      wrong(({ scenario, trace, analysis }) => {
        const expected = histories(scenario, trace);
        return analysis.timelines.flatMap(({ dagId, runId, taskId, mapIndex, states }) => {
          const own = expected.get(key([dagId, runId, taskId, mapIndex]));
          if (own === undefined || own[0]?.state !== null) return []; // it was mapped later: it has another key in the trace at first
          const parts = own.filter(({ from, to, state }, i) => {
            const isLast = i === own.length - 1;
            return to > from && !(isLast && FINISHED.includes(state ?? ""));
          });
          return JSON.stringify(parts.map(({ from, to, state }) => [from, to, state])) ===
            JSON.stringify(states.map(({ from, to, state }) => [from, to, state]))
            ? []
            : [`${taskId}: ${JSON.stringify(states)} and not ${JSON.stringify(parts)}`];
        });
      }),
    ).toEqual([]);
  });

  test("waits are all of the time in which a task instance neither ran nor had finished, each instant once", () => {
    expect(
      wrong(({ analysis }) =>
        analysis.timelines.flatMap(({ taskId, runId, states, waits }) => {
          const idle = states.filter(({ state }) => ![...EXECUTING, ...FINISHED].includes(state ?? ""));
          const merged = merge(idle);
          return JSON.stringify(merge(waits)) === JSON.stringify(merged)
            ? []
            : [`${runId} ${taskId}: ${JSON.stringify(waits)} and not ${JSON.stringify(merged)}`];
        }),
      ),
    ).toEqual([]);
  });

  test("pools hold what their task instances take by state, and what is left is open", () => {
    expect(
      wrong(({ scenario, trace, analysis: { pools, endedAt } }) => {
        const all = [...histories(scenario, trace).values()].flat();
        const isOneSlotEach = !JSON.stringify(scenario).includes("pool_slots");
        const ofState = (["running", "queued", "deferred"] as const).flatMap((state) => {
          const expected = all.reduce((sum, stay) => sum + (stay.state === state ? stay.to - stay.from : 0), 0);
          const held = pools.reduce((sum, pool) => sum + integral(pool[state], 0, endedAt), 0);
          return !isOneSlotEach || held === expected ? [] : [`${state}: ${held} and not ${expected}`];
        });
        const open = pools.flatMap(({ pool, slots, includeDeferred, running, queued, deferred, open: left }) =>
          [0, ...running.times, ...queued.times, ...deferred.times].flatMap((at) => {
            const taken = valueAt(running, at) + valueAt(queued, at) + (includeDeferred ? valueAt(deferred, at) : 0);
            const isRight = left === null ? slots === null : valueAt(left, at) === (slots ?? Number.NaN) - taken;
            return isRight ? [] : [`${pool} at ${at}`];
          }),
        );
        return [...ofState, ...open];
      }),
    ).toEqual([]);
  });

  test("nobody waits longer for a loop than until its next round", () => {
    // a scheduler's round is a second apart where nothing else is said; a triggerer takes a trigger in, and its runner starts it.
    // Where a round examines some of the runs only, or triggers go from one triggerer to another, it takes more of them
    expect(
      wrong(({ scenario, analysis }) => {
        const { scheduler } = scenario.config ?? {};
        if (scheduler?.["max_dagruns_per_loop_to_schedule"] !== undefined || scenario.triggerers !== undefined)
          return [];
        if ("schedulers" in scenario || "faults" in scenario) return []; // while a scheduler is gone there are no rounds
        const idle = Number(scenario.config?.scheduler?.["scheduler_idle_sleep_time"] ?? 1) * 1e6;
        // what is ready while a round goes on waits for its end, for the next to begin, and for that to queue it
        const most: Readonly<Record<string, number>> = {
          schedulerLoop: idle + 2 * longestIteration(scenario),
          triggererLoop: 2e6 + longestBlock(scenario),
        };
        // the command of a backfill has a loop of its own, which looks at what is held back when all else has ended
        const byScheduler = analysis.timelines.filter(({ runId }) => !runId.startsWith("backfill__"));
        return byScheduler.flatMap(({ runId, taskId, mapIndex, waits }) =>
          waits
            .filter(({ cause, from, to }) => to - from > (most[cause] ?? Number.POSITIVE_INFINITY))
            .map(({ cause, from, to }) => `${runId} ${taskId} ${mapIndex}: ${cause} from ${from} to ${to}`),
        );
      }),
    ).toEqual([]);
  });

  test("task start-up takes as long as the scenario says, at each start", () => {
    expect(
      wrong(({ scenario, trace, analysis }) => {
        if (scenario.actions !== undefined) return []; // somebody marks a task while it starts
        const startup = Number(scenario.overheads?.task_startup ?? 0) * 1e6;
        const starts = trace.events.filter((event) => "ti" in event && event.state === "running").length;
        const expected = Math.round(starts * startup);
        const actual = analysis.waits.taskStartup ?? 0;
        // processes that find that they may not run have started up too, and some have not come that far at the end
        const processes = trace.slots.filter(([, delta]) => delta > 0).length;
        const isRight = processes === starts ? actual === expected : actual <= Math.round(processes * startup);
        return isRight ? [] : [`${actual} and not ${expected}`];
      }),
    ).toEqual([]);
  });

  test("the totals by cause are the sums of the intervals, and together all of the waiting", () => {
    expect(
      wrong(({ analysis }) => {
        const sums: Record<string, number> = {};
        for (const { waits } of analysis.timelines)
          for (const { from, to, cause } of waits) sums[cause] = (sums[cause] ?? 0) + to - from;
        const totals: Readonly<Record<string, number>> = analysis.waits;
        const causes = new Set([...Object.keys(sums), ...Object.keys(totals)]);
        return [...causes].filter((cause) => sums[cause] !== totals[cause]);
      }),
    ).toEqual([]);
  });
});

/** Intervals that touch become one. They must not overlap. */
function merge(intervals: readonly { readonly from: number; readonly to: number }[]): [number, number][] {
  const merged: [number, number][] = [];
  for (const { from, to } of intervals) {
    const last = merged.at(-1);
    if (last !== undefined && last[1] === from) last[1] = to;
    else merged.push([from, to]);
  }
  return merged;
}
