/**
 * The story of a DAG's runs: which its schedule would have made, and why they were not made, or late.
 * @module
 */
import type { DagModel, DagRun } from "../../database/index.ts";
import type { DagRunInfo } from "../../definition/index.ts";
import { durationMicros, type Micros } from "../../kernel/index.ts";
import type { CauseCode } from "./causes.ts";
import { datasetRuns, mergedUpdates, waitingForText } from "./dataset-updates.ts";
import type { Evidence } from "./evidence.ts";
import { deletedRunCause, personSteps } from "./person-steps.ts";
import { counted, instant, list, runName } from "./texts.ts";
import { type Cause, causeOf, type DagWhy, type MissingRun, type WhyStep } from "./why.ts";

/** The most dates of a schedule that are looked at. */
const MOST_DATES = 10_000;

/** The whole story of a DAG's runs. */
export function dagStory(dag: DagModel, evidence: Evidence): DagWhy {
  const steps: WhyStep[] = [];
  const step = (from: Micros, to: Micros, cause: Cause) => steps.push({ from, to, state: null, more: [], ...cause });
  const runs = runsOf(dag, evidence);
  step(0, 0, scheduleCause(dag, runs));
  for (const { from, to, cause } of pauses(dag, evidence)) step(from, Math.min(to, evidence.facts.endedAt), cause);
  for (const { at, cause } of personSteps(dag, evidence)) step(at, at, cause);
  const missing = missingRuns(dag, evidence).filter(({ code }) => code !== "runDeleted"); // told already
  for (const group of grouped(missing)) step(group.from, group.to, group.cause);
  for (const { run, at } of datasetRuns(dag, evidence)) {
    const { text, isMerged } = mergedUpdates(run, evidence);
    if (isMerged) step(at, at, { code: "datasetEventsMerged", text: `${run.runId}: ${text}` });
  }
  const waiting = dag.datasetUris.size > 0 ? waitingForText(dag, evidence) : undefined;
  if (waiting !== undefined)
    step(evidence.facts.endedAt, evidence.facts.endedAt, { code: "datasetsNotUpdated", text: waiting });
  const told = [...steps].sort((a, b) => rankOf(a) - rankOf(b))[0] as WhyStep;
  return { of: "dag", dagId: dag.dagId, summary: causeOf(told), steps: steps.sort((a, b) => a.from - b.from) };
}

/** Causes that every DAG has, and that are no answer where there are others. */
const ORDINARY: ReadonlySet<CauseCode> = new Set(["runScheduled", "runByDatasets", "noSchedule"]);

/** The order in which steps are the answer: what was over before the simulation began says little about it. */
function rankOf({ code, to }: WhyStep): number {
  if (ORDINARY.has(code)) return 3;
  if (code === "catchupOff" && to <= 0) return 2;
  return code === "runOfBackfill" ? 1 : 0;
}

function runsOf(dag: DagModel, { runs }: Evidence): DagRun[] {
  return runs.filter((run) => run.dag === dag);
}

function scheduleCause(dag: DagModel, runs: readonly DagRun[]): Cause {
  if (dag.datasetUris.size > 0)
    return {
      code: "runByDatasets",
      text: `runs come by updates of ${list([...dag.datasetUris])}: ${madeText(runs, "dataset_triggered")}`,
    };
  if (!dag.timetable.canBeScheduled)
    return { code: "noSchedule", text: `it has no schedule, so runs come by hand: ${madeText(runs, "manual")}` };
  return {
    code: "runScheduled",
    text: `runs come by its schedule, each at the end of its data interval: ${madeText(runs, "scheduled")}`,
  };
}

/** Counts the runs that were made in the DAG's own way, and those that were made otherwise. */
function madeText(runs: readonly DagRun[], own: DagRun["runType"]): string {
  const count = (runType: DagRun["runType"]) => runs.filter((run) => run.runType === runType).length;
  const others = Object.entries(OTHERWISE).flatMap(([runType, how]) => {
    const made = runType === own ? 0 : count(runType as DagRun["runType"]);
    return made === 0 ? [] : [`, ${made} ${how}`];
  });
  return `${counted(count(own), "run")} made${others.join("")}`;
}

/** The ways in which runs are made. */
const OTHERWISE: Readonly<Partial<Record<DagRun["runType"], string>>> = {
  scheduled: "by its schedule",
  manual: "by hand",
  backfill: "by backfills",
};

