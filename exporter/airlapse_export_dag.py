"""A DAG that exports the tables `airlapse import` reads, from within Airflow 2 (Amazon MWAA gives no access to its database), to S3.

Put it into the DAGs folder, set the Variables airlapse_bucket and, if you like, airlapse_prefix and airlapse_days, and trigger it by hand.
It reads by Airflow's own session, streams CSV, and writes nothing but the objects. From Airflow 3 on tasks have no database: use
airlapse_export.py with --mwaa there, which asks the REST API.
"""
import csv
import gzip
import os
import tempfile
from datetime import datetime, timedelta, timezone

import airflow

if int(airflow.__version__.split(".")[0]) >= 3:
    raise RuntimeError("tasks of Airflow 3 have no database: use airlapse_export.py, with --mwaa on Amazon MWAA")

from airflow import DAG
from airflow.models import Variable
from airflow.operators.python import PythonOperator

# by table: the columns that are never exported (code, pickles, values of people), and the one that says when
LEFT_OUT = {"executor_config", "conf", "next_kwargs", "owner", "owner_display_name", "extra", "unixname", "note", "dag_hash"}
TABLES = {
    "task_instance": "start_date",
    "task_instance_history": "start_date",
    "task_fail": "start_date",
    "task_reschedule": "start_date",
    "dag_run": "start_date",
    "log": "dttm",
    "slot_pool": None,
    "dag": None,
    "serialized_dag": None,
}


def export_table(table, since_column, bucket, prefix, days):
    from airflow import settings
    from airflow.providers.amazon.aws.hooks.s3 import S3Hook
    from sqlalchemy import MetaData, Table, or_, select

    engine = settings.engine
    source = Table(table, MetaData(), autoload_with=engine)
    columns = [column for column in source.columns if column.name not in LEFT_OUT and str(column.type) not in ("BLOB", "BYTEA")]
    query = select(*columns)
    if since_column is not None:
        when = source.c[since_column]
        query = query.where(or_(when.is_(None), when >= datetime.now(timezone.utc) - timedelta(days=days)))
    if table == "log":
        query = query.where(source.c.event == "running")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"{table}.csv.gz")
        with gzip.open(path, "wt", newline="") as file, engine.connect() as connection:
            writer = csv.writer(file)
            writer.writerow([column.name for column in columns])
            for row in connection.execution_options(stream_results=True).execute(query):
                writer.writerow([text_of(value) for value in row])
        S3Hook().load_file(path, key=f"{prefix}tables/{table}.csv.gz", bucket_name=bucket, replace=True)


def text_of(value):
    import json

    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, (dict, list)) else value


with DAG("airlapse_export", schedule=None, start_date=datetime(2024, 1, 1, tzinfo=timezone.utc), catchup=False, max_active_tasks=1) as dag:
    for name, since in TABLES.items():
        PythonOperator(
            task_id=name,
            python_callable=lambda table=name, column=since: export_table(
                table,
                column,
                Variable.get("airlapse_bucket"),
                Variable.get("airlapse_prefix", "airlapse/"),
                int(Variable.get("airlapse_days", "7")),
            ),
            trigger_rule="all_done",  # a table that a version lacks does not stop the others
        )
