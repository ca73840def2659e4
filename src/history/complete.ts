/**
 * The end of reading: structures are put together, the window is found, and what is missing is named with what it costs.
 * @module
 */
import type { Structures } from "./answers.ts";
import type { HistoryBuilder } from "./builder.ts";
import { ExportError } from "./export-error.ts";
import type { DagRecord, History, Instant, RunRecord } from "./history.ts";
import { instantOf } from "./instants.ts";
import { restDag, withDetails } from "./rest-structure.ts";
import { readSerializedDag } from "./serialized.ts";

/** Ends the reading of an export. */
export function completeHistory(
  folder: string,
  builder: HistoryBuilder,
  structures: Structures,
  files: History["files"],
): History {
  if (!hasTaskInstances(builder))
    throw new ExportError(
      `${folder}: expected task instances, found none: export rest/taskInstances.jsonl or tables/task_instance.csv`,
    );
  refuseOld(folder, builder.airflow);
  builder.placeVisits();
  const dags = dagsOf(builder, structures);
  const runs = orderRuns(builder);
  findGaps(builder, dags, runs);
  for (const run of runs) complete(run);
  findLacks(builder, structures, dags, runs);
  return {
    airflow: builder.airflow,
    providers: builder.providers,
    config: builder.config,
    pools: builder.pools,
    dags,
    dagRows: builder.dagRows.length === 0 ? null : builder.dagRows,
    runs,
    instances: builder.instances,
    window: windowOf(builder, runs),
    objects: builder.objects,
    jobs: builder.jobs,
    byHand: builder.byHand,
    files,
    findings: builder.findings,
  };
}

/** Tells if there is a task instance with more than earlier tries. */
function hasTaskInstances(builder: HistoryBuilder): boolean {
  for (const { instances } of builder.runs())
    for (const { state, tryNumber } of instances.values()) if (state !== null || tryNumber > 0) return true;
  return false;
}

/** The share of scheduled runs that may have been due before a run in front of them, as those are that catch up. */
const MOST_DISORDER = 0.2;

/**
 * Runs come in the order of their ids, or as the API lists them, which is the same. Where the instants at which they were due show
 * that a list was ordered otherwise, they are put in the order of their starts.
 */
function orderRuns(builder: HistoryBuilder): RunRecord[] {
  const runs = [...builder.runs()].sort(byMaking);
  const scheduled = runs.filter(({ order, kind }) => Number.isFinite(order) && kind === "scheduled");
  let [latest, late] = [Number.NEGATIVE_INFINITY, 0];
  for (const { intervalEnd } of scheduled) {
    if (intervalEnd === null) continue;
    if (intervalEnd < latest) late += 1;
    latest = Math.max(latest, intervalEnd);
  }
  if (late <= scheduled.length * MOST_DISORDER) return runs;
  builder.find(
    "dag runs are in another order than that of their making",
    "it is not known who came first of those that were due at one moment",
  );
  return runs.sort((a, b) => madeAt(a) - madeAt(b));
}

function madeAt({ queued, start, intervalEnd, logicalDate }: RunRecord): Instant {
  return queued ?? start ?? intervalEnd ?? logicalDate ?? 0;
}

/** The oldest Airflow whose runs have ids. */
const OLDEST = [2, 2] as const;

function refuseOld(folder: string, airflow: string | null): void {
  const [major = 0, minor = 0] = (airflow ?? OLDEST.join(".")).split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))
    throw new ExportError(`${folder}: expected an export of Airflow 2.2 or newer, got ${airflow}`);
}

/** Names rows that others promise, and that are not there; and times that cannot be. */
function findGaps(builder: HistoryBuilder, dags: ReadonlyMap<string, DagRecord>, runs: readonly RunRecord[]): void {
  for (const [kind, missing] of builder.listings.short)
    builder.find(
      `${missing} ${kind} are missing: their lists say that there are so many more`,
      "what they tell is not in the history: export it again",
    );
  const hasRows = builder.counts.has("dag runs");
  const rowless = runs.filter(({ order }) => hasRows && order === Number.POSITIVE_INFINITY).length;
  if (rowless > 0)
    builder.find(`no dag run of ${rowless} runs that have tasks`, "they start and end with their first and last task");
  const hollow = runs.filter(
    ({ dagId, state, instances }) =>
      state === "success" && instances.size === 0 && (dags.get(dagId)?.tasks.length ?? 0) > 0,
  ).length;
  if (hollow > 0)
    builder.find(`no task instances of ${hollow} runs that have ended`, "their tasks are drawn from other runs");
  let backward = 0;
  for (const { instances } of runs)
    for (const { tries } of instances.values())
      for (const one of tries)
        if (one.start !== null && one.end !== null && one.end < one.start) {
          one.end = one.start;
          backward += 1;
        }
  if (backward > 0) builder.find(`${backward} tries that end before they start`, "they are taken to last no time");
}

/** In the order of their ids; runs that only their tasks tell of come by their start. */
function byMaking(a: RunRecord, b: RunRecord): number {
  if (a.order !== b.order) return a.order - b.order;
  return (a.start ?? a.queued ?? 0) - (b.start ?? b.queued ?? 0);
}

