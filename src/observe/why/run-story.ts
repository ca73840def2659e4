/**
 * The story of a run: why it was made, waited, and ended.
 * @module
 */
import type { DagRun, TaskInstance } from "../../database/index.ts";
import { isFinished } from "../../definition/index.ts";
import { mergedUpdates } from "./dataset-updates.ts";
import type { Evidence } from "./evidence.ts";
import type { RunStay } from "./history.ts";
import { endCause } from "./run-end.ts";
import { counted, instant, list, nameOf, span } from "./texts.ts";
import { waitCause } from "./wait-text.ts";
import { type Cause, causeOf, type DagRunWhy, type WhyStep } from "./why.ts";

/** The whole story of a run. */
export function runStory(run: DagRun, evidence: Evidence): DagRunWhy {
  const steps: WhyStep[] = [];
  const stays = evidence.history.ofRun(run);
  for (const [place, stay] of stays.entries()) {
    const { from, state } = stay;
    const cause = place === 0 ? madeCause(run, evidence) : entry(run, stay, evidence);
    if (cause !== undefined) steps.push({ from, to: from, state, more: [], ...cause });
    if (state === "queued") steps.push(...queuedSteps(run, stay, evidence));
    if (state === "running") steps.push(runningStep(run, stay, evidence));
  }
  const last = steps.at(-1) as WhyStep;
  return {
    of: "dagRun",
    dagId: run.dag.dagId,
    runId: run.runId,
    state: run.state,
    summary: causeOf(last),
    steps,
  };
}

function madeCause(run: DagRun, evidence: Evidence): Cause & { more?: readonly Cause[] } {
  const { calendar } = evidence;
  const { runType, dataInterval, logicalDate } = run;
  const about =
    logicalDate === null
      ? "about no logical date"
      : dataInterval === null || dataInterval.start === dataInterval.end
        ? `logical date ${calendar.isoformat(logicalDate)}`
        : `data interval ${calendar.isoformat(dataInterval.start)} to ${calendar.isoformat(dataInterval.end)}, whose start is its logical date${localText(run, evidence)}`;
  if (runType === "manual") return { code: "runManual", text: `somebody asked for it: ${about}` };
  if (runType === "operator_triggered") return { code: "runManual", text: `a task asked for it: ${about}` };
  if (runType === "backfill")
    return {
      code: "runOfBackfill",
      text: `${backfillText(run, evidence)}: ${about}`,
    };
  if (runType !== "dataset_triggered") return { code: "runScheduled", text: `made by the schedule: ${about}` };
  const { text, isMerged } = mergedUpdates(run, evidence);
  return { code: isMerged ? "datasetEventsMerged" : "runByDatasets", text };
}

function backfillText(run: DagRun, evidence: Evidence): string {
  const { backfill } = run;
  if (backfill === null)
    return `made by \`airflow dags backfill\`, which queues its tasks itself, without a look at priorities; the scheduler only counts them${lateText(run, evidence)}`;
  return `made by a backfill, whose max_active_runs = ${backfill.maxActiveRuns} alone counts it`;
}

/** Says why the command has made a run after others. */
function lateText(run: DagRun, { recorder, history }: Evidence): string {
  const madeAt = history.ofRun(run)[0]?.from ?? 0;
  const begun = recorder.personLog.backfills.findLast(
    ({ dagId, at, news }) => dagId === run.dag.dagId && news.kind === "begun" && at <= madeAt,
  );
  if (begun === undefined || begun.at === madeAt) return "";
  return `; made at ${instant(madeAt)} only, as max_active_runs = ${run.dag.maxActiveRuns} lets it make no more at once`;
}

/** The data interval in the DAG's own time zone, where that is another than UTC. */
function localText({ dag, dataInterval }: DagRun, { calendar }: Evidence): string {
  const zone = dag.definition.arguments.startDate?.zoneName ?? "UTC";
  if (dataInterval === null || zone === null || zone.toUpperCase() === "UTC") return "";
  const [start, end] = [dataInterval.start, dataInterval.end].map((at) => calendar.date(at).setZone(zone));
  if (start === undefined || end === undefined) return "";
  const changes = start.offset === end.offset ? "" : ", where clocks change in between";
  return ` (${start.toFormat("yyyy-MM-dd HH:mm")} to ${end.toFormat("yyyy-MM-dd HH:mm")} in ${zone}${changes})`;
}

/** The waits of its first task instance, which waits with it. */
function queuedSteps(run: DagRun, { from, to }: RunStay, evidence: Evidence): WhyStep[] {
  const [first] = run.taskInstances();
  if (first === undefined) return [];
  return evidence
    .waitsOf(first)
    .filter((wait) => wait.from < to && wait.to > from)
    .map((wait) => {
      const part = { ...wait, from: Math.max(from, wait.from), to: Math.min(to, wait.to) };
      const cause = causeOf(waitCause(first, part, evidence));
      return { from: part.from, to: part.to, state: "queued", ...cause, more: [] };
    });
}

/** The task instances that took longest, or that it still waits for. */
function runningStep(run: DagRun, { from, to, state }: RunStay, { history, facts }: Evidence): WhyStep {
  const instances = run.taskInstances();
  const open = instances.filter((instance) => !isFinished(instance.state));
  if (to === facts.endedAt && open.length > 0 && run.state === "running") {
    const names = list(open.map((instance) => `${nameOf(instance, instances[0])} (${instance.state ?? "no state"})`));
    return { from, to, state, code: "upstream", text: `runs: ${names} unfinished`, more: [] };
  }
  const time = (instance: TaskInstance) =>
    history.of(instance).reduce((sum, stay) => sum + (stay.state === "running" ? stay.to - stay.from : 0), 0);
  const longest = [...instances].sort((a, b) => time(b) - time(a))[0];
  const what =
    longest === undefined
      ? ""
      : `; the longest of its tasks, ${nameOf(longest, longest)}, executed for ${span(time(longest))}`;
  return {
    from,
    to,
    state,
    code: "executes",
    text: `runs ${counted(instances.length, "task instance")}${what}`,
    more: [],
  };
}

function entry(run: DagRun, { from, state, by }: RunStay, evidence: Evidence): Cause | undefined {
  if (state === "queued") return { code: "cleared", text: "queued again, as tasks of it were cleared" };
  if (state === "running") return undefined;
  if (by === "user") return { code: "marked", text: `marked ${state} by a person` };
  return endCause(run, from, evidence);
}
