/**
 * StatsD lines and OpenMetrics text: their grammar, and that they count what the trace shows.
 * @module
 */
import type { SimulationResult, Trace } from "airlapse";
import { openMetrics, statsd } from "airlapse/export";
import { buildSimulation, checkScenarios, type Scenario } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { randomScenarios, recordedScenarios } from "../observe/scenarios.ts";

interface Line {
  readonly name: string;
  readonly value: number;
  readonly type: string;
  readonly time: number;
}

function linesOf(scenario: Scenario): {
  readonly lines: readonly Line[];
  readonly result: SimulationResult;
  text: string;
} {
  const simulation = buildSimulation(scenario);
  const [pieces, metrics]: [string[], string[]] = [[], []];
  const exporters = [
    statsd(simulation, (piece) => pieces.push(piece)),
    openMetrics(simulation, (piece) => metrics.push(piece)),
  ];
  const result = simulation.run();
  for (const exporter of exporters) exporter.end(result);
  const lines = pieces
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [, name = "", value, type = "", time] =
        /^airflow\.([\w.\-/]+):(-?[\d.]+|inf)\|(c|g|ms)\|T(\d+)$/.exec(line) ?? [];
      if (time === undefined) throw new Error(`no line of StatsD: ${line}`);
      return { name, value: value === "inf" ? Number.POSITIVE_INFINITY : Number(value), type, time: Number(time) };
    });
  return { lines, result, text: metrics.join("") };
}

type TaskEvent = Extract<Trace["events"][number], { readonly ti: unknown }>;

const sum = (lines: readonly Line[], name: string) =>
  lines.filter((line) => line.name === name).reduce((total, { value }) => total + value, 0);

describe("in recorded scenarios and random ones", () => {
  const all = [...recordedScenarios().filter((_, i) => i % 3 === 0), ...randomScenarios("metrics", 60)].map(
    (scenario) => ({
      name: scenario.name,
      ...linesOf(scenario),
    }),
  );
  const wrong = (
    check: (lines: readonly Line[], events: readonly TaskEvent[], trace: Trace) => readonly [number, number],
  ) =>
    all.flatMap(({ name, lines, result }) => {
      const trace = result.trace(name);
      const events = trace.events.filter((event): event is TaskEvent => "ti" in event);
      const [actual, expected] = check(lines, events, trace);
      return Math.abs(actual - expected) < 1e-6 ? [] : [`${name}: ${actual} and not ${expected}`];
    });

  test("ti.start counts every start, resumes included", () => {
    expect(
      wrong((lines, events) => [sum(lines, "ti.start"), events.filter(({ state }) => state === "running").length]),
    ).toEqual([]);
  });

  test("ti.finish counts what workers have made of a running task", () => {
    expect(
      wrong((lines, events) => [
        sum(lines, "ti.finish"),
        events.filter(({ from, by }) => from === "running" && by === "worker").length,
      ]),
    ).toEqual([]);
  });

  test("ti_successes and ti_failures count how tasks have ended by themselves", () => {
    expect(
      wrong((lines, events) => [
        sum(lines, "ti_successes"),
        events.filter(({ from, state, by }) => from === "running" && by === "worker" && state === "success").length,
      ]),
    ).toEqual([]);
  });

  test("triggers.running comes back to the triggers that are left", () => {
    expect(
      wrong((lines, _, { events }) => {
        const assigned = new Set<number>();
        for (const event of events)
          if ("trigger" in event) {
            if (event.event === "assigned") assigned.add(event.trigger);
            else if (event.event === "deleted") assigned.delete(event.trigger);
          }
        return [lines.findLast(({ name }) => name === "triggers.running")?.value ?? 0, assigned.size];
      }),
    ).toEqual([]);
  });

  test("a run's duration is that from its start to its end, in milliseconds", () => {
    expect(
      wrong((lines, _, trace) => {
        const starts = new Map<string, number>();
        let total = 0;
        for (const event of trace.events) {
          if (!("run" in event)) continue;
          const key = JSON.stringify(event.run);
          if (event.state === "running") starts.set(key, event.t);
          const start = starts.get(key);
          if (start === undefined || !(event.state === "success" || event.state === "failed")) continue;
          total += Math.round((event.t - start) * 1e6) / 1e3;
          starts.delete(key);
        }
        return [sum(lines, "dagrun.duration.success") + sum(lines, "dagrun.duration.failed"), total];
      }),
    ).toEqual([]);
  });

  test("time never goes back", () => {
    const back = all.filter(({ lines }) => lines.some(({ time }, i) => time < (lines[i - 1]?.time ?? 0)));
    expect(back.map(({ name }) => name)).toEqual([]);
  });

  test("OpenMetrics is text as its grammar has it, each family in one piece, and counts the same", () => {
    for (const { lines, text, name } of all) {
      const families: string[] = [];
      const totals = new Map<string, number>();
      const rows = text.trimEnd().split("\n");
      expect(rows.at(-1)).toBe("# EOF");
      for (const row of rows.slice(0, -1)) {
        const [, family] = /^# TYPE (airflow_\w+) (?:counter|gauge|summary)$/.exec(row) ?? [];
        if (family !== undefined) {
          expect(families).not.toContain(family);
          families.push(family);
          continue;
        }
        if (/^# UNIT \w+_seconds seconds$/.test(row)) continue;
        const [, sample = "", value] =
          /^(airflow_\w+)(?:\{\w+="(?:[^"\\\n]|\\.)*"(?:,\w+="(?:[^"\\\n]|\\.)*")*\})? (-?[\d.e+-]+|\+Inf) \d+\.\d{6}$/.exec(
            row,
          ) ?? [];
        expect(value, row).toBeDefined();
        expect(sample.startsWith(families.at(-1) as string)).toBe(true);
        totals.set(sample, (totals.get(sample) ?? 0) + Number(value === "+Inf" ? 0 : value));
      }
      expect([name, totals.get("airflow_ti_start_total") ?? 0]).toEqual([name, sum(lines, "ti.start")]);
      expect([name, totals.get("airflow_triggers_succeeded_total") ?? 0]).toEqual([
        name,
        sum(lines, "triggers.succeeded"),
      ]);
    }
  });
});

