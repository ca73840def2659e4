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
  for (const { key, tries } of told.instances.values()) {
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

const total = (measured: Measured, of: "slots" | "queued" | "deferred") =>
  [...measured.dags.values()].reduce((sum, sums) => sum + sums[of], 0);

describe("a replay", () => {
  test("is the history, to 20 ms", () => {
    const { unlike, worst } = differences(truthOf(base), replay(recording));
    expect({ unlike, isClose: worst < 0.02 }).toEqual({ unlike: 0, isClose: true });
  });
});

describe("a what-if comes close to what really happens then", () => {
  const cases: [string, Setting, Changes][] = [
    ["fewer slots", { workerSlots: 4 }, { workerSlots: 4 }],
    ["more slots", { workerSlots: 12 }, { workerSlots: 12 }],
    ["a larger pool", { redshift: 5 }, { pools: { redshift: 5 } }],
    ["a lower limit of a DAG", { nightlyTasks: 2 }, { dags: { nightly: { maxActiveTasks: 2 } } }],
    ["reschedule mode", { reschedule: true }, { modes: [{ mode: "reschedule", pattern: "*Sensor" }] }],
    [
      "deferrable sensors",
      { deferrable: ["S3KeySensor", "ExternalTaskSensor"] },
      { modes: [{ mode: "deferrable", pattern: "*Sensor" }] },
    ],
    [
      "deferrable everything",
      { deferrable: ["S3KeySensor", "ExternalTaskSensor", "GlueJobOperator"] },
      { modes: ["*Sensor", "GlueJobOperator"].map((pattern) => ({ mode: "deferrable", pattern })) },
    ],
  ];
  test.each(cases)("%s", (_, setting, changes) => {
    const truth = live(setting);
    const answer = replay(recording, changes);
    const off = differences(truthOf(truth), answer);
    const { slots } = truth.result.usage() as unknown as { slots: number };
    console.log(_, off, total(answer, "slots"), total(answer, "queued"), total(answer, "deferred"), slots);
    expect(off.unlike).toBeLessThanOrEqual(off.count * 0.04);
    expect(off.median).toBeLessThan(35);
  });
});
