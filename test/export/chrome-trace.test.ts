/**
 * The Chrome trace is read by a parser of its own, as Chrome's documentation of the format has it, and its durations are
 * compared with the trace of what happened.
 * @module
 */
import type { Trace } from "airlapse";
import { chromeTrace } from "airlapse/export";
import { buildSimulation, checkScenarios, type Scenario } from "airlapse/scenario";
import { describe, expect, test } from "vitest";
import { histories, randomScenarios, recordedScenarios } from "../observe/scenarios.ts";

interface Slice {
  readonly process: string;
  readonly thread: number | string;
  readonly name: string;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly args: Readonly<Record<string, unknown>>;
}

interface Event {
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly name?: string;
  readonly cat?: string;
  readonly id?: number;
  readonly args?: Readonly<Record<string, unknown>>;
}

interface Parsed {
  readonly slices: readonly Slice[];
  /** Value times time of each series of each counter, and its last value. */
  readonly counters: ReadonlyMap<
    string,
    readonly { readonly ts: number; readonly args: Readonly<Record<string, number>> }[]
  >;
}

/** Pairs up begins and ends: synchronous ones by thread, asynchronous ones by category and id. Throws where any is alone. */
function parse(text: string): Parsed {
  const { traceEvents } = JSON.parse(text) as { readonly traceEvents: readonly Event[] };
  const names = new Map<number, string>();
  const open = new Map<string, { name: string; ts: number; args: Readonly<Record<string, unknown>> }[]>();
  const slices: Slice[] = [];
  const counters = new Map<string, { ts: number; args: Record<string, number> }[]>();
  let last = 0;
  for (const { ph, pid, tid, name = "", cat, id, ts, args = {} } of traceEvents) {
    if (ph === "M") {
      if (name === "process_name") names.set(pid, (args as { name: string }).name);
      continue;
    }
    if (typeof ts !== "number" || ts < last) throw new Error(`at ${ts} after ${last}`);
    last = ts;
    const isAsync = ph === "b" || ph === "e";
    const thread = isAsync ? `${cat} ${id}` : `${pid} ${tid}`;
    const stack = open.get(thread) ?? [];
    open.set(thread, stack);
    if (ph === "B" || ph === "b") stack.push({ name, ts, args });
    else if (ph === "E" || ph === "e") {
      const begun = stack.pop();
      if (begun === undefined) throw new Error(`an end without a begin at ${ts} in ${thread}`);
      if (isAsync && begun.name !== name) throw new Error(`${name} ends ${begun.name}`);
      const process = names.get(pid) ?? "";
      slices.push({
        process,
        thread: isAsync ? thread : tid,
        name: begun.name,
        depth: stack.length,
        from: begun.ts,
        to: ts,
        args: begun.args,
      });
    } else if (ph === "C")
      counters.set(name, [...(counters.get(name) ?? []), { ts, args: args as Record<string, number> }]);
    else throw new Error(`unknown ph ${ph}`);
  }
  for (const [thread, stack] of open) if (stack.length > 0) throw new Error(`a begin without an end in ${thread}`);
  return { slices, counters };
}

function traced(scenario: Scenario): { readonly trace: Trace; readonly parsed: Parsed } {
  const simulation = buildSimulation(scenario);
  const pieces: string[] = [];
  const exporter = chromeTrace(simulation, (text) => pieces.push(text));
  const result = simulation.run();
  exporter.end(result);
  return { trace: result.trace(scenario.name), parsed: parse(pieces.join("")) };
}

const micros = (seconds: number) => Math.round(seconds * 1e6);
const total = (slices: readonly Slice[]) => slices.reduce((sum, { from, to }) => sum + to - from, 0);

/** How long task instances were in a state, all together. */
function timeIn(state: string, scenario: Scenario, trace: Trace): number {
  return [...histories(scenario, trace).values()]
    .flat()
    .reduce((sum, one) => (one.state === state ? sum + one.to - one.from : sum), 0);
}

