import { describe, expect, test } from "vitest";
import { readHistory } from "../../src/history/index.ts";
import { type Changes, type Measured, Recording, replay } from "../../src/replay/index.ts";
import { exported, live, type Setting } from "./environment.ts";

const base = live();
const history = await readHistory(exported(base));
const recording = new Recording(history);
replay(recording, {}, { follows: true });

/** When each task instance started and ended in the live environment. */
function truthOf({ told }: ReturnType<typeof live>): Map<string, { started: number | null; ended: number | null }> {
  const found = new Map<string, { started: number | null; ended: number | null }>();
  for (const { key, tries, state } of told.instances.values()) {
    if (state === "skipped") continue; // by the branch: it has no try
    const all = [...tries.values()];
    found.set(key.join("\n"), { started: all[0]?.visits[0] ?? null, ended: all.at(-1)?.end ?? null });
  }
  return found;
}

function differences(truth: ReturnType<typeof truthOf>, measured: Measured) {
  const ends: number[] = [];
  let unlike = 0;
  for (const [key, { ended }] of truth) {
    const is = measured.instances.get(key)?.ended ?? null;
    if ((is === null) !== (ended === null)) unlike += 1;
    else if (is !== null && ended !== null) ends.push(Math.abs(is - ended));
  }
  ends.sort((a, b) => a - b);
  return {
    count: truth.size,
    unlike,
    median: ends[Math.floor(ends.length / 2)] ?? 0,
    ninety: ends[Math.floor(ends.length * 0.9)] ?? 0,
    worst: ends.at(-1) ?? 0,
  };
}

describe("a replay", () => {
  test("is the history, to 20 ms", () => {
    const { unlike, worst } = differences(truthOf(base), replay(recording));
    expect({ unlike, isClose: worst < 0.02 }).toEqual({ unlike: 0, isClose: true });
  });
});

describe("a what-if comes close to what really happens then", () => {
  const mode = (way: "deferrable" | "reschedule", ...patterns: readonly string[]) => ({
    modes: patterns.map((pattern) => ({ mode: way, pattern })),
  });
  // seconds: an arrival is known to one interval of 60 s where the sensor's pokes move, and exactly where they do not
  const cases: [string, Setting, Changes, { median: number; ninety: number }][] = [
    ["fewer slots", { workerSlots: 4 }, { workerSlots: 4 }, { median: 1, ninety: 61 }],
    ["more slots", { workerSlots: 12 }, { workerSlots: 12 }, { median: 0.02, ninety: 0.02 }],
    ["a larger pool", { redshift: 5 }, { pools: { redshift: 5 } }, { median: 0.02, ninety: 0.02 }],
    [
      "a lower limit of a DAG",
      { nightlyTasks: 2 },
      { dags: { nightly: { maxActiveTasks: 2 } } },
      { median: 0.02, ninety: 0.02 },
    ],
    ["reschedule mode", { reschedule: true }, mode("reschedule", "*Sensor"), { median: 30, ninety: 90 }],
    [
      "deferrable sensors",
      { deferrable: ["S3KeySensor", "ExternalTaskSensor"] },
      mode("deferrable", "*Sensor"),
      { median: 2, ninety: 5 },
    ],
    [
      "deferrable everything",
      { deferrable: ["S3KeySensor", "ExternalTaskSensor", "GlueJobOperator"] },
      mode("deferrable", "*Sensor", "GlueJobOperator"),
      { median: 2, ninety: 5 },
    ],
  ];
  test.each(cases)("%s", (_, setting, changes, most) => {
    const off = differences(truthOf(live(setting)), replay(recording, changes));
    expect(off.unlike).toBe(0);
    expect(off.median).toBeLessThan(most.median);
    expect(off.ninety).toBeLessThan(most.ninety);
  });
});
