import type { SimulationDrawing } from "../../src/drawing/index.ts";

/** All of one duration. */
function spreadOf(seconds: number) {
  return {
    count: 1,
    mean: seconds,
    min: seconds,
    p50: seconds,
    p90: seconds,
    p95: seconds,
    p99: seconds,
    max: seconds,
  };
}

/** All slots are held by one. */
function holders(name: string): SimulationDrawing["slotsByDag"] {
  const parts = { 0: [0, 1, 1, 0, 0], others: [0, 0, 0, 0, 0] };
  return { names: [name], levels: { at: [0, 1, 2, 4, 6], parts, peak: 1, averagedOver: null } };
}

/** Two task instances: the first holds a slot from 1 to 4 s, the second is deferred meanwhile. */
export function drawing(given: Partial<SimulationDrawing> = {}): SimulationDrawing {
  return {
    name: "standard",
    airflow: "2.7.2",
    startedAt: 1_772_409_600, // 2026-03-02
    endedAt: 6,
    workerSlots: 2,
    meanSlots: 0.5,
    peakSlots: 1,
    slots: {
      at: [0, 1, 2, 4, 6],
      parts: {
        working: [0, 0, 1, 0, 0],
        waiting: [0, 0, 0, 0, 0],
        startingUp: [0, 1, 0, 0, 0],
        ending: [0, 0, 0, 0, 0],
      },
      peak: 1,
      averagedOver: null,
    },
    slotsByDag: holders("d"),
    slotsByTask: holders("a"),
    pools: [],
    workers: null,
    triggers: {
      at: [0, 1, 5, 6],
      parts: { running: [0, 1, 0, 0], waiting: [0, 0, 0, 0] },
      peak: 1,
      averagedOver: null,
    },
    waits: [{ cause: "an open worker slot", seconds: 90 }],
    spreads: [{ of: "runs of DAGs", spread: spreadOf(4) }],
    tasks: [
      {
        dagId: "d",
        taskId: "a",
        queued: spreadOf(1),
        running: spreadOf(2),
        slotSeconds: 3,
        pokes: { worker: 5, triggerer: 0 },
      },
    ],
    timeline: {
      names: ["d", "r", "a", "b", "success"],
      rows: { dags: [0, 0], runs: [1, 1], tasks: [2, 3], mapIndexes: [-1, 7], states: [4, 4] },
      spans: { rows: [0, 0, 1], kinds: [2, 3, 5], from: [1, 2, 1], to: [2, 4, 5] },
      marks: { rows: [], kinds: [], at: [] },
      stories: [],
      leftOut: 0,
    },
    dags: [
      {
        dagId: "d",
        tasks: [
          { taskId: "a", group: null, states: { success: 1 } },
          { taskId: "b", group: null, states: { failed: 1, success: 2 } },
        ],
        groups: [],
        edges: [[0, 1]],
      },
    ],
    ...given,
  };
}
