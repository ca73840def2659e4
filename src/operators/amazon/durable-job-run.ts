/**
 * Runs of Glue jobs that outlive a try of their task (`durable` of GlueJobOperator, from the Amazon provider 9.39.0 on;
 * ResumableJobMixin of the task SDK).
 * @module
 */
import { AirflowException, exceptionMessage, type TaskContext } from "../../definition/index.ts";
import { ClientError, type GlueJobHook } from "../../hooks/index.ts";
import type { Steps } from "../../kernel/index.ts";

/** The argument of a run that tells which task has started it. */
export const TASK_UUID_ARG = "--airflow_task_uuid";
/** Under which key a task remembers its run. */
const EXTERNAL_ID_KEY = "glue_job_run_id";

const ENDED: readonly string[] = ["SUCCEEDED", "STOPPED", "FAILED", "TIMEOUT", "ERROR", "EXPIRED", "NOT_FOUND"];

/** The run was stopped before it had done its work. */
export class GlueJobRunStoppedError extends AirflowException {
  override readonly name = "GlueJobRunStoppedError";
}

/** The same for all tries of a task instance. */
export function taskUuid({ ti }: TaskContext): string {
  return [ti.dagId, ti.taskId, ti.runId, ti.mapIndex].join(":");
}

/** Remembers the run of a task that waits in its worker, for tries to come. */
export function rememberJobRun({ ti }: TaskContext, runId: string): void {
  ti.setTaskState(EXTERNAL_ID_KEY, runId);
}

/** The run that an earlier try has started: to be waited for, or done already. Undefined where a new one is to be started. */
export function* rememberedJobRun(
  { ti, log }: TaskContext,
  hook: GlueJobHook,
  jobName: string,
): Steps<{ readonly runId: string; readonly isDone: boolean } | undefined> {
  const runId = ti.taskState(EXTERNAL_ID_KEY);
  if (typeof runId !== "string") return undefined;
  const state = yield* stateOf(hook, jobName, runId);
  if (state !== "SUCCEEDED" && ENDED.includes(state)) {
    log.warning("Prior job in terminal state, resubmitting fresh external_id=%s status=%s", runId, state);
    return undefined;
  }
  log.info("Reconnecting to existing job external_id=%s status=%s", runId, state);
  return { runId, isDone: state === "SUCCEEDED" };
}

function* stateOf(hook: GlueJobHook, jobName: string, runId: string): Steps<string> {
  try {
    return yield* hook.getJobState(jobName, runId);
  } catch (error) {
    if (error instanceof ClientError && error.code === "EntityNotFoundException") return "NOT_FOUND";
    throw error;
  }
}

/** The run that an earlier try of a deferrable task has started, where it is still under way: found by its argument. */
export function* foundJobRun(context: TaskContext, hook: GlueJobHook, jobName: string): Steps<string | undefined> {
  const { ti, log } = context;
  if (ti.tryNumber <= 1) return undefined;
  try {
    const found = yield* hook.findJobRun(jobName, TASK_UUID_ARG, taskUuid(context));
    if (found === undefined) return undefined;
    log.info("Found Glue job_run_id by task UUID: %s, state: %s", found.Id, found.JobRunState);
    return ENDED.includes(found.JobRunState) ? undefined : found.Id;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    log.error("Failed to find previous Glue job run by task UUID: %s", exceptionMessage(error));
    return undefined;
  }
}
