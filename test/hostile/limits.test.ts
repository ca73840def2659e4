/**
 * Every loop has an end: by the clock of the simulation, by events, by whoever watches. What has not finished says what it
 * waits for.
 * @module
 */
import { spawnSync } from "node:child_process";
import { DAG, LimitError, NoProgressError, obstacleText, Simulation, type SimulationResult } from "airlapse";
import { Kernel, Watchdog } from "airlapse/kernel";
import { PythonOperator } from "airlapse/operators";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { airlapse, BIN, Folder } from "../cli/airlapse.ts";

type Json = Readonly<Record<string, unknown>>;

const scenario = (tasks: readonly Json[], more: Json = {}) => ({
  name: "s",
  until: 60,
  dags: [{ dag_id: "d", tasks }],
  runs: [{ dag_id: "d", run_id: "r" }],
  ...more,
});

function run(content: unknown): SimulationResult {
  const [checked] = checkScenarios(content, "s");
  return buildSimulation(checked as NonNullable<typeof checked>).run();
}

/** Polls without end. */
function endless(): Simulation {
  const dag = new DAG("d");
  new PythonOperator({
    dag,
    taskId: "t",
    *pythonCallable(context) {
      for (;;) yield context.sleep(0.001);
    },
  });
  return new Simulation({ dags: [dag], until: 1e9 }).trigger("d", { runId: "r" });
}

describe("a run is given up", () => {
  test("after as many events as it may have, at the very one", () => {
    expect(() => endless().run({ maxEvents: 1000 })).toThrow(LimitError);
    try {
      endless().run({ maxEvents: 1000 });
    } catch (error) {
      expect((error as LimitError).events).toBe(1000);
      expect((error as LimitError).message).toMatch(/^Given up at [\d.]+ s, after 1000 events: expected at most 1000/);
    }
  });

  test("also where it awaits promises", async () => {
    await expect(endless().runAsync({ maxEvents: 1000 })).rejects.toThrow(LimitError);
  });

  test("where whoever watches says so, who is asked again and again but not at every event", () => {
    let asked = 0;
    const giveUp = () => {
      asked += 1;
      return asked > 3 ? "it is enough" : undefined;
    };
    expect(() => endless().run({ giveUp })).toThrow(/after 32768 events: it is enough$/);
  });

  test("where time stands still though things happen", () => {
    /** Counts each event as ten thousand: the limit is beyond what a test should wait for. */
    class Hasty extends Kernel {
      override get events(): number {
        return 10_000 * super.events;
      }
    }
    const kernel = new Hasty();
    const watchdog = new Watchdog(kernel, {});
    const again = () => void kernel.after(0, again);
    again();
    const isOver = () => {
      watchdog.look();
      return false;
    };
    expect(() => kernel.run(60e6, isOver)).toThrow(NoProgressError);
  });

  test("by the command, with exit code 1, and the others run", () => {
    const long = scenario([{ task_id: "t", operator: "wait", ready_at: 1e9, poke_interval: 1e-6 }], {
      name: "long",
      until: 1e9,
    });
    const file = new Folder().write("s.json", [long, scenario([{ task_id: "t", operator: "work" }])]);
    for (const option of [
      ["--max-events", "50"],
      ["--max-seconds", "0.01"],
    ]) {
      const { status, stdout, stderr } = airlapse("run", file, ...option);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^error: long: Given up at [\d.]+ s, after \d+ events: expected /);
      expect(stdout).toContain("\ns ");
    }
    expect(airlapse("compare", file, "--max-events", "50").stderr).toContain("error: long: Given up");
  });

  test("by the command before its memory is full", () => {
    const tasks = [{ task_id: "t", operator: "work", retries: 1e9, outcomes: ["fail"], retry_delay: 0 }];
    const file = new Folder().write("s.json", scenario(tasks, { until: 1e9 }));
    const { status, stderr } = spawnSync(process.execPath, ["--max-old-space-size=100", BIN, "run", file], {
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: s: Given up .*expected it to fit into memory/);
  });
});

