/**
 * Colours and patterns, light and dark. Parts are told apart by luminance and pattern too, not by hue alone; the hues are
 * those of Okabe and Ito, or of Paul Tol, which people with any kind of colour vision tell apart.
 * @module
 */
import { invariant } from "../../containers/index.ts";
import { SIMULATION_COLOURS } from "../palette.ts";
import type { MarkKind, PoolUse, SlotUse, SpanKind, TriggerUse, WorkerUse } from "../report-data.ts";

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

export const PATTERNS = ["plain", "stripes", "dots", "bars"] as const;
export type Pattern = (typeof PATTERNS)[number];

/** The style and the name of one part of a whole. */
export interface PartLook {
  readonly label: string;
  readonly colour: Readonly<Record<Theme, string>>;
  readonly pattern: Pattern;
  /** The sign of a mark, which has no area. */
  readonly sign?: string;
}

const part = (label: string, light: string, dark: string, pattern: Pattern = "plain"): PartLook => ({
  label,
  colour: { light, dark },
  pattern,
});

/** The activities of task instances: each looks the same in all charts. */
const WORKING = part("working", "#0072b2", "#4aa3df");
const WAITING = part("poking or polling", "#e69f00", "#f0b429", "stripes");
const STARTING_UP = part("starting up", "#57606a", "#8b949e", "dots");
const QUEUED = part("queued", "#8c959f", "#8b929b", "stripes");
const DEFERRED = part("deferred", "#7b5ea7", "#a68bd6", "bars");
const ENDING = part("ending", "#a0761b", "#8f7a4a", "bars");

export const SLOT_PARTS: Readonly<Record<SlotUse, PartLook>> = {
  working: WORKING,
  waiting: WAITING,
  startingUp: STARTING_UP,
  ending: ENDING,
};

export const TRIGGER_PARTS: Readonly<Record<TriggerUse, PartLook>> = {
  running: { ...DEFERRED, label: "in a triggerer" },
  waiting: { ...QUEUED, label: "waiting for capacity" },
};

export const WORKER_PARTS: Readonly<Record<WorkerUse | "killed", PartLook>> = {
  active: { ...WORKING, label: "active" },
  starting: { ...STARTING_UP, label: "starting" },
  draining: { ...ENDING, label: "draining" },
  killed: { ...part("killed, with so many tasks", "#b42318", "#ff8a80"), sign: "✕" },
};

export const COST_PARTS: Readonly<Record<"fee" | "workers", PartLook>> = {
  fee: part("the environment", "#4a5568", "#77859f"),
  workers: { ...WORKING, label: "more workers" },
};

export const POOL_PARTS: Readonly<Record<PoolUse, PartLook>> = {
  running: { ...WORKING, label: "running" },
  queued: QUEUED,
  deferred: DEFERRED,
};

export const SPAN_PARTS: Readonly<Record<SpanKind, PartLook>> = {
  scheduled: part("scheduled", "#d2b48c", "#a08660"),
  queued: QUEUED,
  startingUp: STARTING_UP,
  working: WORKING,
  waiting: WAITING,
  deferred: DEFERRED,
  upForReschedule: part("up for reschedule", "#2bb5a6", "#40e0d0", "dots"),
  upForRetry: part("up for retry", "#b58900", "#ffd700"),
};

/** The look of a mark in the Gantt chart, and a sentence about it. */
export interface MarkLook extends PartLook {
  readonly sign: string;
  readonly about: string;
}

const mark = (sign: string, label: string, about: string, light: string, dark: string): MarkLook => ({
  ...part(label, light, dark),
  sign,
  about,
});

const [ALARM, SEEN, MOVED] = [
  ["#b42318", "#ff8a80"],
  ["#8a4b00", "#ffb454"],
  ["#0b5394", "#8ecbff"],
] as const;

/** Events that befall task instances. Red: something is gone. Brown: somebody has found that. Blue: it goes on elsewhere. */
export const MARK_PARTS: Readonly<Record<MarkKind, MarkLook>> = {
  killed: mark("✕", "killed", "its process is gone, with its worker or alone", ...ALARM),
  unwatched: mark("U", "unwatched", "its supervisor is dead or stands still, and it goes on", ...ALARM),
  lost: mark("L", "message lost", "its message is gone", ...ALARM),
  redelivered: mark("R", "redelivered", "its message is given out again", ...MOVED),
  zombie: mark("Z", "found as a zombie", "its scheduler has found that its supervisor is silent", ...SEEN),
  adopted: mark("A", "adopted", "another scheduler has taken it over", ...MOVED),
  reset: mark("N", "scheduled anew", "no executor knew it when its scheduler was gone", ...MOVED),
  stuck: mark("S", "stuck in queued", "it was queued for too long, and is taken back", ...SEEN),
};

/** Spans of these kinds hold a worker slot. */
export const HOLDS_SLOT: ReadonlySet<SpanKind> = new Set<SpanKind>(["startingUp", "working", "waiting"]);

/** The simulations of a report, in their order: modes, mostly. No activity has one of these colours. */
const SIMULATION_LOOKS: readonly Omit<PartLook, "label">[] = SIMULATION_COLOURS.map((colour, i) => ({
  colour,
  pattern: PATTERNS[i % PATTERNS.length] ?? "plain",
}));

/** The look of a simulation by its place in the report. */
export function simulationLook(place: number, label = ""): PartLook {
  const look = SIMULATION_LOOKS[place % SIMULATION_LOOKS.length];
  invariant(look !== undefined, "Expected colours of simulations, got none");
  return { ...look, label };
}

/** The holders of slots, the largest first; the last stands for all others. The hues are Paul Tol's muted ones. */
export const HOLDER_LOOKS: readonly Omit<PartLook, "label">[] = [
  part("", "#332288", "#6f5fe0"),
  part("", "#cc6677", "#e58a98", "stripes"),
  part("", "#2f9486", "#5cc9b6", "dots"),
  part("", "#8a8a24", "#c9c95a", "bars"),
  part("", "#aa4499", "#c98ad8"),
  part("", "#117733", "#2f9a58", "stripes"),
  part("", "#66a9cf", "#b8e2fb", "dots"),
  part("", "#882255", "#b04a7a", "bars"),
  part("", "#6fa0d6", "#cfe0f5"),
  part("", "#661100", "#8f4630", "stripes"),
  part("", "#4a5568", "#77859f", "dots"),
  part("", "#c59a88", "#f7e4da", "bars"),
  part("", "#a9b1ba", "#4a545f"),
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