/** The times in which it was paused, with the reason. */
export function pauses(
  dag: DagModel,
  { recorder, runs, history }: Evidence,
): { from: Micros; to: Micros; cause: Cause }[] {
  return (recorder.pausedSpans().get(dag.dagId) ?? []).map(({ from, to }) => {
    const limit = dag.maxConsecutiveFailedDagRuns;
    const until = Number.isFinite(to) ? ` until ${instant(to)}` : "";
    const isFailing = runs.some(
      (run) => run.dag === dag && history.ofRun(run).some((stay) => stay.state === "failed" && stay.from === from),
    );
    const cause: Cause =
      limit > 0 && isFailing
        ? {
            code: "pausedByFailures",
            text: `paused at ${instant(from)}${until}, as its last ${limit} runs have failed (max_consecutive_failed_dag_runs): no run is made or started`,
          }
        : { code: "dagPaused", text: `paused at ${instant(from)}${until}: no run is made, started or examined` };
    return { from, to, cause };
  });
}

/** The dates that its schedule would have had with catchup. */
function dueRuns({ timetable, timeRestriction }: DagModel, endedAt: Micros): DagRunInfo[] {
  const due: DagRunInfo[] = [];
  if (!timetable.canBeScheduled || timetable.activeRunsLimit !== null || timeRestriction.earliest === null) return due;
  let last: DagRunInfo | null = null;
  while (due.length < MOST_DATES) {
    last = timetable.nextDagrunInfo(last?.dataInterval ?? null, { ...timeRestriction, catchup: true }, endedAt);
    if (last === null || last.runAfter > endedAt) break;
    due.push(last);
  }
  return due;
}

/** True for a run that a person or a task asked for. */
function isAskedFor(runType: DagRun["runType"]): boolean {
  return runType === "manual" || runType === "operator_triggered";
}

/** The runs of its schedule that were not made, or made later than an iteration of the scheduler after they were due. */
export function missingRuns(dag: DagModel, evidence: Evidence): MissingRun[] {
  const { facts, history } = evidence;
  const { deletedRuns } = evidence.recorder.personLog;
  const runs = runsOf(dag, evidence);
  const loop = durationMicros(facts.config.scheduler.schedulerIdleSleepTime);
  return dueRuns(dag, facts.endedAt).flatMap(({ dataInterval, runAfter }): MissingRun[] => {
    const { start: logicalDate } = dataInterval;
    const same = runs.filter((run) => run.logicalDate === logicalDate);
    if (same.some(({ runType }) => runType === "backfill")) return [];
    const deleted = deletedRuns.find((run) => run.dagId === dag.dagId && run.logicalDate === logicalDate);
    if (deleted !== undefined && same.length === 0)
      return [{ ...deletedRunCause(deleted), logicalDate, dueAt: Math.max(0, runAfter) }];
    const made = same.find(({ runType }) => !isAskedFor(runType));
    const madeAt = made === undefined ? null : (history.ofRun(made)[0]?.from ?? null);
    const dueAt = Math.max(0, runAfter);
    if (madeAt !== null && madeAt <= dueAt + loop) return [];
    const taken = same.find(({ runType }) => isAskedFor(runType));
    if (taken !== undefined && made === undefined)
      return [
        {
          code: "dateTaken",
          text: `not made, as ${taken.runId}, which somebody asked for, has its logical date`,
          logicalDate,
          dueAt,
        },
      ];
    const cause = missedCause(dag, runs, { dueAt, runAfter }, madeAt, evidence);
    return cause === undefined ? [] : [{ ...cause, logicalDate, dueAt }];
  });
}