/** Fills in what a run's own row would say, from its id and its task instances. */
function complete(run: RunRecord): void {
  if (run.logicalDate === null && run.kind === "scheduled")
    run.logicalDate = instantOf(run.runId.slice("scheduled__".length)) ?? null;
  run.intervalStart ??= run.logicalDate;
  if (run.start !== null || run.order !== Number.POSITIVE_INFINITY) return;
  for (const { tries } of run.instances.values())
    for (const { queued, start, end } of tries) {
      const first = queued ?? start;
      if (first !== null) run.start = Math.min(run.start ?? first, first);
      if (end !== null) run.end = Math.max(run.end ?? end, end);
    }
}

function dagsOf(builder: HistoryBuilder, { serialized, details, tasks }: Structures): Map<string, DagRecord> {
  const byDefault = builder.config.get("scheduler.catchup_by_default")?.toLowerCase() !== "false";
  const dags = new Map<string, DagRecord>();
  for (const [dagId, data] of serialized) {
    const dag = readSerializedDag(data, byDefault);
    const known = details.get(dagId);
    dags.set(dagId, known === undefined ? dag : withDetails(dag, known));
  }
  for (const [dagId, answer] of details) {
    const ofDag = tasks.get(dagId);
    if (!dags.has(dagId) && ofDag !== undefined) dags.set(dagId, restDag(answer, ofDag));
  }
  for (const dagId of builder.inactive) if (builder.runsOf(dagId).size === 0) dags.delete(dagId);
  return dags;
}

/** From the first thing that happened to the last, or as the exporter or a person says. */
function windowOf(
  builder: HistoryBuilder,
  runs: readonly RunRecord[],
): { readonly from: Instant; readonly to: Instant } {
  const { window } = builder.byHand;
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const see = (instant: Instant | null) => {
    if (instant === null) return;
    if (instant < from) from = instant;
    if (instant > to) to = instant;
  };
  for (const run of runs) {
    for (const instant of [run.queued, run.start, run.end]) see(instant);
    for (const { tries } of run.instances.values())
      for (const one of tries) for (const instant of [one.queued, one.start, one.end]) see(instant);
  }
  const { heartbeat } = builder;
  if (heartbeat !== undefined && heartbeat > to && heartbeat - to < 7 * 86_400e6) to = heartbeat;
  return {
    // what was asked for may begin before there was anything
    from: Math.max(instantOf(window?.from) ?? from, from),
    to: instantOf(window?.to) ?? to,
  };
}

/** Names what is missing, and what that costs. */
function findLacks(
  builder: HistoryBuilder,
  { serialized }: Structures,
  dags: ReadonlyMap<string, DagRecord>,
  runs: readonly RunRecord[],
): void {
  const find = (about: string, cost: string) => builder.find(about, cost);
  const { counts } = builder;
  const named = (ids: readonly string[]) =>
    ids.slice(0, 5).join(", ") + (ids.length > 5 ? ` and ${ids.length - 5} more` : "");
  if (builder.airflow === null)
    find("no version.json", "the version is taken for 2.10.5, which may schedule otherwise");
  if (builder.providers.size === 0)
    find("no providers.json", "operators of Amazon are taken for those that came with the version");
  if (builder.heartbeat === undefined && builder.byHand.window === undefined)
    find("no health.json", "the history is taken to end with the last thing that happened");
  if (builder.config.size === 0) find("no config.json", "limits of the environment are taken for Airflow's defaults");
  if (builder.pools.size === 0) find("no pools", "pools are taken to have room for whatever ran in them at once");
  if (!counts.has("events"))
    find(
      "no event log",
      "visits to a worker of tasks that deferred or rescheduled are guessed from their first and last",
    );
  if (!counts.has("dag runs")) find("no dag runs", "starts and ends of runs are those of their first and last task");
  const unserialized = [...dags.values()].filter(({ source }) => source === "rest").map(({ dagId }) => dagId);
  if (serialized.size === 0) find("no serialized DAGs", "mapping, task groups and limits of tasks are not known");
  else if (unserialized.length > 0)
    find(`no serialized DAG of ${named(unserialized)}`, "their mapping and limits are not known");
  const unknown = [...new Set(runs.map(({ dagId }) => dagId))].filter((dagId) => !dags.has(dagId));
  if (unknown.length > 0)
    find(`no structure of ${named(unknown)}`, "they are left out, and with them the slots that they have used");
  const retried = runs.flatMap(({ instances }) =>
    [...instances.values()].filter(({ tries, tryNumber }) => tryNumber > 1 && tries.length < tryNumber),
  );
  if (retried.length > 0)
    find(`earlier tries of ${retried.length} task instances are missing`, "their time in slots is left out");
  for (const [kind, count] of counts) if (kind.includes("that are cut")) find(`${count} ${kind}`, "they are left out");
  const acts = counts.get("acts of people");
  if (acts !== undefined)
    find(`${acts} acts of people in the event log`, "clearing, marking and pausing are not replayed");
}
