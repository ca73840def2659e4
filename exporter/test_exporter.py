"""Tests the exporter against a real web server of the Airflow of this Python: `python test_exporter.py`.

It makes a database, a DAG and runs in a temporary folder, starts the web server on loopback, exports, and lets `airlapse import` read that.
"""
import csv
import gzip
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
EXPORTER = HERE / "airlapse_export.py"
DAG_FILE = HERE / "airlapse_export_dag.py"
AIRLAPSE = Path(os.environ.get("AIRLAPSE", HERE.parent / "bin" / "airlapse.js"))
BIN = Path(sys.executable).parent

DAGS = """
from datetime import datetime
try:
    from airflow.sdk import DAG
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow import DAG
    from airflow.operators.bash import BashOperator
for name in ("first", "second"):
    with DAG(name, schedule="@daily", start_date=datetime(2024, 1, 1), catchup=False) as dag:
        BashOperator(task_id="extract", bash_command="true") >> BashOperator(task_id="load", bash_command="true")
    globals()[name] = dag
"""

BOTO3 = """
import json, os, urllib.parse, urllib.request
class _Client:
    class exceptions:
        class RestApiClientException(Exception):
            pass
    def invoke_rest_api(self, Name, Method, Path, QueryParameters):
        assert Name == "my-environment" and Method == "GET"
        url = os.environ["FAKE_MWAA"] + Path + "?" + urllib.parse.urlencode(QueryParameters)
        request = urllib.request.Request(url, headers={"Authorization": os.environ["FAKE_MWAA_AUTH"]})
        try:
            with urllib.request.urlopen(request) as answer:
                return {"RestApiStatusCode": answer.status, "RestApiResponse": json.load(answer)}
        except urllib.error.HTTPError as error:
            raise self.exceptions.RestApiClientException(str(error))
def client(name, region_name=None):
    assert name == "mwaa"
    return _Client()
"""

S3HOOK = """
import os, shutil
from pathlib import Path
class S3Hook:
    def load_file(self, filename, key, bucket_name, replace):
        target = Path(os.environ["BUCKETS"]) / bucket_name / key
        if target.exists() and not replace:
            raise ValueError(f"{key} is there already")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(filename, target)
"""

