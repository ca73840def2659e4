/**
 * The meaning of the options of airflow.cfg that are simulated, with their units. The schema adds the defaults.
 * @module
 */

export const CONFIG_HELP: Readonly<Record<string, string>> = {
  "core.parallelism": "Task instances that the executor takes at once, queued in it or running. 0 is no limit.",
  "core.max_active_tasks_per_dag": "Most task instances of a DAG at once, where it does not say.",
  "core.max_active_runs_per_dag": "Most runs of a DAG at once, where it does not say.",
  "core.default_pool_task_slot_count": "Slots of default_pool.",
  "core.max_map_length": "The longest list that a task may be mapped over.",
  "core.task_success_overtime": "Seconds that a task may go on once it is marked as successful. From Airflow 2.10 on.",
  "core.check_slas": "True if service level agreements are looked at.",
  "core.dag_run_conf_overrides_params": "True if a run's conf is laid over the parameters of the same names.",
  "core.max_consecutive_failed_dag_runs_per_dag":
    "Failed runs in a row that pause a DAG, where it does not say. 0 is no limit. From Airflow 2.9 on.",
  "core.killed_task_cleanup_time": "Seconds from SIGTERM to SIGKILL, where a supervisor ends its task.",
  "scheduler.scheduler_idle_sleep_time": "Seconds that the scheduler sleeps after a loop that queued nothing.",
  "scheduler.job_heartbeat_sec": "Seconds between two heartbeats of the scheduler, and of each task's process.",
  "scheduler.max_dagruns_to_create_per_loop": "DAGs that get a new run in one loop.",
  "scheduler.max_dagruns_per_loop_to_schedule": "Runs that one loop examines.",
  "scheduler.max_tis_per_query": "Task instances that one loop queues. 0 is no limit.",
  "scheduler.schedule_after_task_execution": "True if a task that ends schedules those behind it.",
  "scheduler.use_job_schedule": "True if DAGs get runs by their schedules.",
  "scheduler.allow_trigger_in_future": "True if runs of unscheduled DAGs may start before their logical date.",
  "scheduler.trigger_timeout_check_interval": "Seconds between two looks for triggers that have timed out.",
  "scheduler.orphaned_tasks_check_interval": "Seconds between two looks for tasks of dead schedulers.",
  "scheduler.pool_metrics_interval": "Seconds between two reports of the pools' metrics.",
  "scheduler.zombie_detection_interval": "Seconds between two looks for tasks whose process is silent.",
  "scheduler.task_instance_heartbeat_timeout_detection_interval":
    "The name of zombie_detection_interval from Airflow 3 on. Default 10.",
  "scheduler.task_instance_heartbeat_timeout":
    "The name of scheduler_zombie_task_threshold from Airflow 3 on. Default 300.",
  "scheduler.task_queued_timeout": "Seconds that a task may be queued, where the executor can take it back.",
  "scheduler.num_stuck_in_queued_retries":
    "Times that a task queued for too long is scheduled again before it fails. From Airflow 2.10 on.",
  "scheduler.task_queued_timeout_check_interval": "Seconds between two looks for tasks queued for too long.",
  "scheduler.parsing_cleanup_interval": "Seconds between two looks for datasets that nobody uses.",
  "scheduler.create_cron_data_intervals":
    "True if runs of a cron expression are about the interval before, or else about an instant. From Airflow 2.9 on; from 3 on false if not given.",
  "scheduler.scheduler_heartbeat_sec": "Seconds between two heartbeats of the scheduler, from Airflow 2.10 on.",
  "scheduler.scheduler_health_check_threshold": "Seconds of silence after which a scheduler is declared dead.",
  "scheduler.scheduler_zombie_task_threshold": "Seconds of silence of its supervisor that make a task a zombie.",
  "scheduler.local_task_job_heartbeat_sec":
    "Seconds after which a supervisor that could not beat ends its own task. 0 is the threshold for zombies.",
  "triggerer.default_capacity": "Triggers that one triggerer runs at once.",
  "triggerer.capacity": "The name of default_capacity from Airflow 3 on. Default 1000.",
  "triggerer.job_heartbeat_sec": "Seconds between two heartbeats of a triggerer.",
  "triggerer.triggerer_health_check_threshold": "Seconds of silence after which a triggerer counts as dead.",
  "celery.worker_concurrency": "Tasks that a worker runs at once, where it does not say.",
  "celery.worker_prefetch_multiplier": "Messages that a worker holds for each of its slots.",
  "celery.worker_enable_remote_control": "True if workers hear that a message is taken back. Amazon MWAA has false.",
  "operators.default_deferrable": "True if operators that can wait in the triggerer do, unless they say otherwise.",
};
