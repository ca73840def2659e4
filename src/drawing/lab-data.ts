/**
 * The words between the lab's page and the engine beside it: plain JSON.
 * @module
 */
import type { ReportData } from "./report-data.ts";

/** The value of a knob. Null is no limit, or the scenario's own mode. */
export type KnobValue = number | string | boolean | null;

/** Something of a scenario that may be changed. */
export interface Knob {
  /** The place in the scenario that it changes, from the outside to the inside. */
  readonly path: readonly string[];
  readonly group: string;
  readonly label: string;
  /** The value of the scenario itself, or Airflow's default. */
  readonly value: KnobValue;
  readonly kind: "number" | "choice" | "switch";
  /** For a number. */
  readonly min?: number;
  /** For a number: false where it may have a fraction. Default true. */
  readonly isWhole?: boolean;
  /** For a number: true where there may be no limit, which is null. */
  readonly mayBeNone?: boolean;
  /** For a choice. */
  readonly options?: readonly string[];
}

/** A knob that was turned. */
export interface Change {
  readonly path: readonly string[];
  readonly value: KnobValue;
}

/** The task instance whose story is asked for, and the simulation that it is in. */
export interface StoryWanted {
  readonly side: "before" | "after";
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
}

/**
 * Something that may be asked of the engine: the picture, a file to save, or the story of a task instance; the JSON Schema, and the
 * loader's look at a text. `ready` only has it run the scenario without changes, so that a picture comes sooner.
 */
export type LabWant =
  | "picture"
  | "scenario"
  | "figures"
  | "trace"
  | "report"
  | "schema"
  | "check"
  | "ready"
  | StoryWanted;

/** A scenario, and the knobs that were turned. */
export interface LabQuestion {
  readonly text: string;
  readonly changes: readonly Change[];
  readonly want: LabWant;
}

/** Something that is wrong with a scenario. */
export interface LabProblem {
  /** The place in the scenario: empty for all of it. */
  readonly path: string;
  readonly message: string;
}

/** Either problems, or the answer to what was wanted. */
export type LabAnswer =
  | { readonly problems: readonly LabProblem[] }
  | { readonly knobs: readonly Knob[]; readonly data: ReportData }
  /** The text of a file. */
  | { readonly file: string }
  /** The contents of a report. */
  | { readonly report: ReportData }
  | { readonly story: readonly string[] }
  | { readonly ready: true };

/** A scenario of the page. */
export interface LabScenario {
  /** Another than all others have. */
  readonly name: string;
  readonly text: string;
}

/** The scenarios that a lab has; it begins with the first. */
export interface LabData {
  readonly scenarios: readonly LabScenario[];
  /** The version of this package. */
  readonly airlapse: string;
  /** The page's script and style, as a Content-Security-Policy names them: those of a report that is saved. */
  readonly scriptHash: string;
  readonly styleHash: string;
}