function missedCause(
  dag: DagModel,
  runs: readonly DagRun[],
  { dueAt, runAfter }: { readonly dueAt: Micros; readonly runAfter: Micros },
  madeAt: Micros | null,
  evidence: Evidence,
): Cause | undefined {
  const what = madeAt === null ? "not made" : `made at ${instant(madeAt)} only`;
  if (pauses(dag, evidence).some(({ from, to }) => from <= dueAt && to > dueAt))
    return { code: "dagPaused", text: `${what}: the DAG was paused when it was due` };
  const limited = runs.filter(({ backfill }) => backfill === null); // those of a backfill count for that alone
  const active = activeAt(limited, dueAt, madeAt ?? evidence.facts.endedAt, evidence);
  if (active.length >= dag.maxActiveRuns)
    return {
      code: "maxActiveRuns",
      text: `${what}: max_active_runs = ${dag.maxActiveRuns} were active (${list(active.map(({ runId }) => runId))})${dag.catchup || madeAt !== null ? "" : ", and with catchup=False an interval that has passed is left out"}`,
    };
  if (madeAt === null && !dag.catchup)
    return {
      code: "catchupOff",
      text:
        runAfter <= 0
          ? "not made: catchup=False leaves out intervals that are over, all but the last"
          : "not made: catchup=False leaves out intervals that are over when the next run is made",
    };
  return undefined;
}

/** The runs that were queued or running at an instant. */
function activeAt(runs: readonly DagRun[], at: Micros, until: Micros, { history }: Evidence): DagRun[] {
  return runs.filter((run) =>
    history
      .ofRun(run)
      .some(
        ({ from, to, state }) => (state === "queued" || state === "running") && from <= at && to > at && from < until,
      ),
  );
}

interface Group {
  readonly from: Micros;
  to: Micros;
  cause: Cause;
}

/** Missing runs that follow each other with one cause, as one. */
function grouped(missing: readonly MissingRun[]): Group[] {
  const groups: (Group & { readonly first: MissingRun; count: number })[] = [];
  for (const one of missing) {
    const last = groups.at(-1);
    if (last?.cause.code === one.code) {
      last.to = one.dueAt;
      last.count += 1;
      last.cause = { code: one.code, text: `${last.count} runs like this: ${last.first.text}` };
    } else
      groups.push({
        from: one.dueAt,
        to: one.dueAt,
        cause: { code: one.code, text: `1 run: ${one.text}` },
        first: one,
        count: 1,
      });
  }
  return groups;
}

/** Tells why there is no run of a DAG with an id, as far as the id tells its date. */
export function whyNoRun(dag: DagModel, runId: string, evidence: Evidence): Cause {
  const { calendar, facts } = evidence;
  const [, type, date = ""] = /^(\w+?)__(.*)$/.exec(runId) ?? [];
  const at = calendar.parse(date);
  const { deletedRuns } = evidence.recorder.personLog;
  const deleted = deletedRuns.findLast((one) => one.dagId === dag.dagId && one.runId === runId);
  if (deleted !== undefined) return deletedRunCause(deleted);
  if (type !== "scheduled" || at === undefined) {
    const known = runsOf(dag, evidence).map(({ runId: id }) => id);
    return {
      code: scheduleCause(dag, []).code,
      text: `nobody has made a run ${runName({ dag, runId } as DagRun)}: there ${known.length === 0 ? "is none" : `are ${list(known, 5)}`}`,
    };
  }
  const { earliest, latest } = dag.timeRestriction;
  if (!dag.timetable.canBeScheduled)
    return { code: "noSchedule", text: `${dag.dagId} has no schedule: runs come by hand only` };
  if (earliest !== null && at < earliest)
    return { code: "beforeStartDate", text: `before the start_date of ${dag.dagId}, ${calendar.isoformat(earliest)}` };
  if (latest !== null && at > latest)
    return { code: "afterEndDate", text: `after the end_date of ${dag.dagId}, ${calendar.isoformat(latest)}` };
  const missed = missingRuns(dag, evidence).find(({ logicalDate }) => logicalDate === at);
  if (missed !== undefined) return missed;
  const due = dueRuns(dag, facts.endedAt);
  if (due.some(({ dataInterval }) => dataInterval.start === at))
    return { code: "schedulerLoop", text: "it is due, and the scheduler has not made it yet" };
  const next = dag.timetable.nextDagrunInfo(
    due.at(-1)?.dataInterval ?? null,
    { ...dag.timeRestriction, catchup: true },
    facts.endedAt,
  );
  if (next !== null && at >= next.dataInterval.start)
    return {
      code: "notDueYet",
      text: `runs come at the end of their data interval: the next one is due at ${instant(next.runAfter)}, and the simulation has ended at ${instant(facts.endedAt)}`,
    };
  return { code: "notInTimetable", text: `the schedule of ${dag.dagId} has no run of that date` };
}
