/**
 * The updates of datasets that a run was made of, and those that a DAG waits for.
 * @module
 */
import type { DagModel, DagRun } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { DatasetUpdateEvent } from "../events.ts";
import type { Evidence } from "./evidence.ts";
import { counted, instant, list } from "./texts.ts";

/** The updates of the datasets that a DAG waits for, after an instant and up to another. */
function updatesOf(dag: DagModel, { recorder }: Evidence, after: Micros, upTo: Micros): DatasetUpdateEvent[] {
  return recorder.datasets.filter(({ uri, at }) => dag.datasetUris.has(uri) && at > after && at <= upTo);
}

/** The runs of a DAG that datasets have made, in order, with the instants at which they were made. */
export function datasetRuns(dag: DagModel, { runs, history }: Evidence): { run: DagRun; at: Micros }[] {
  return runs
    .filter((run) => run.dag === dag && run.runType === "dataset_triggered")
    .map((run) => ({ run, at: history.ofRun(run)[0]?.from ?? 0 }));
}

/** Lists the updates that a run was made of. Several updates of one dataset count once. */
export function mergedUpdates(run: DagRun, evidence: Evidence): { readonly text: string; readonly isMerged: boolean } {
  const made = datasetRuns(run.dag, evidence);
  const place = made.findIndex((one) => one.run === run);
  const [since, at] = [made[place - 1]?.at ?? Number.NEGATIVE_INFINITY, made[place]?.at ?? 0];
  const updates = updatesOf(run.dag, evidence, since, at);
  const byUri = new Map<string, DatasetUpdateEvent[]>();
  for (const update of updates) byUri.set(update.uri, [...(byUri.get(update.uri) ?? []), update]);
  const isMerged = [...byUri.values()].some(({ length }) => length > 1);
  const texts = [...byUri].map(
    ([uri, of]) => `${uri} at ${list(of.map((update) => `${instant(update.at)} by ${update.dagId}.${update.taskId}`))}`,
  );
  const why = isMerged
    ? `${counted(updates.length, "update")} made this one run: updates of a dataset count once until the next run is made`
    : "made as all datasets that it waits for were updated";
  return { text: `${why}: ${list(texts)}`, isMerged };
}

/** Names the datasets that are missing for the next run; undefined where no update waits or is missing. */
export function waitingForText(dag: DagModel, evidence: Evidence): string | undefined {
  const since = datasetRuns(dag, evidence).at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  const updated = new Set(updatesOf(dag, evidence, since, evidence.facts.endedAt).map(({ uri }) => uri));
  if (updated.size === 0 && since !== Number.NEGATIVE_INFINITY) return undefined;
  const missing = [...dag.datasetUris].filter((uri) => !updated.has(uri));
  if (dag.isMetBy(new Map([...updated].map((uri) => [uri, 0])))) return undefined;
  const after = since === Number.NEGATIVE_INFINITY ? "" : `, since its last run at ${instant(since)}`;
  const got = updated.size === 0 ? "" : `; ${list([...updated])} was updated`;
  return `its next run waits for an update of ${list(missing)}${after}${got}`;
}
