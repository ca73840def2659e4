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
  /** For a choice. */
  readonly options?: readonly string[];
}

/** A knob that was turned. */
export interface Change {
  readonly path: readonly string[];
  readonly value: KnobValue;
}

/** A scenario, and the knobs that were turned. */
export interface LabQuestion {
  readonly text: string;
  readonly changes: readonly Change[];
  /** Default the picture. */
  readonly want?: "picture" | "trace";
}

/** Either problems, or all that the page shows. */
export type LabAnswer =
  | { readonly problems: readonly string[] }
  | { readonly trace: string }
  | {
      readonly knobs: readonly Knob[];
      readonly data: ReportData;
      /** The changed scenario as a file. */
      readonly scenario: string;
      /** As `airlapse run --json --explain` prints them. */
      readonly figures: string;
    };

/** The scenario that a lab begins with. */
export interface LabData {
  readonly title: string;
  readonly text: string;
  /** The version of this package. */
  readonly airlapse: string;
}
