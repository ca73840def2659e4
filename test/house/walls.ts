/**
 * The rooms of the house, from the ground up. A room imports only from rooms that stand before it, by their `index.ts`.
 * @module
 */

/** Each room, and the rooms that it may import from where that is not simply every room before it. */
export const ROOMS: Readonly<Record<string, "all before" | readonly string[]>> = {
  containers: [],
  options: ["containers"],
  python: ["containers", "options"],
  kernel: ["containers", "options"],
  random: ["containers", "kernel", "options"],
  rules: ["containers", "options", "kernel"],
  definition: "all before",
  database: "all before",
  scheduler: "all before",
  executor: "all before",
  triggerer: "all before",
  live: "all before",
  hooks: "all before",
  operators: "all before",
  cloud: "all before",
  aws: "all before",
  // figures come to it ready, so it knows no simulation
  drawing: ["containers", "options", "kernel"],
  observe: "all before",
  simulation: "all before",
  export: "all before",
  scenario: "all before",
  // what a trial does is its caller's, so it knows no simulation either
  experiment: ["containers", "kernel", "random"],
  report: "all before",
  cli: "all before",
};

/** The rooms that a room may import from. */
export function roomsBelow(room: string): readonly string[] {
  const given = ROOMS[room];
  const names = Object.keys(ROOMS);
  return given === "all before" ? names.slice(0, names.indexOf(room)) : (given ?? []);
}
