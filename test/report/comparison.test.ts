/**
 * The figures of a comparison, against slots whose intervals follow from the scenario. The run is asked for at 0.5 s and
 * starts at 1 s; tasks take fractions of a second, so that none ends at an instant at which the scheduler looks around.
 * @module
 */
import { checkScenarios, compareModes, type Mode, type Scenario } from "airlapse/scenario";
import { describe, expect, test } from "vitest";

type Json = Readonly<Record<string, unknown>>;
type Interval = readonly [from: number, to: number];

const work = (task_id: string, duration: number, more: Json = {}) => ({ task_id, operator: "work", duration, ...more });

function scenarioOf(tasks: readonly Json[], more: Json = {}): Scenario {
  const runs = [{ dag_id: "d", run_id: "r", at: 0.5 }];
  const [scenario] = checkScenarios({ name: "s", dags: [{ dag_id: "d", tasks }], runs, ...more }, "test");
  if (scenario === undefined) throw new Error("Expected a scenario");
  return scenario;
}

function standard(scenario: Scenario, options: { readonly workerSlots?: number; readonly runs?: number } = {}) {
  const comparison = compareModes(scenario, { modes: ["standard"], ...options });
  const [mode] = comparison.modes;
  if (mode === undefined) throw new Error("Expected a mode");
  return { ...comparison, ...mode };
}

/** Slots and their peak out of intervals: an interval overlaps most others at the beginning of one. */
function slotsOf(intervals: readonly Interval[]) {
  return {
    slotSeconds: intervals.reduce((sum, [from, to]) => sum + to - from, 0),
    peakSlots: Math.max(...intervals.map(([at]) => intervals.filter(([from, to]) => from <= at && at < to).length)),
  };
}

describe("the figures of a comparison", () => {
  // by their weights: a and b take the two slots at 1 s, c waits for a, e for b
  const tasks = [
    work("a", 10.25, { priority_weight: 4 }),
    work("b", 20.25, { priority_weight: 3 }),
    work("c", 40.25, { priority_weight: 2 }),
    work("e", 1, { priority_weight: 1 }),
  ];
  const intervals: readonly Interval[] = [
    [1, 11.25],
    [1, 21.25],
    [11.25, 51.5],
    [21.25, 22.25],
  ];

  test("are the sums over the slots' intervals, from the run's creation to its end", () => {
    const { usage, utilisation, runs, workerSlots } = standard(scenarioOf(tasks), { workerSlots: 2 });
    const makespan = 52 - 0.5; // the scheduler sees at 52 s that all has ended
    const { slotSeconds, peakSlots } = slotsOf(intervals);
    expect({ runs, workerSlots, peakSlots }).toEqual({ runs: { success: 1 }, workerSlots: 2, peakSlots: 2 });
    expect(usage).toEqual({
      makespan,
      slotSeconds,
      peakSlots,
      meanSlots: slotSeconds / makespan,
      queuedSeconds: 11.25 - 1 + (21.25 - 1),
      deferrals: 0,
      reschedules: 0,
      triggerSeconds: 0,
      peakTriggers: 0,
      apiCalls: [],
    });
    expect(utilisation).toBe(slotSeconds / makespan / 2);
  });

  test("end with the simulation where a run has not ended", () => {
    const { usage, utilisation, runs } = standard(scenarioOf(tasks, { until: 20 }), { workerSlots: 2 });
    const cut = intervals.filter(([from]) => from < 20).map(([from, to]): Interval => [from, Math.min(to, 20)]);
    const { slotSeconds, peakSlots } = slotsOf(cut);
    const meanSlots = slotSeconds / (20 - 0.5);
    expect(runs).toEqual({ running: 1 });
    expect(usage).toMatchObject({ makespan: null, slotSeconds, peakSlots, meanSlots });
    expect(usage.queuedSeconds).toBe(11.25 - 1 + (20 - 1));
    expect(utilisation).toBe(meanSlots / 2);
  });

  test("have no utilisation where there are as many slots as it takes", () => {
    const { usage, utilisation, workerSlots } = standard(scenarioOf(tasks));
    expect({ utilisation, workerSlots }).toEqual({ utilisation: null, workerSlots: null });
    expect(usage).toMatchObject({ peakSlots: 4, queuedSeconds: 0, makespan: 42 - 0.5 });
  });

  test("count runs by how they have ended", () => {
    const failing = scenarioOf([work("a", 1, { outcomes: ["fail"] })]);
    expect(standard(failing, { runs: 3 }).runs).toEqual({ failed: 3 });
    expect(compareModes(failing, { modes: ["standard"], runs: 3 }).runs).toBe(3);
  });

  test("are there for a scenario without runs", () => {
    const { usage, utilisation, runs } = standard(scenarioOf(tasks, { runs: [], until: 5 }), { workerSlots: 2 });
    expect(runs).toEqual({});
    expect(usage).toMatchObject({ makespan: 0, slotSeconds: 0, meanSlots: 0 });
    expect(utilisation).toBe(0);
  });

  test("add up triggers from their creation to their deletion", () => {
    // created at 1 s; seen by the triggerer at 1.25, running from 1.5 to 11 or 21; heard of at 11.25 or 21.25, deleted a
    // second later; the tasks are resumed at 12 s and 22 s for 3 s
    const defer = (task_id: string, ready_at: number) => ({ task_id, operator: "defer", ready_at, resume: 3.25 });
    const { usage } = standard(scenarioOf([defer("a", 11), defer("b", 21)]));
    expect(usage).toMatchObject({
      makespan: 26 - 0.5,
      deferrals: 2,
      triggerSeconds: 12.25 - 1 + (22.25 - 1),
      peakTriggers: 2,
      slotSeconds: 2 * 3.25,
    });
  });
});

