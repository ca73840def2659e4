/**
 * The recorded scenario: a history that runs again, under the settings that it had or under others.
 * @module
 */
export type { Changes, DagChange, ModeChange, TaskChange } from "./changes.ts";

export { median } from "./draws.ts";
export { allDeadlines, figuresOf, isHeld, namedDeadlines } from "./figures.ts";

export type { Jam } from "./jams.ts";
export type { LevelMeasure } from "./level.ts";
export type { InstanceMeasure, Measured, RunMeasure } from "./measure.ts";
export { canHave, matches, modeOf } from "./modes.ts";
export { clockOf, observed } from "./observed.ts";
export { Recording } from "./recording.ts";
export { type ReplayOptions, replay, versionOf } from "./replay.ts";
export type { TaskFacts } from "./task-facts.ts";
