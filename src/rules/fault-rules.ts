/**
 * The rules of what dies: workers, processes of tasks, schedulers, messages (spec/faults.md). Paths are Airflow's, CE is
 * providers/celery/executors/celery_executor.py of the Celery provider 3.4.1 → 3.10.0.
 * @module
 */
import { rule } from "./core-rule.ts";

export const FAULT_RULES = {
  lostTasksKeepTheirPlace: rule({
    why: "Says what a zombie takes of `core.parallelism`: its scheduler fails it and does not tell the executor, which counts it as running until the scheduler ends. With all places lost nothing is queued any more. Later (from 2.9.2 on) the place is given back as the zombie is found.",
    sources: "jobs/scheduler_job_runner.py 1696 `_find_zombies` → 2008 `_purge_zombies`",
    "2.7.2": true,
    "2.10.5": false,
  }),

  foreignTasksEndTheirSupervisor: rule({
    why: "A supervisor that finds at a heartbeat that its task instance is run by another process (`Recorded pid ... does not match`): the error ends it, and it ends its own process, whose handler for SIGTERM fails the try of the other. Later (from 2.10.1 on) the error is only logged, and both processes go on.",
    sources: "jobs/local_task_job_runner.py 194 → 213",
    "2.7.2": true,
    "2.10.5": false,
  }),

  orphansAreAlsoThoseOfNobody: rule({
    why: "Which queued and running tasks are orphans: those whose scheduler is not running, and those that no scheduler has queued, as a reset one whose old message runs; later only the former.",
    sources: "jobs/scheduler_job_runner.py 1622 → 1895 `adopt_or_reset_orphaned_tasks`",
    "2.7.2": true,
    "2.10.5": false,
  }),

  schedulersBeatBy: rule<"job_heartbeat_sec" | "scheduler_heartbeat_sec">({
    why: "The option that a scheduler's heartbeat goes by.",
    sources: "jobs/job.py 119 → 306 `_heartrate`",
    "2.7.2": "job_heartbeat_sec",
    "2.10.5": "scheduler_heartbeat_sec",
  }),

  heartbeatsWriteState: rule({
    why: "A heartbeat merges all of the job into its row, so that a scheduler which was declared dead, and only stood still, is running again.",
    sources: "jobs/job.py 206 → 214 `_fetch_from_db`",
    "2.7.2": true,
  }),

  stuckMessagesAreRevoked: rule({
    why: "The message of a task that is queued for too long: the executor forgets it before it comes to take it back, so it stays in the broker and may run the task later, as whatever try there is then. Later it is taken back, where workers hear of it.",
    sources: "CE `cleanup_stuck_queued_tasks`, where `fail` has dropped what `revoke` needs → `revoke_task`",
    "2.7.2": false,
    "2.10.5": true,
  }),

  visibilityTimeout: rule<number>({
    why: "Seconds after which a message that is not acknowledged is given out again, also one whose task runs: the default of `celery_broker_transport_options.visibility_timeout`. 84600 is meant to be a day.",
    sources: "providers/celery/executors/default_celery.py",
    "2.7.2": 21_600,
    "2.10.5": 84_600,
  }),
};