function triggerTime({ events, ended_at }: Trace): number {
  let sum = 0;
  for (const event of events) {
    if (!("trigger" in event)) continue;
    if (event.event === "created") sum += micros(ended_at) - micros(event.t);
    else if (event.event === "deleted") sum -= micros(ended_at) - micros(event.t);
  }
  return sum;
}

describe("in all recorded scenarios and many random ones", () => {
  const all = [...recordedScenarios(), ...randomScenarios("chrome", 100)].map((scenario) => ({
    scenario,
    ...traced(scenario),
  }));
  const wrong = (check: (one: (typeof all)[number]) => readonly [number, number]) =>
    all.flatMap((one) => {
      const [actual, expected] = check(one);
      return actual === expected ? [] : [`${one.scenario.name}: ${actual} and not ${expected}`];
    });

  test("the slices of worker slots take as long as the slots were held", () => {
    const found = wrong(({ parsed, trace }) => {
      const held = trace.slots.reduce((sum, [t, delta]) => sum + delta * (micros(trace.ended_at) - micros(t)), 0);
      return [total(parsed.slices.filter(({ process, depth }) => process === "Worker slots" && depth === 0)), held];
    });
    expect(found).toEqual([]);
  });

  test("no slot holds two task instances at once", () => {
    const found = all.filter(({ parsed }) =>
      parsed.slices.some(({ process, depth, name }) => process === "Worker slots" && depth === 1 && name !== "running"),
    );
    expect(found).toEqual([]);
  });

  test.each(["queued", "running", "deferred", "up_for_reschedule", "up_for_retry", "scheduled"])(
    "the slices of state %s take as long as task instances were in it",
    (state) => {
      const found = wrong(({ scenario, parsed, trace }) => [
        total(parsed.slices.filter(({ process, name }) => process === "Task instances" && name === state)),
        timeIn(state, scenario, trace),
      ]);
      expect(found).toEqual([]);
    },
  );

  test("the slices of triggers take as long as there were triggers", () => {
    const found = wrong(({ parsed, trace }) => [
      total(parsed.slices.filter(({ process }) => process === "Triggerer")),
      triggerTime(trace),
    ]);
    expect(found).toEqual([]);
  });

  test("the counter of slots counts what the slices show", () => {
    const found = wrong(({ parsed, trace }) => {
      const counter = parsed.counters.get("worker slots") ?? [];
      const held = counter.reduce(
        (sum, { ts, args }, i) => sum + (args["in use"] ?? 0) * ((counter[i + 1]?.ts ?? micros(trace.ended_at)) - ts),
        0,
      );
      return [held, total(parsed.slices.filter(({ process, depth }) => process === "Worker slots" && depth === 0))];
    });
    expect(found).toEqual([]);
  });
});

test("a deferral shows as a gap: the slot is somebody else's meanwhile", () => {
  const dag = {
    dag_id: "d",
    tasks: [
      { task_id: "waits", operator: "TimeDeltaSensorAsync", delta: 100, priority_weight: 2 },
      { task_id: "works", operator: "work", duration: 30 },
    ],
  };
  const [scenario] = checkScenarios(
    {
      name: "gap",
      dags: [dag],
      runs: [{ dag_id: "d", run_id: "r" }],
      executor: { worker_slots: 1 },
      overheads: { task_startup: 2 },
    },
    "gap",
  );
  const { slices } = traced(scenario as Scenario).parsed;
  const slots = slices.filter(({ process, depth }) => process === "Worker slots" && depth === 0);
  // it starts at 1 s, and starting takes 2 s; the trigger fires after 100 s of the run's data interval
  expect(slots.map(({ name, thread }) => `${name} in ${thread}`)).toEqual([
    "d.waits in 1",
    "d.works in 1",
    "d.waits in 1",
  ]);
  const [first, second, third] = slots;
  expect([first?.from, first?.to, second?.from, second?.to]).toEqual([1e6, 3e6, 3e6, 35e6]);
  expect(third?.from).toBeGreaterThan(100e6);
});
