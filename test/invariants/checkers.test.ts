/**
 * Each checker of an invariant bites: it finds nothing in a trace as it is, and what was tampered with in a changed one.
 * @module
 */
import type { Trace } from "airlapse";
import { describe, expect, test } from "vitest";
import type { ScenarioSpec } from "../../differential/generate/draft.js";
import { traceHere } from "../../differential/here.js";
import { INVARIANTS } from "../../differential/invariants.js";

/** Two tasks that defer in a pool, a follower, a leaf that fails, two runs one after the other. */
const SCENARIO: ScenarioSpec = {
  name: "tampered",
  until: 80.7,
  executor: { worker_slots: 2 },
  pools: { small: { slots: 2, include_deferred: true } },
  config: { core: { parallelism: 3 } },
  dags: [
    {
      dag_id: "d",
      max_active_runs: 1,
      max_active_tasks: 2,
      tasks: [
        { task_id: "a", operator: "defer", submit: 1.1, wait: 3.3, resume: 0.7, pool: "small", priority_weight: 9 },
        { task_id: "b", operator: "defer", submit: 1.7, wait: 5.1, resume: 0.3, pool: "small", priority_weight: 8 },
        { task_id: "c", operator: "work", duration: 2.3, upstream: ["a"], max_active_tis_per_dag: 1 },
        { task_id: "e", operator: "work", outcomes: ["fail"], upstream: ["b"] },
      ],
    },
  ],
  runs: [
    { dag_id: "d", run_id: "r0", at: 0.3 },
    { dag_id: "d", run_id: "r1", at: 0.7 },
  ],
};

const TRACE = traceHere(SCENARIO);
type Event = Trace["events"][number];

function isOf(event: Event, task: string, state: string | null, run = "r0"): boolean {
  return "ti" in event && event.ti[2] === task && event.ti[1] === run && event.state === state;
}

/** The trace with one event changed, or taken out where nothing is put in its place. */
function withEvent(which: (event: Event) => boolean, change: (event: Event) => readonly Event[]): Trace {
  const at = TRACE.events.findIndex(which);
  expect(at).toBeGreaterThanOrEqual(0);
  const event = TRACE.events[at] as Event;
  return { ...TRACE, events: TRACE.events.toSpliced(at, 1, ...change(event)) };
}

function found(name: keyof typeof INVARIANTS, trace: Trace, scenario: ScenarioSpec = SCENARIO): string[] {
  return INVARIANTS[name]?.(scenario, trace) ?? [];
}

test.each(Object.keys(INVARIANTS))("%s: nothing is found in a trace as it is", (name) => {
  expect(found(name, TRACE)).toEqual([]);
});

describe("time", () => {
  const name = "time goes forward";

  test("that goes back is found", () => {
    const back = withEvent(
      (event) => isOf(event, "c", "running"),
      (event) => [{ ...event, t: 0.1 }],
    );
    expect(found(name, back)).not.toEqual([]);
  });

  test("after the end is found", () => {
    expect(found(name, { ...TRACE, ended_at: 3 })).not.toEqual([]);
  });

  test("of a run that ends before it starts is found", () => {
    expect(found(name, { ...TRACE, dag_runs: TRACE.dag_runs.map((row) => ({ ...row, end: 0.1 })) })).not.toEqual([]);
  });
});

describe("the state machine", () => {
  const name = "histories are paths in the state machine";

  test("a step that is left out is found", () => {
    const gap = withEvent(
      (event) => isOf(event, "a", "queued"),
      () => [],
    );
    expect(found(name, gap)).not.toEqual([]);
  });

  test("a step by another actor is found", () => {
    const stranger = withEvent(
      (event) => isOf(event, "a", "queued"),
      (event) => [{ ...event, by: "triggerer" }],
    );
    expect(found(name, stranger)).not.toEqual([]);
  });

  test("a run that goes from queued to success is found", () => {
    const short = withEvent(
      (event) => "run" in event && event.state === "running",
      (event) => [{ ...event, state: "success" } as Event],
    );
    expect(found(name, short)).not.toEqual([]);
  });

  test.each([
    ["the mini-scheduler, which is gone", "c", "scheduled", { by: "worker" }, "from null to scheduled by worker"],
    [
      "a late report, which the server refuses",
      "c",
      "success",
      { from: "skipped" },
      "from skipped to success by worker",
    ],
    ["a process whose task was cleared before", "c", "running", { from: null }, "from null to running by worker"],
  ])("under Airflow 3 a step by %s is found", (_, task, state, change, problem) => {
    const changed = (trace: Trace): Trace => ({
      ...trace,
      events: trace.events.map((event) => (isOf(event, task, state) ? ({ ...event, ...change } as Event) : event)),
    });
    expect(found(name, changed(TRACE)).join()).not.toContain(problem);
    expect(found(name, changed(traceHere(SCENARIO, "3.2.1"))).join()).toContain(problem);
  });

  test("a trigger that ends its task is found where none can", () => {
    const ended = withEvent(
      (event) => isOf(event, "a", "deferred"),
      (event) => [event, { ...event, by: "triggerer", from: "deferred", state: "success" } as Event],
    );
    const problem = "from deferred to success by triggerer";
    expect(found(name, ended).join()).toContain(problem);
    expect(found(name, { ...ended, airflow: "2.10.5" }).join()).not.toContain(problem);
  });

  test("a history that ends otherwise than its row is found", () => {
    const rows = TRACE.task_instances.map((row) => (row.ti[2] === "c" ? { ...row, state: "failed" } : row));
    expect(found("histories end as the rows do", { ...TRACE, task_instances: rows })).toHaveLength(2);
  });
});

