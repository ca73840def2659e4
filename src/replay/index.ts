/**
 * The recorded scenario: a history that runs again, under the settings that it had or under others.
 * @module
 */
export { type Changes, type DagChange, type ModeChange, NO_CHANGES, type TaskChange } from "./changes.ts";
export { canDefer, type TaskKind } from "./classes.ts";
export { median } from "./draws.ts";
export { type Deadline, type Figures, figuresOf, isHeld, namedDeadlines } from "./figures.ts";
export type { Fleet } from "./fleet.ts";
export type { Jam } from "./jams.ts";
export type { LevelMeasure } from "./level.ts";
export type { DagSums, InstanceMeasure, Measured, RunMeasure } from "./measure.ts";
export { canHave, type Mode, matches, modeOf } from "./modes.ts";
export { clockOf, observed } from "./observed.ts";
export { Recording } from "./recording.ts";
export { type ReplayOptions, replay, versionOf } from "./replay.ts";
export type { TaskFacts } from "./task-facts.ts";
