/**
 * Runs of Glue jobs that outlive a try of their task: `resume_glue_job_on_retry` of GlueJobOperator (Amazon provider 9.25.0),
 * and `durable` (9.39.0; ResumableJobMixin of the task SDK).
 * @module
 */
import { AirflowException, exceptionMessage, type TaskContext } from "../../definition/index.ts";
import { ClientError, type GlueJobHook } from "../../hooks/index.ts";
import type { Steps } from "../../kernel/index.ts";
import type { Rules } from "../../rules/index.ts";

/** The argument of a run that tells which task has started it. */
export const TASK_UUID_ARG = "--airflow_task_uuid";
/** Under which key a task remembers its run. */
const EXTERNAL_ID_KEY = "glue_job_run_id";

const ENDED: readonly string[] = ["SUCCEEDED", "STOPPED", "FAILED", "TIMEOUT", "ERROR", "EXPIRED", "NOT_FOUND"];

/** The run was stopped before it had done its work. */
export class GlueJobRunStoppedError extends AirflowException {
  override readonly name = "GlueJobRunStoppedError";
}

/** By which means a retry finds the run of an earlier try. */
export type RunsAreFound = "never" | "in the task's store" | "by their argument";

/** The arguments that decide on it. */
interface ResumeArguments {
  readonly deferrable?: boolean;
  readonly durable?: boolean;
  readonly resumeGlueJobOnRetry?: boolean;
}

/** Below Airflow 3.3 tasks have no store, and `durable` has no effect; from there on `resume_glue_job_on_retry` is another word for it. */
export function runsAreFound(
  { deferrable, durable, resumeGlueJobOnRetry }: ResumeArguments,
  rules: Rules,
): RunsAreFound {
  if (!rules.glueRunsAreDurable || !rules.tasksHaveStore)
    return resumeGlueJobOnRetry === true ? "by their argument" : "never";
  if (!(durable ?? resumeGlueJobOnRetry ?? true)) return "never";
  return deferrable === true ? "by their argument" : "in the task's store";
}

/** The same for all tries of a task instance. */
function taskUuid({ ti }: TaskContext): string {
  return [ti.dagId, ti.taskId, ti.runId, ti.mapIndex].join(":");
}

/** The arguments of a run by which a later try finds it. An argument of that name that is given stays. */
export function withTaskUuid<Args extends Readonly<Record<string, unknown>>>(context: TaskContext, args: Args): Args {
  return { ...args, [TASK_UUID_ARG]: uuidIn(context, args) };
}

function uuidIn(context: TaskContext, args: Readonly<Record<string, unknown>>): string {
  return TASK_UUID_ARG in args ? String(args[TASK_UUID_ARG]) : taskUuid(context);
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

/**
 * The run that an earlier try has started, where it is still under way: found by its argument. XComs are of no help, since a try
 * begins without any.
 */
export function* foundJobRun(
  context: TaskContext,
  hook: GlueJobHook,
  job: { readonly name: string; readonly args: Readonly<Record<string, unknown>> },
): Steps<string | undefined> {
  const { log, rules, ti } = context;
  if (rules.glueRunsAreDurable && ti.tryNumber <= 1) return undefined;
  try {
    const found = yield* hook.findJobRun(job.name, TASK_UUID_ARG, uuidIn(context, job.args));
    if (found === undefined) return undefined;
    log.info("Found Glue job_run_id by task UUID: %s, state: %s", found.Id, found.JobRunState);
    return isUnderWay(found.JobRunState, rules) ? found.Id : undefined;
  } catch (error) {
    if (rules.glueRunsAreDurable && !(error instanceof ClientError)) throw error;
    log.error("Failed to find previous Glue job run by task UUID: %s", exceptionMessage(error));
    return undefined;
  }
}

function isUnderWay(state: string, rules: Rules): boolean {
  return rules.glueRunsAreDurable ? !ENDED.includes(state) : state === "RUNNING" || state === "STARTING";
}
