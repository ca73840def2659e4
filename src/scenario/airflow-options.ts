/**
 * The options of airflow.cfg, of all versions, that a scenario may give though the simulation has no use for them: of the sections
 * in which others are simulated all names are known, so that a misspelt one is refused.
 * @module
 */

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

/** Options without effect here. */
export const WITHOUT_EFFECT: Readonly<Record<string, readonly string[]>> = {
  core: words(`
    dags_folder hostname_callable might_contain_dag_callable default_timezone executor auth_manager
    dags_are_paused_at_creation mp_start_method load_examples plugins_folder execute_tasks_new_python_interpreter
    fernet_key donot_pickle dagbag_import_timeout dagbag_import_error_tracebacks
    dagbag_import_error_traceback_depth dag_file_processor_timeout task_runner default_impersonation security
    unit_test_mode enable_xcom_pickling allowed_deserialization_classes
    dag_discovery_safe_mode dag_ignore_file_syntax min_serialized_dag_update_interval compress_serialized_dags
    min_serialized_dag_fetch_interval max_num_rendered_ti_fields_per_task xcom_backend lazy_load_plugins
    lazy_discover_providers hide_sensitive_var_conn_fields sensitive_var_conn_names daemon_umask
    dataset_manager_class dataset_manager_kwargs database_access_isolation internal_api_url test_connection
    allowed_deserialization_classes_regexp strict_dataset_uri_validation internal_api_secret_key max_templated_field_length
  `),
  scheduler: words(`
    min_file_process_interval stale_dag_threshold
    dag_dir_list_interval print_stats_interval enable_health_check
    scheduler_health_check_server_port child_process_log_directory
    use_row_level_locking parsing_pre_import_modules parsing_processes file_parsing_sort_mode
    standalone_dag_processor max_callbacks_per_loop dag_stale_not_seen_duration scheduler_health_check_server_host create_delta_data_intervals
    task_instance_heartbeat_sec task_instance_heartbeat_timeout
  `),
  celery: words(`
    celery_app_name worker_autoscale broker_url result_backend result_backend_sqlalchemy_engine_options flower_host
    flower_url_prefix flower_port flower_basic_auth sync_parallelism celery_config_options ssl_active ssl_key ssl_cert
    ssl_cacert pool operation_timeout task_track_started task_publish_max_retries worker_precheck extra_celery_config
    worker_umask worker_log_server_port worker_pods_pending_timeout stalled_task_timeout task_adoption_timeout
  `),
  operators: words(`
    default_owner default_cpus default_ram default_disk default_gpus default_queue allow_illegal_arguments
  `),
};

/** Sections of which nothing is simulated. */
export const SECTIONS_WITHOUT_EFFECT: readonly string[] = words(`
  database logging metrics secrets cli debug api lineage webserver email smtp sentry kerberos
  celery_kubernetes_executor api_auth dag_processor execution_api fab profiling sdk kubernetes_executor local_kubernetes_executor elasticsearch aws dask traces
`);

/** Options that are simulated, by the names that Airflow 3 has given them. */
export const NAMES_OF_3: Readonly<Record<string, readonly string[]>> = {
  scheduler: ["taskInstanceHeartbeatTimeoutDetectionInterval", "taskInstanceHeartbeatTimeout"],
  triggerer: ["capacity"],
};

/**
 * Options that Airflow reads when it is imported, to fill in what a DAG or task does not say. Here they have their
 * defaults: what differs has to be said in the DAG.
 */
export const FIXED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  celery: {
    task_acks_late: "True",
  },
  core: {
    default_task_retries: "0",
    default_task_retry_delay: "300",
    max_task_retry_delay: "86400",
    default_task_weight_rule: "downstream",
    default_task_execution_timeout: "",
  },
  sensors: {
    default_timeout: "604800",
  },
  scheduler: {
    catchup_by_default: "True",
    ignore_first_depends_on_past_by_default: "True",
    num_runs: "-1",
    allowed_run_id_pattern: "^[A-Za-z0-9_.~:+-]+$",
  },
};