# parses the DAG as Airflow does, and runs each task's function as a worker would
RUN_DAG = """
import sys, types
import airflow_s3
hooks = types.ModuleType("airflow.providers.amazon.aws.hooks.s3")
hooks.S3Hook = airflow_s3.S3Hook
sys.modules["airflow.providers.amazon.aws.hooks.s3"] = hooks
from airflow.models import DagBag
bag = DagBag(sys.argv[1], include_examples=False)
for file, error in bag.import_errors.items():
    sys.exit(error.strip().splitlines()[-1])
dag = bag.get_dag("airlapse_export")
for task in dag.topological_sort():
    try:
        task.execute({})
    except Exception as error:
        print(task.task_id, type(error).__name__)
"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class ExporterTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.home = Path(tempfile.mkdtemp(prefix="airlapse-export-"))
        (cls.home / "dags").mkdir()
        (cls.home / "dags" / "dags.py").write_text(DAGS)
        (cls.home / "boto3.py").write_text(BOTO3)
        (cls.home / "passwords.json").write_text(json.dumps({"me": "secret"}))
        cls.port = free_port()
        cls.url = f"http://127.0.0.1:{cls.port}"
        cls.env = {
            **os.environ,
            "AIRFLOW_HOME": str(cls.home),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__CORE__DAGS_FOLDER": str(cls.home / "dags"),
            "AIRFLOW__API__AUTH_BACKENDS": "airflow.api.auth.backend.basic_auth",
            "AIRFLOW__WEBSERVER__EXPOSE_CONFIG": "non-sensitive-only",
            "AIRFLOW__API__EXPOSE_CONFIG": "non-sensitive-only",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "me:admin",
            "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(cls.home / "passwords.json"),
            "AIRFLOW__API__BASE_URL": cls.url,
            "PASSWORD": "secret",
        }
        version = cls.airflow("version").strip().splitlines()[-1]
        cls.major = int(version.split(".")[0])
        cls.airflow("db", "migrate")
        cls.airflow("dags", "reserialize")
        cls.stand_in_for_s3()
        for dag in ("first", "second"):
            for day in ("2024-03-01", "2024-03-02"):
                cls.airflow("dags", "test", dag, day)
        if cls.major == 2:
            # a task that `dags test` of Airflow 2 runs gets no start
            with sqlite3.connect(cls.home / "airflow.db") as database:
                database.execute("update task_instance set start_date = end_date where start_date is null")
            cls.airflow("users", "create", "--username", "me", "--password", "secret", "--role", "Admin", "--email", "me@example.com", "--firstname", "a", "--lastname", "b")
            command = ["webserver", "--port", str(cls.port), "--workers", "1", "--hostname", "127.0.0.1"]
        else:
            command = ["api-server", "--port", str(cls.port), "--host", "127.0.0.1"]
        cls.log = open(cls.home / "server.log", "w")
        cls.server = subprocess.Popen([str(BIN / "airflow"), *command], env=cls.env, stdout=cls.log, stderr=cls.log, start_new_session=True)
        cls.wait()

    @classmethod
    def airflow(cls, *args):
        done = subprocess.run([str(BIN / "airflow"), *args], env=cls.env, capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"airflow {' '.join(args)}: {done.stderr[-2000:]}")
        return done.stdout

    @classmethod
    def wait(cls):
        path = "/api/v1/health" if cls.major == 2 else "/api/v2/version"
        for _ in range(240):
            try:
                with urllib.request.urlopen(cls.url + path, timeout=5):
                    return
            except OSError:
                time.sleep(1)
        raise RuntimeError((cls.home / "server.log").read_text()[-3000:])

    @classmethod
    def stand_in_for_s3(cls):
        """A hook that writes into a folder: the DAG asks for nothing else of Amazon's provider."""
        package = cls.home / "stand_in" / "airflow_s3"
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(S3HOOK)

    @classmethod
    def tearDownClass(cls):
        os.killpg(cls.server.pid, signal.SIGKILL)
        cls.server.wait(30)
        cls.log.close()
        shutil.rmtree(cls.home, ignore_errors=True)

    def export(self, name, *args, env=None):
        out = self.home / name
        done = subprocess.run([sys.executable, str(EXPORTER), "--out", str(out), "--rate", "100", "--since", "2020-01-01T00:00:00Z", "--window-hours", "1000000", *args],
                              env={**self.env, **(env or {})}, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return out, done.stderr

    def imported(self, out):
        done = subprocess.run(["node", str(AIRLAPSE), "import", str(out), "--json"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def by_password(self, name, *args):
        return self.export(name, "--url", self.url, "--user", "me", "--password-env", "PASSWORD", *args)

    def test_password_and_going_on(self):
        out, _ = self.by_password("plain")
        told = self.imported(out)
        self.assertEqual([told["dags"], told["runs"], told["task_instances"], told["tasks"]], [2, 4, 8, 4])
        before = {path: path.read_bytes() for path in (out / "rest").glob("taskInstances*")}
        state = out / ".airlapse-export.json"
        done = json.loads(state.read_text())
        done["done"] = [part for part in done["done"] if not part.startswith("window")]  # as if it had been interrupted there
        state.write_text(json.dumps(done))
        _, said = self.by_password("plain")
        self.assertLess(int(said.split("done: ")[1].split()[0]), 16)
        self.assertEqual({path: path.read_bytes() for path in (out / "rest").glob("taskInstances*")}, before)

    def test_redact(self):
        out, _ = self.by_password("redacted", "--redact")
        text = "".join(path.read_text() for path in (out / "rest").rglob("*") if path.is_file())
        for name in ("extract", '"first"', "me@example.com", '"rendered_fields"', socket.gethostname()):
            self.assertNotIn(name, text)
        told = self.imported(out)
        self.assertEqual([told["dags"], told["task_instances"]], [2, 8])

    def test_token(self):
        if self.major == 2:
            self.skipTest("basic auth only")
        request = urllib.request.Request(self.url + "/auth/token", data=json.dumps({"username": "me", "password": "secret"}).encode(), headers={"Content-Type": "application/json"})
        token = json.load(urllib.request.urlopen(request))["access_token"]
        out, _ = self.export("token", "--url", self.url, "--token-env", "TOKEN", env={"TOKEN": token})
        self.assertEqual(self.imported(out)["task_instances"], 8)

    def test_mwaa(self):
        if self.major == 2:
            import base64

            auth = "Basic " + base64.b64encode(b"me:secret").decode()
        else:
            request = urllib.request.Request(self.url + "/auth/token", data=json.dumps({"username": "me", "password": "secret"}).encode(), headers={"Content-Type": "application/json"})
            auth = "Bearer " + json.load(urllib.request.urlopen(request))["access_token"]
        prefix = "/api/v1" if self.major == 2 else "/api/v2"
        env = {"PYTHONPATH": str(self.home), "FAKE_MWAA": self.url + prefix, "FAKE_MWAA_AUTH": auth}
        out, _ = self.export("mwaa", "--mwaa", "my-environment", "--region", "eu-west-1", env=env)
        self.assertEqual(self.imported(out)["task_instances"], 8)

    def run_dag(self, name):
        folder = self.home / name
        folder.mkdir()
        shutil.copy(DAG_FILE, folder)
        buckets = self.home / f"{name}-buckets"
        env = {**self.env, "PYTHONPATH": str(self.home / "stand_in"), "BUCKETS": str(buckets), "AIRFLOW_VAR_AIRLAPSE_BUCKET": "mine", "AIRFLOW_VAR_AIRLAPSE_DAYS": "100000"}
        done = subprocess.run([sys.executable, "-c", RUN_DAG, str(folder)], env=env, capture_output=True, text=True)
        return done, buckets / "mine" / "airlapse"

    def test_dag_within_airflow(self):
        done, out = self.run_dag("dag-folder")
        if self.major == 3:
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("use airlapse_export.py", done.stderr)
            return
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        self.assertEqual([line for line in done.stdout.splitlines() if line.endswith("Error")], [])
        with gzip.open(out / "tables" / "task_instance.csv.gz", "rt") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual(len(rows), 8)
        for left_out in ("executor_config", "unixname", "next_kwargs"):
            self.assertNotIn(left_out, rows[0])
        told = self.imported(out)
        self.assertEqual([told["dags"], told["runs"], told["task_instances"], told["tasks"]], [2, 4, 8, 4])
        again, _ = self.run_dag("dag-folder-again")
        self.assertEqual(again.returncode, 0, again.stderr[-2000:])

    def test_wrong_password_is_said(self):
        out = self.home / "wrong"
        done = subprocess.run([sys.executable, str(EXPORTER), "--url", self.url, "--user", "me", "--password", "no", "--out", str(out), "--retries", "0"], env=self.env, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("error:", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
