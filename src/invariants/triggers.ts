/**
 * Deferred task instances and rows of the trigger table belong together, one to one.
 * @module
 */
import type { Trace } from "../observe/index.ts";
import { Replay } from "./replay.ts";
import type { Setting } from "./setting.ts";

/** A row is made for each deferral, at that instant, and is not deleted while its task instance is deferred. */
export function pairTriggers(_: Setting, trace: Trace): string[] {
  const problems: string[] = [];
  /** Rows whose task instance is about to be deferred. */
  const made: { readonly id: number; readonly t: number }[] = [];
  const rows = new Map<number, string>();
  /** The row that each task instance has deferred to last. */
  const current = new Map<string, number>();
  const replay = new Replay();
  /** A run that a person has deleted has no row at the end; its task instances wait for nothing any more. */
  const kept = new Set(trace.dag_runs.map(({ run }) => run.join("/")));
  const isDeleted = (key: string) => !kept.has(key.split("/", 2).join("/"));
  replay.through(trace, {
    trigger: ({ t, trigger: id, event }) => {
      if (event === "created") made.push({ id, t });
      else if (!rows.has(id)) problems.push(`trigger ${id} at ${t}: ${event}, and is not there`);
      if (event !== "deleted") return;
      const owner = rows.get(id) ?? "";
      if (current.get(owner) === id && replay.instances.get(owner)?.state === "deferred" && !isDeleted(owner))
        problems.push(`trigger ${id} at ${t}: deleted, and ${owner} waits for it`);
      rows.delete(id);
    },
    instance: ({ key, t, state }) => {
      if (state !== "deferred") return;
      const row = made.shift();
      if (row === undefined || row.t !== t) problems.push(`${key} at ${t}: deferred without a trigger made for it`);
      if (row === undefined) return;
      rows.set(row.id, key);
      current.set(key, row.id);
    },
  });
  for (const { id, t } of made) problems.push(`trigger ${id} at ${t}: made, and no task instance is deferred to it`);
  for (const { key, state } of replay.instances.values())
    if (state === "deferred" && !isDeleted(key) && !rows.has(current.get(key) ?? -1))
      problems.push(`${key}: deferred, without a trigger`);
  return problems;
}