describe("worker slots", () => {
  test("a slot more than there are is found", () => {
    const [first] = TRACE.slots;
    const more = { ...TRACE, slots: [first, first, first] as Trace["slots"] };
    expect(found("worker slots in use never exceed the slots", more)).not.toEqual([]);
  });

  test("more than parallelism allows is found", () => {
    const config = { core: { parallelism: 1 } };
    expect(found("worker slots in use never exceed the slots", TRACE, { ...SCENARIO, config })).not.toEqual([]);
  });

  test("a slot that is given back twice is found", () => {
    const last = TRACE.slots.at(-1) as Trace["slots"][number];
    const twice = { ...TRACE, slots: [...TRACE.slots, last] };
    expect(found("worker slots in use never exceed the slots", twice)).not.toEqual([]);
  });

  test("a slot that is not given back is found", () => {
    expect(found("worker slots are given back", { ...TRACE, slots: TRACE.slots.slice(0, -1) })).not.toEqual([]);
  });
});

describe("limits", () => {
  const name = "limits of pools, DAGs and tasks hold";
  const [dag] = SCENARIO.dags;
  const tasks = dag?.tasks ?? [];

  test.each([
    ["a pool", { pools: { small: { slots: 1, include_deferred: true } } }, "pool small"],
    ["parallelism", { config: { core: { parallelism: 1 } } }, "parallelism"],
    ["max_active_tasks", { dags: [{ dag_id: "d", tasks, max_active_tasks: 1 }] }, "max_active_tasks"],
  ])("more than %s allows is found", (_, less, what) => {
    expect(found(name, TRACE, { ...SCENARIO, ...less }).join()).toContain(what);
  });

  test("deferred task instances count in a pool that includes them, and only there", () => {
    const keeps = withEvent(
      (event) => isOf(event, "a", "queued"),
      (event) => [
        ...["scheduled", "queued", "running", "deferred"].map(
          (state, i, all) => ({ ...event, state, from: all[i - 1] ?? null, ti: ["d", "r0", "a", 7] }) as Event,
        ),
        event,
      ],
    );
    const pools = (includeDeferred: boolean) => ({ small: { slots: 2, include_deferred: includeDeferred } });
    expect(found(name, keeps, { ...SCENARIO, pools: pools(true) }).join()).toContain("3 in pool small");
    expect(found(name, keeps, { ...SCENARIO, pools: pools(false) })).toEqual([]);
  });

  test("more than max_active_tis_per_dag and _per_dagrun allow is found", () => {
    const twice = withEvent(
      (event) => isOf(event, "c", "queued"),
      (event) => [{ ...event, ti: ["d", "r0", "c", 7] } as Event, event],
    );
    expect(found(name, twice).join()).toContain("max_active_tis_per_dag of d/c");
    const perRun = tasks.map(({ max_active_tis_per_dag: limit, ...task }) => ({
      ...task,
      ...(limit === undefined ? {} : { max_active_tis_per_dagrun: limit }),
    }));
    const scenario = { ...SCENARIO, dags: [{ dag_id: "d", tasks: perRun }] };
    expect(found(name, twice, scenario).join()).toContain("max_active_tis_per_dagrun of d/r0/c");
  });

  test("a second run beyond max_active_runs is found", () => {
    const early = withEvent(
      (event) => "run" in event && event.run[1] === "r0" && event.state === "running",
      (event) => [event, { ...event, run: ["d", "r1"] } as Event],
    );
    expect(found("max_active_runs holds", early)).not.toEqual([]);
  });
});

describe("triggers", () => {
  const name = "each deferred task instance has one trigger";
  const isTrigger = (event: Event, what: string) => "trigger" in event && event.event === what;

  test("a task that defers without one is found", () => {
    const none = withEvent(
      (event) => isTrigger(event, "created"),
      () => [],
    );
    expect(found(name, none)).not.toEqual([]);
  });

  test("one that is made twice is found", () => {
    const twice = withEvent(
      (event) => isTrigger(event, "created"),
      (event) => [event, { ...event, trigger: 99 } as Event],
    );
    expect(found(name, twice)).not.toEqual([]);
  });

  test("one that is deleted while its task is deferred is found", () => {
    const early = withEvent(
      (event) => isTrigger(event, "assigned"),
      (event) => [event, { ...event, event: "deleted" } as Event],
    );
    expect(found(name, early)).not.toEqual([]);
  });

  test("one that is assigned after it was deleted is found", () => {
    const late = withEvent(
      (event) => isTrigger(event, "deleted"),
      (event) => [event, { ...event, event: "assigned" } as Event],
    );
    expect(found(name, late)).not.toEqual([]);
  });
});

describe("the end of a run", () => {
  const name = "runs end as their leaves do";

  test("success with a leaf that failed is found", () => {
    const wrong = withEvent(
      (event) => "run" in event && event.state === "failed",
      (event) => [{ ...event, state: "success" } as Event],
    );
    expect(found(name, wrong)).not.toEqual([]);
  });

  test("failure with leaves that succeeded is found", () => {
    const wrong = withEvent(
      (event) => isOf(event, "e", "failed"),
      (event) => [{ ...event, state: "success" } as Event],
    );
    expect(found(name, wrong)).not.toEqual([]);
  });

  test("success before all is done is found", () => {
    const early = withEvent(
      (event) => isOf(event, "c", "running"),
      (event) => [event, { t: event.t, by: "scheduler", run: ["d", "r0"], state: "success" }],
    );
    expect(found(name, early)).not.toEqual([]);
  });
});