test("a deferred task is measured as real Airflow measures it", () => {
  // one slot, taken 2 s before the task begins: it defers at 3 s, its trigger fires and it runs again
  const [scenario] = checkScenarios(
    {
      name: "deferred",
      dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "TimeDeltaSensorAsync", delta: 30 }] }],
      runs: [{ dag_id: "d", run_id: "r" }],
      overheads: { task_startup: 2 },
    },
    "deferred",
  );
  const { lines, result } = linesOf(scenario as Scenario);
  const named = (name: string) => lines.filter((line) => line.name === name).map(({ value }) => value);
  const { events } = result.trace();
  const at = (state: string, which: number) =>
    events.filter((event): event is TaskEvent => "ti" in event && event.state === state)[which]?.t as number;
  expect(named("local_task_job.task_exit.1.d.t.100")).toEqual([1]);
  expect(named("local_task_job.task_exit.2.d.t.0")).toEqual([1]);
  expect(named("ti.finish.d.t.deferred")).toEqual([0, 1, 0]);
  expect(named("triggers.succeeded")).toEqual([1]);
  // both in seconds, though typed as milliseconds; the second since the first start, deferral included
  expect(named("task.queued_duration")).toEqual([2, 2]);
  expect(named("dag.d.t.scheduled_duration")).toEqual([at("queued", 1) - at("running", 0)]);
});

test("no id ends a line or a field of StatsD", () => {
  const [scenario] = checkScenarios(
    {
      name: "names",
      dags: [{ dag_id: "d", tasks: [{ task_id: "t", operator: "work", duration: 9, pool: "a|b:c\n#d" }] }],
      pools: { "a|b:c\n#d": { slots: 3 } },
      runs: [{ dag_id: "d", run_id: "r" }],
    },
    "names",
  );
  const names = linesOf(scenario as Scenario).lines.map(({ name }) => name);
  expect(names).toContain("pool.open_slots.a_b_c__d");
});

test("the executor's gauges are what BaseExecutor.heartbeat shows, before it hands on what is queued", () => {
  const [scenario] = checkScenarios(
    {
      name: "executor",
      dags: [{ dag_id: "d", tasks: ["a", "b", "c"].map((task_id) => ({ task_id, operator: "work", duration: 5.5 })) }],
      runs: [{ dag_id: "d", run_id: "r" }],
      executor: { worker_slots: 1 },
      config: { core: { parallelism: 2 } },
    },
    "executor",
  );
  const { lines } = linesOf(scenario as Scenario);
  const start = lines[0]?.time ?? 0;
  const gauges = lines
    .filter(({ name }) => name.startsWith("executor."))
    .map(({ time, name, value }) => [time - start, name.replace("executor.", ""), value]);
  expect(gauges).toEqual([
    [0, "open_slots", 2],
    [0, "queued_tasks", 0],
    [0, "running_tasks", 0],
    // as many are queued as parallelism lets; that handed on, the loop goes round at once
    [1, "queued_tasks", 2],
    [1, "open_slots", 0],
    [1, "queued_tasks", 0],
    [1, "running_tasks", 2],
    // the first runs to 6.5 s; the loop at 7 s hears of it after its heartbeat, so that at 8 s there is room
    [8, "open_slots", 1],
    [8, "queued_tasks", 1],
    [8, "running_tasks", 1],
    [8, "open_slots", 0],
    [8, "queued_tasks", 0],
    [8, "running_tasks", 2],
    // the second from 6.5 to 12 s; of the third, at 18 s, nothing is left to be told
    [13, "open_slots", 1],
    [13, "running_tasks", 1],
  ]);
});
