/**
 * Answers about an Airflow of one's own: how well its history is replayed, what a change would do, what to change.
 * @module
 */

export { adviceReport } from "./advice-report.ts";
export { type Advice, type AdviseOptions, advise } from "./advise.ts";
export { calibrate, learnedRecording } from "./calibration.ts";
export { calibrationReport } from "./calibration-report.ts";
export { reportHtml, reportTexts } from "./document.ts";
export { type CheapestEnvironment, cheapestEnvironment, type EnvironmentAsked } from "./environments.ts";
export { inferredLines, missingLines } from "./inferred.ts";
export { type GivenChanges, parseChanges } from "./parse-changes.ts";
export { type Asked, type Replayed, type Replays, replayed } from "./replays.ts";
export { whatIf } from "./whatif.ts";
export { whatIfReport } from "./whatif-report.ts";
