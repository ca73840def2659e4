/**
 * The time that iterations of the scheduler's loop take, against formulas and against the loop of a real cluster: Airflow 2.7.2
 * with Celery and PostgreSQL, 12 runs at once. Recorded scenarios are in test/conformance, group `scheduler-loop`.
 * @module
 */
import { DAG, Simulation, type SimulationOptions, type SimulationResult, type TaskContext } from "airlapse";
import { BaseOperator, type BaseOperatorArguments, DateTimeSensorAsync } from "airlapse/operators";
import { describe, expect, test } from "vitest";

/** Holds its slot for a second. */
class Hold extends BaseOperator<BaseOperatorArguments> {
  *execute(context: TaskContext) {
    yield context.sleep(1);
  }
}

type Cost = NonNullable<SimulationOptions["schedulerLoop"]>;

const ROOMY = { core: { parallelism: 1000, maxActiveTasksPerDag: 1000, maxActiveRunsPerDag: 1000 } };

/** A run of tasks beside each other, on a grid that no timer of the loop cuts: its first iteration is at half a second. */
function wide(tasks: number, schedulerLoop: Cost): SimulationResult {
  const dag = new DAG("d");
  for (let i = 0; i < tasks; i += 1)
    new Hold({ dag, taskId: `t${i}`, priorityWeight: 1000 - i, weightRule: "absolute" });
  const options = { dags: [dag], schedulerLoop, phases: { scheduler: 0.5 }, config: ROOMY };
  return new Simulation({ ...options, pools: { default_pool: { slots: 1000 } } }).trigger("d", { runId: "r" }).run();
}

/** Seconds from one state of each task instance to the next, in order. */
function delays(result: SimulationResult, from: string, to: string, onlyResumed = false): number[] {
  const events = result.trace("x").events.flatMap((event) => ("ti" in event ? [event] : []));
  const found: number[] = [];
  const since = new Map<string, number>();
  for (const { t, ti, state, from: before } of events) {
    const key = ti.join("/");
    const start = since.get(key);
    if (state === from && (!onlyResumed || before === "deferred")) since.set(key, t);
    else if (state === to && start !== undefined) found.push(t - start);
    if (state !== from) since.delete(key);
  }
  return found.sort((a, b) => a - b);
}

describe("what an iteration takes", () => {
  test.each([
    { base: 0, perTask: 0.25 },
    { base: 0.5, perTask: 0 },
    { base: 0.125, perTask: 0.0625 },
  ])(
    "tasks are queued in blocks of max_tis_per_query: the k-th begins after k times $base s and 16 times $perTask s",
    ({ base, perTask }) => {
      const result = wide(48, { base, perTask });
      const starts = Array.from({ length: 48 }, (_, i) => result.taskInstance("r", `t${i}`).startDate);
      const block = base + 16 * perTask;
      expect(starts).toEqual(starts.map((_, i) => (0.5 + (Math.floor(i / 16) + 1) * block) * 1e6));
    },
  );

  test("each run that is examined, and each DAG that is new, comes before the decision", () => {
    const dags = [0, 1, 2].map((i) => {
      const dag = new DAG(`d${i}`);
      new Hold({ dag, taskId: "t" });
      return dag;
    });
    const simulation = new Simulation({
      dags,
      schedulerLoop: { perRun: 0.25, perDag: 0.5 },
      phases: { scheduler: 0.5 },
    });
    for (const { dagId } of dags) simulation.trigger(dagId, { runId: "r" });
    const result = simulation.run();
    // at 0.5 s no run is running yet, so nothing is to be examined; the runs start, and their tasks are queued at once
    expect(result.taskInstance("r", "t", { dagId: "d0" }).startDate).toBe(0.5e6);
    // as tasks were queued, the next comes at once: it decides on three runs of three new DAGs, whose tasks have ended meanwhile
    for (const { dagId } of dags) expect(result.dagRun("r", dagId).endDate).toBe((0.5 + 3 * (0.25 + 0.5)) * 1e6);
  });

  test("the same seed draws the same, another seed something else", () => {
    const drawn = (seed: number) => {
      const dag = new DAG("d");
      new Hold({ dag, taskId: "t" });
      const schedulerLoop = { distribution: "exponential", mean: 0.4 } as const;
      const simulation = new Simulation({ dags: [dag], schedulerLoop, seed });
      return simulation.trigger("d", { runId: "r" }).run().dagRun("r").endDate;
    };
    expect(drawn(1)).toBe(drawn(1));
    expect(drawn(1)).not.toBe(drawn(2));
  });

  test.each([
    [-1, "expected a number of seconds from 0"],
    [{ base: -1 }, "expected a number of seconds from 0"],
    [{ perRuns: 1 }, "unknown"],
    [{ perRun: { distribution: "normal" } }, "expected one of constant, uniform"],
  ])("%j is refused", (schedulerLoop, message) => {
    expect(() => new Simulation({ dags: [new DAG("d")], schedulerLoop: schedulerLoop as never })).toThrow(message);
  });
});

describe("the loop of a real cluster", () => {
  /** scheduler_loop_ms.json: p50 91.37 ms, p95 571.24 ms, n 2698. */
  const measured = { distribution: "lognormal", median: 0.09137, sigma: Math.log(571.24 / 91.37) / 1.6449 } as const;
  /** stage_latencies.json, scheduled(resume)->queued of 36 resumptions, in two experiments: p95 and most, seconds. */
  const real = { p95: [1.112, 1.197], max: [1.18, 1.219], mean: [0.436, 0.715] } as const;

  /** 300 resumptions, at moments that have nothing to do with the loop. */
  function resumptions(schedulerLoop?: Cost): number[] {
    const dag = new DAG("d");
    for (let i = 0; i < 300; i += 1)
      new DateTimeSensorAsync({
        dag,
        taskId: `t${i}`,
        targetTime: `{{ macros.datetime(2024, 1, 1, 1, ${Math.floor(i / 60)}, ${i % 60}, ${(i * 7919) % 1000000}) }}`,
      });
    const options = { dags: [dag], config: ROOMY, pools: { default_pool: { slots: 1000 } } };
    const simulation = new Simulation({ ...options, ...(schedulerLoop === undefined ? {} : { schedulerLoop }) });
    return delays(simulation.trigger("d", { runId: "r" }).run(), "scheduled", "queued", true);
  }

  test("a resumption waits longer than the idle sleep, as it did there", () => {
    expect(resumptions().at(-1)).toBeLessThanOrEqual(1);
    expect(real.max[0]).toBeGreaterThan(1);
    const found = resumptions(measured);
    const p95 = found[Math.floor(0.95 * found.length)] ?? 0;
    const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
    expect(p95).toBeGreaterThan(0.9 * real.p95[0]);
    expect(p95).toBeLessThan(1.1 * real.p95[1]);
    expect(mean).toBeGreaterThan(real.mean[0]);
    expect(mean).toBeLessThan(real.mean[1]);
  });
});