describe("who has not finished", () => {
  test.each<[string, Json, Json | undefined, string, boolean]>([
    [
      "a deferred task whose trigger never fires",
      { operator: "defer", result: "never" },
      {},
      "for its trigger WaitTrigger, which has not fired",
      false,
    ],
    [
      "a deferred task without any triggerer",
      { operator: "defer" },
      { triggerers: [] },
      "for its trigger WaitTrigger, and no triggerer runs",
      true,
    ],
    [
      "a deferred task whose triggerer has died",
      { operator: "defer", wait: 9 },
      { triggerers: [{ stop_at: 3 }] },
      "for its trigger WaitTrigger, and no triggerer runs",
      true,
    ],
    [
      "a task in a pool that is too small",
      { operator: "work", pool: "p", pool_slots: 2 },
      { pools: { p: { slots: 1 } } },
      'for 2 of 1 slots of pool "p", of which 1 are open',
      true,
    ],
    ["a task in no pool", { operator: "work", pool: "p" }, {}, 'for ever: there is no pool "p"', true],
    [
      "a task that nothing may run",
      { operator: "work" },
      { config: { core: { max_active_tasks_per_dag: 0 } } },
      "for a limit: parallelism, max_active_tasks or max_active_tis",
      true,
    ],
    [
      "a task that runs on",
      { operator: "work", duration: 99 },
      {},
      "for its own code: WorkOperator(duration=99)",
      false,
    ],
    [
      "a sensor that pokes",
      { operator: "wait", ready_at: 99 },
      {},
      "for what it looks for: WaitSensor(ready_at=99)",
      false,
    ],
    [
      "a task that is tried again later",
      { operator: "work", outcomes: ["fail"], retries: 1, retry_delay: 99 },
      {},
      "for the date of its next try or poke",
      false,
    ],
    [
      "a sensor that looks again later",
      { operator: "wait", ready_at: 99, mode: "reschedule" },
      {},
      "for the date of its next try or poke",
      false,
    ],
  ])("says what it waits for: %s", (_, task, more, words, isForEver) => {
    const { unfinished } = run(scenario([{ task_id: "t", ...task }], more));
    expect(unfinished).toHaveLength(1);
    const [one] = unfinished;
    expect(one).toMatchObject({ dagId: "d", runId: "r", taskId: "t", mapIndex: -1, isForEver });
    expect(obstacleText((one as NonNullable<typeof one>).waitsFor)).toBe(words);
  });

  test("says since when: the last change of its state", () => {
    const { unfinished } = run(scenario([{ task_id: "t", operator: "defer", submit: 3, wait: 99 }]));
    expect(unfinished).toMatchObject([
      { state: "deferred", since: 4e6, waitsFor: { kind: "trigger", hasTriggerer: true } },
    ]);
  });

  test("waits for tasks upstream, for a worker slot, or for its run to start", () => {
    const tasks = [
      { task_id: "a", operator: "work", duration: 99, priority_weight: 5 },
      { task_id: "b", operator: "work" },
      { task_id: "c", operator: "work", upstream: ["a", "b"] },
    ];
    const runs = ["r", "s"].map((run_id, at) => ({ dag_id: "d", run_id, at }));
    const content = scenario(tasks, { executor: { worker_slots: 1 }, runs });
    const { unfinished } = run({ ...content, dags: [{ dag_id: "d", max_active_runs: 1, tasks }] });
    expect(unfinished.map(({ runId, taskId, waitsFor }) => [runId, taskId, waitsFor])).toEqual([
      ["r", "a", { kind: "itself", operator: "WorkOperator(duration=99)", isSensor: false }],
      ["r", "b", { kind: "workerSlot", workerSlots: 1 }],
      ["r", "c", { kind: "dependencies", unfinishedTaskIds: ["a", "b"] }],
      ...["a", "b", "c"].map((task) => ["s", task, { kind: "runQueued", maxActiveRuns: 1 }]),
    ]);
  });

  test("of a run that ended as a deadlock is named with it", () => {
    const tasks = [
      { task_id: "a", operator: "work", outcomes: ["fail"] },
      { task_id: "b", operator: "work", upstream: ["a"], trigger_rule: "all_success", setup: true },
      {
        task_id: "c",
        operator: "EmptyOperator",
        upstream: ["b"],
        trigger_rule: "one_success",
        depends_on_past: true,
        ignore_first_depends_on_past: false,
      },
    ];
    for (const { dagId, waitsFor, isForEver } of run(scenario(tasks)).unfinished)
      if (waitsFor.kind === "runEnded") expect([dagId, isForEver]).toEqual(["d", true]);
  });

  test("is nobody where all has finished", () => {
    expect(run(scenario([{ task_id: "t", operator: "work" }])).unfinished).toEqual([]);
  });

  test("is named by run, on stderr, five of them; with a schedule too", () => {
    const tasks = Array.from({ length: 7 }, (_, i) => ({ task_id: `t${i}`, operator: "work", duration: 99 }));
    const folder = new Folder();
    const { status, stderr } = airlapse("run", folder.write("s.json", scenario(tasks)));
    expect(status).toBe(0);
    expect(stderr.split("\n")).toEqual([
      "note: s: 7 task instances have not finished at the end, 60 s",
      ...[0, 1, 2, 3, 4].map(
        (i) => `  d / r / t${i}: running since 1 s, waits for its own code: WorkOperator(duration=99)`,
      ),
      "  and 2 more",
      "",
    ]);
    const scheduled = { ...scenario(tasks), runs: [], dags: [{ dag_id: "d", schedule: { every: 30 }, tasks }] };
    expect(airlapse("run", folder.write("s.json", scheduled)).stderr).toContain(
      "  d / scheduled__2023-12-31T23:59:30+00:00 / t0: running since 0 s, waits for its own code",
    );
  });
});
