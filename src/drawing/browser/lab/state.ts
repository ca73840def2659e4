import type { Change, KnobValue, LabScenario } from "../../lab-data.ts";

/** All that makes the picture: a scenario by its name, its text, which may have been edited, and the knobs that were turned. */
export interface State extends LabScenario {
  readonly changes: readonly Change[];
}

/** A scenario as it is. */
export function unchanged({ name, text }: LabScenario): State {
  return { name, text, changes: [] };
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

/** The fragment of a link to a state: the changes, the scenario's name where it is not the first, its text only where it was edited. */
export function fragmentOf({ name, text, changes }: State, scenarios: readonly LabScenario[]): string {
  const isFirst = name === scenarios[0]?.name;
  const isOwn = scenarios.some((one) => one.name === name && one.text === text);
  if (isFirst && isOwn && changes.length === 0) return "";
  const said = { changes, ...(isFirst ? {} : { scenario: name }), ...(isOwn ? {} : { text }) };
  return `${PREFIX}${encodeURIComponent(JSON.stringify(said))}`;
}

/** The state that a fragment leads to. Links come from anywhere: what is none is left out. */
export function stateOf(fragment: string, scenarios: readonly LabScenario[]): State | undefined {
  if (!fragment.startsWith(PREFIX)) return undefined;
  try {
    const read: unknown = JSON.parse(decodeURIComponent(fragment.slice(PREFIX.length)));
    if (typeof read !== "object" || read === null) return undefined;
    const own = scenarios.find(({ name }) => "scenario" in read && read.scenario === name) ?? scenarios[0];
    if (own === undefined) return undefined;
    const changes = "changes" in read && Array.isArray(read.changes) ? read.changes.filter(isChange) : [];
    return { name: own.name, text: "text" in read && typeof read.text === "string" ? read.text : own.text, changes };
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
