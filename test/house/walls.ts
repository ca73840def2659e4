/**
 * The rooms of the house, from the ground up. A room imports only from rooms that stand before it, by their `index.ts`.
 * @module
 */

/** Each room, and the rooms that it may import from where that is not simply every room before it. */
export const ROOMS: Readonly<Record<string, "all before" | readonly string[]>> = {
  containers: [],
  digest: [],
  options: ["containers"],
  python: ["containers", "options"],
  kernel: ["containers", "options"],
  random: ["containers", "digest", "kernel", "options"],
  rules: ["containers", "options", "kernel"],
  definition: "all before",
  database: "all before",
  scheduler: "all before",
  executor: "all before",
  celery: "all before",
  mwaa: ["containers", "kernel", "options", "random"],
  triggerer: "all before",
  live: "all before",
  hooks: "all before",
  operators: "all before",
  cloud: "all before",
  aws: "all before",
  // figures come to it ready, so it knows no simulation
  drawing: ["containers", "options", "kernel"],
  observe: "all before",
  invariants: "all before",
  simulation: "all before",
  export: "all before",
  history: ["containers", "kernel", "options"],
  replay: "all before",
  scenario: "all before",
  // what a trial does is its caller's, so it knows no simulation either
  experiment: ["containers", "options", "kernel", "random"],
  advice: "all before",
  report: "all before",
  lab: "all before",
  cli: "all before",
};

/** The rooms that a room may import from. */
export function roomsBelow(room: string): readonly string[] {
  const given = ROOMS[room];
  const names = Object.keys(ROOMS);
  return given === "all before" ? names.slice(0, names.indexOf(room)) : (given ?? []);
}

/**
 * Files of one room whose types name each other in a circle: each group is one idea. Imports of values are in no circle at all,
 * which the linter holds.
 */
export const CIRCLES: readonly (readonly string[])[] = [
  ["kernel/coroutine.ts", "kernel/kernel.ts", "kernel/process.ts"],
  ["random/distribution.ts", "random/random-streams.ts"],
  ["definition/context.ts", "definition/operator.ts", "definition/trigger.ts"],
  // rows refer to each other
  [
    "database/backfill.ts",
    "database/dag-model.ts",
    "database/dag-run.ts",
    "database/jobs.ts",
    "database/owner.ts",
    "database/queued-runs.ts",
    "database/scheduled-tasks.ts",
    "database/task-instance.ts",
    "database/task-model.ts",
    "database/trigger-row.ts",
    "database/upstream-facts.ts",
    "database/weight-totals.ts",
  ],
  // the database, and the verbs that it offers
  [
    "database/expansion.ts",
    "database/life.ts",
    "database/metadata.ts",
    "database/paused-dags.ts",
    "database/row-facts.ts",
    "database/row-writer.ts",
    "database/run-life.ts",
    "database/state-changed.ts",
  ],
  ["scheduler/dependencies.ts", "scheduler/mapped-task-upstreams.ts"],
  ["cloud/aws-model.ts", "cloud/check-aws.ts", "cloud/glue-crawlers.ts", "cloud/glue-jobs.ts", "cloud/s3-buckets.ts"],
  ["simulation/check-simulation.ts", "simulation/known-keys.ts", "simulation/requests.ts"],
];
