/** Names of Airflow 2's templates that 3 has no more, with what is used in their place. */
export const GONE_NAMES: Readonly<Record<string, string>> = {
  execution_date: "logical_date",
  next_execution_date: "data_interval_end",
  next_ds: "{{ data_interval_end | ds }}",
  next_ds_nodash: "{{ data_interval_end | ds_nodash }}",
  prev_execution_date: "data_interval_start",
  prev_ds: "{{ data_interval_start | ds }}",
  prev_ds_nodash: "{{ data_interval_start | ds_nodash }}",
  tomorrow_ds: "{{ macros.ds_add(ds, 1) }}",
  tomorrow_ds_nodash: "{{ macros.ds_add(ds, 1) | replace('-', '') }}",
  yesterday_ds: "{{ macros.ds_add(ds, -1) }}",
  yesterday_ds_nodash: "{{ macros.ds_add(ds, -1) | replace('-', '') }}",
};
