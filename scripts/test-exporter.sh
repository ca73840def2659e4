#!/usr/bin/env bash
# Tests the exporter against real web servers: Airflow 2.10.5 and 3.2.1, from PyPI with Airflow's own constraints.
# AIRFLOW_2_PYTHON and AIRFLOW_3_PYTHON name interpreters that have them already.
set -euo pipefail
cd "$(dirname "$0")/.."

python_of() {
  local version=$1 python=$2 folder="node_modules/.cache/airflow-$1"
  if [ ! -x "$folder/bin/airflow" ]; then
    "$python" -m venv "$folder"
    "$folder/bin/pip" install --quiet "apache-airflow==$version" \
      --constraint "https://raw.githubusercontent.com/apache/airflow/constraints-$version/constraints-$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])').txt"
  fi
  echo "$PWD/$folder/bin/python"
}

two=${AIRFLOW_2_PYTHON:-$(python_of 2.10.5 "${PYTHON:-python3}")}
three=${AIRFLOW_3_PYTHON:-$(python_of 3.2.1 "${PYTHON:-python3}")}
"$two" exporter/test_exporter.py
"$three" exporter/test_exporter.py