describe("a comparison", () => {
  const sensor = { task_id: "t", operator: "wait", ready_at: 100, poke_interval: 60, poke_duration: 0.25 };

  test("has the modes in the order in which they were asked for, each run by itself", () => {
    const modes: readonly Mode[] = ["reschedule", "deferrable", "standard"];
    const compared = compareModes(scenarioOf([sensor]), { modes });
    expect(compared.modes.map(({ mode }) => mode)).toEqual(modes);
    // 1 s and 61.25 s are too early, 121.5 s is not; given back in between, the second and third look begin at 62 s and 123 s
    expect(compared.modes.map(({ usage }) => usage.slotSeconds)).toEqual([3 * 0.25, 120.75, 120.75]);
    expect(compared.modes.map(({ usage }) => usage.reschedules)).toEqual([2, 0, 0]);
    for (const mode of modes)
      expect(compareModes(scenarioOf([sensor]), { modes: [mode] }).modes).toEqual(
        compared.modes.filter((result) => result.mode === mode),
      );
  });

  test("tells of each run that changes its state, and in which mode", () => {
    const told: string[] = [];
    compareModes(scenarioOf([sensor]), {
      modes: ["standard", "reschedule"],
      onProgress: (mode, { state, at }) => told.push(`${mode} ${at / 1e6} ${state}`),
    });
    expect(told).toEqual([
      ...["standard 0.5 queued", "standard 1 running", "standard 122 success"],
      ...["reschedule 0.5 queued", "reschedule 1 running", "reschedule 124 success"],
    ]);
  });

  test("asks for every manual run as often as it is told", () => {
    const runs = [
      { dag_id: "d", run_id: "r", at: 0.5 },
      { dag_id: "d", run_id: "q", at: 30.5 },
    ];
    const { runs: count, modes } = compareModes(scenarioOf([work("a", 5.25)], { runs }), {
      modes: ["standard"],
      runs: 4,
    });
    expect(count).toBe(8);
    // four at 1 s and four at 31 s, which end at 36.25 s
    expect(modes[0]?.usage).toMatchObject({ slotSeconds: 8 * 5.25, peakSlots: 4, makespan: 37 - 0.5 });
  });
});
