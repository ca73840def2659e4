import type { Change, KnobValue } from "../../lab-data.ts";

/** All that makes the picture: a scenario, and the knobs that were turned. */
export interface State {
  readonly text: string;
  readonly changes: readonly Change[];
}

const PREFIX = "#lab=";

const keyOf = (path: readonly string[]) => JSON.stringify(path);

/** The value that a knob was turned to; undefined where it was not. */
export function turnedTo({ changes }: State, path: readonly string[]): KnobValue | undefined {
  return changes.find((change) => keyOf(change.path) === keyOf(path))?.value;
}

/** The state with a knob turned, or turned back where the value is undefined. */
export function turn(state: State, path: readonly string[], value: KnobValue | undefined): State {
  const others = state.changes.filter((change) => keyOf(change.path) !== keyOf(path));
  return { ...state, changes: value === undefined ? others : [...others, { path, value }] };
}

/** The fragment of a link to a state: the changes, and the scenario only where it was edited. */
export function fragmentOf({ text, changes }: State, own: string): string {
  if (text === own && changes.length === 0) return "";
  return `${PREFIX}${encodeURIComponent(JSON.stringify({ changes, ...(text === own ? {} : { text }) }))}`;
}

/** The state that a fragment leads to. Links come from anywhere: what is none is left out. */
export function stateOf(fragment: string, own: string): State | undefined {
  if (!fragment.startsWith(PREFIX)) return undefined;
  try {
    const read: unknown = JSON.parse(decodeURIComponent(fragment.slice(PREFIX.length)));
    if (typeof read !== "object" || read === null) return undefined;
    const changes = "changes" in read && Array.isArray(read.changes) ? read.changes.filter(isChange) : [];
    return { text: "text" in read && typeof read.text === "string" ? read.text : own, changes };
  } catch {
    return undefined;
  }
}

function isChange(given: unknown): given is Change {
  if (typeof given !== "object" || given === null || !("path" in given) || !("value" in given)) return false;
  const { path, value } = given;
  const isPath = Array.isArray(path) && path.every((step) => typeof step === "string");
  return isPath && (value === null || ["number", "string", "boolean"].includes(typeof value));
}
