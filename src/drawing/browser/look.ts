/**
 * Colours and patterns, light and dark. Parts are told apart by luminance and pattern too, not by hue alone; the hues are
 * those of Okabe and Ito, which people with any kind of colour vision tell apart.
 * @module
 */
import type { PoolUse, SlotUse, SpanKind, TriggerUse } from "../report-data.ts";

export const THEMES = ["light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The colours of everything that is no data. */
export interface Look {
  readonly theme: Theme;
  readonly background: string;
  readonly ink: string;
  readonly faintInk: string;
  readonly line: string;
  readonly limit: string;
  readonly patternInk: string;
}

export const LOOKS: Readonly<Record<Theme, Look>> = {
  light: {
    theme: "light",
    background: "#ffffff",
    ink: "#1f2328",
    faintInk: "#59636e",
    line: "#d8dee4",
    limit: "#b42318",
    patternInk: "rgba(255, 255, 255, 0.55)",
  },
  dark: {
    theme: "dark",
    background: "#151b23",
    ink: "#f0f6fc",
    faintInk: "#9da7b3",
    line: "#333c48",
    limit: "#ff8a80",
    patternInk: "rgba(13, 17, 23, 0.5)",
  },
};

export type Pattern = "plain" | "stripes" | "dots" | "bars";

/** The style and the name of one part of a whole. */
export interface PartLook {
  readonly label: string;
  readonly colour: Readonly<Record<Theme, string>>;
  readonly pattern: Pattern;
}

const part = (label: string, light: string, dark: string, pattern: Pattern = "plain"): PartLook => ({
  label,
  colour: { light, dark },
  pattern,
});

export const SLOT_PARTS: Readonly<Record<SlotUse, PartLook>> = {
  working: part("working", "#0072b2", "#4aa3df"),
  waiting: part("poking or polling", "#e69f00", "#f0b429", "stripes"),
  startingUp: part("starting up", "#57606a", "#8b949e", "dots"),
  ending: part("ending", "#a0761b", "#8f7a4a", "bars"),
};

export const TRIGGER_PARTS: Readonly<Record<TriggerUse, PartLook>> = {
  running: part("in a triggerer", "#7b5ea7", "#a68bd6"),
  waiting: part("waiting for capacity", "#cc79a7", "#e39ec2", "stripes"),
};

export const POOL_PARTS: Readonly<Record<PoolUse, PartLook>> = {
  running: part("running", "#0072b2", "#4aa3df"),
  queued: part("queued", "#8c959f", "#8b929b", "stripes"),
  deferred: part("deferred", "#7b5ea7", "#a68bd6", "dots"),
};

export const SPAN_PARTS: Readonly<Record<SpanKind, PartLook>> = {
  scheduled: part("scheduled", "#d2b48c", "#a08660"),
  queued: part("queued", "#8c959f", "#8b929b", "stripes"),
  startingUp: part("starting up", "#57606a", "#8b949e", "dots"),
  working: part("working", "#0072b2", "#4aa3df"),
  waiting: part("poking or polling", "#e69f00", "#f0b429", "stripes"),
  deferred: part("deferred", "#9370db", "#a68bd6", "bars"),
  upForReschedule: part("up for reschedule", "#2bb5a6", "#40e0d0", "dots"),
  upForRetry: part("up for retry", "#b58900", "#ffd700"),
};

/** Spans of these kinds hold a worker slot. */
export const HOLDS_SLOT: ReadonlySet<SpanKind> = new Set<SpanKind>(["startingUp", "working", "waiting"]);

/** The simulations of a report, in their order. */
export const SIMULATION_PARTS: readonly Omit<PartLook, "label">[] = [
  part("", "#0072b2", "#4aa3df"),
  part("", "#e69f00", "#f0b429", "stripes"),
  part("", "#7b5ea7", "#a68bd6", "dots"),
  part("", "#009e73", "#3ccf9f", "bars"),
];

/** The holders of slots, the largest first; the last stands for all others. */
export const HOLDER_LOOKS: readonly Omit<PartLook, "label">[] = [
  part("", "#0072b2", "#4aa3df"),
  part("", "#e69f00", "#f0b429", "stripes"),
  part("", "#7b5ea7", "#a68bd6", "dots"),
  part("", "#009e73", "#3ccf9f", "bars"),
  part("", "#56b4e9", "#9bd3f5"),
  part("", "#b8480b", "#e57a30", "stripes"),
  part("", "#cc79a7", "#e8b3d0", "dots"),
  part("", "#57606a", "#8b929b", "bars"),
];

/** Airflow's own colours (STATE_COLORS, airflow/settings.py, and airflow/utils/state.py). */
export const STATE_COLOURS: Readonly<Record<string, string>> = {
  deferred: "mediumpurple",
  failed: "red",
  queued: "gray",
  removed: "lightgrey",
  restarting: "violet",
  running: "lime",
  scheduled: "tan",
  skipped: "hotpink",
  success: "green",
  up_for_reschedule: "turquoise",
  up_for_retry: "gold",
  upstream_failed: "orange",
  "no state": "lightblue",
};

/** The most telling state first: what a task with several final states is coloured by. */
export const STATES_BY_WEIGHT: readonly string[] = [
  "failed",
  "upstream_failed",
  "up_for_retry",
  "running",
  "restarting",
  "deferred",
  "up_for_reschedule",
  "queued",
  "scheduled",
  "no state",
  "skipped",
  "removed",
  "success",
];
