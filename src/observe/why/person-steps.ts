/**
 * The requests of a person that are about a DAG's runs: backfills, and deletions.
 * @module
 */
import type { BackfillEnd, BackfillNews, DagModel } from "../../database/index.ts";
import type { Micros } from "../../kernel/index.ts";
import type { DeletedRun } from "../person-log.ts";
import type { Evidence } from "./evidence.ts";
import { counted, instant } from "./texts.ts";
import type { Cause } from "./why.ts";

/** The requests about a DAG, each with its instant. */
export function personSteps({ dagId }: DagModel, { recorder }: Evidence): { at: Micros; cause: Cause }[] {
  const { backfills, deletedRuns } = recorder.personLog;
  const isOfDag = (one: { readonly dagId: string }) => one.dagId === dagId;
  const steps = [
    ...backfills.filter(isOfDag).map(({ at, news }) => ({ at, cause: backfillCause(news) })),
    ...deletedRuns.filter(isOfDag).map((run) => ({ at: run.at, cause: deletedRunStep(run) })),
  ];
  return steps.sort((a, b) => a.at - b.at);
}

/** The cause of a run that is not there. */
export function deletedRunCause({ at, state }: DeletedRun): Cause {
  return {
    code: "runDeleted",
    text: `a person deleted it at ${instant(at)}, when it was ${state}, and its task instances with it`,
  };
}

function deletedRunStep({ runId, state }: DeletedRun): Cause {
  return {
    code: "runDeleted",
    text: `a person deleted the run ${runId}, which was ${state}, and its task instances with it`,
  };
}

function backfillCause(news: BackfillNews): Cause {
  switch (news.kind) {
    case "refused":
      return refusedCause(news.inTheWay);
    case "made":
      return madeCause(news);
    case "begun":
      return news.dates > 0
        ? { code: "runOfBackfill", text: `\`airflow dags backfill\` begins, with ${counted(news.dates, "date")}` }
        : {
            code: "notInTimetable",
            text: "`airflow dags backfill` does nothing: the schedule has no date in its range",
          };
    case "ended":
      return {
        code: news.as === "done" ? "runOfBackfill" : "backfillUnfinished",
        text: `\`airflow dags backfill\` ends: ${ENDS[news.as]}${leftText(news.left)}`,
      };
  }
}

function refusedCause(inTheWay: string | null): Cause {
  if (inTheWay === null)
    return {
      code: "backfillRefused",
      text: "a backfill was asked for, and refused: there may be one of a DAG at a time, and the one before was not marked as complete (the scheduler looks for that each 30 s)",
      change: "ask for it once the other is marked as complete",
    };
  return {
    code: "backfillRefused",
    text: `\`airflow dags backfill\` was refused: ${inTheWay}, which belongs to no backfill, was running in its range`,
    change: "give the command once that run has ended",
  };
}

function madeCause({ made, reprocessed, leftAlone }: Extract<BackfillNews, { readonly kind: "made" }>): Cause {
  const texts = [
    ...(made > 0 ? [`${counted(made, "run")} made`] : []),
    ...(reprocessed > 0 ? [`${counted(reprocessed, "run")} run again`] : []),
    ...(leftAlone > 0
      ? [`${counted(leftAlone, "date")} left alone, as there is a run of it that its reprocess behavior spares`]
      : []),
  ];
  if (made + reprocessed > 0) return { code: "runOfBackfill", text: `a backfill was asked for: ${texts.join(", ")}` };
  if (leftAlone === 0)
    return {
      code: "notDueYet",
      text: "a backfill was asked for, and makes nothing: no data interval of its range is over",
    };
  return {
    code: "dateTaken",
    text: `a backfill was asked for, and makes nothing: ${texts.join(", ")}`,
    change: "ask for it with the reprocess behavior `failed` or `completed`",
  };
}

const ENDS: Readonly<Record<BackfillEnd, string>> = {
  done: "all its runs have ended",
  "tasks failed": "tasks of it have failed (BackfillUnfinished)",
  deadlocked: "none of its tasks can go on (BackfillUnfinished)",
  "a pool is missing": "a task names a pool that does not exist (PoolNotFound)",
};

function leftText(left: number): string {
  return left === 0
    ? ""
    : `; ${counted(left, "date")} of its range ${left === 1 ? "has" : "have"} no run that has ended`;
}
