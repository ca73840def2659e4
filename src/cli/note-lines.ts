import { printableName } from "../report/index.ts";

/** How many are named. */
const MOST_NAMED = 5;

/** A note about a scenario, with a line for each of the first few that it is about. */
export function noteLines<Item>(
  name: string,
  what: string,
  items: readonly Item[],
  line: (item: Item) => string,
): string[] {
  const lines = items.slice(0, MOST_NAMED).map((item) => `  ${printableName(line(item))}`);
  if (items.length > MOST_NAMED) lines.push(`  and ${items.length - MOST_NAMED} more`);
  return [`note: ${printableName(name)}: ${what}`, ...lines];
}

/** A task instance in such a line. */
export function whoOf(instance: {
  readonly dagId: string;
  readonly runId: string;
  readonly taskId: string;
  readonly mapIndex: number;
}): string {
  const { dagId, runId, taskId, mapIndex } = instance;
  return [dagId, runId, taskId, ...(mapIndex < 0 ? [] : [mapIndex])].join(" / ");
}
