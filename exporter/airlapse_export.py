#!/usr/bin/env python3
"""Exports what an Airflow's REST API knows of its DAGs and their runs, for `airlapse import`.

One file, no dependencies, Python 3.9 and newer. It only reads (GET requests), page by page and by windows of time, no faster than it
is told to, and goes on where it was interrupted. Airflow 2 (API v1), Airflow 3 (API v2) and Amazon MWAA.

    python airlapse_export.py --url https://airflow.example.com --user me --password-env PW --days 7 --out export
    python airlapse_export.py --url https://airflow.example.com --token-env TOKEN --days 7 --out export
    python airlapse_export.py --mwaa my-environment --region eu-west-1 --days 7 --out export     (needs boto3)

It writes OUT/rest/*.jsonl, an answer a line, and OUT/rest/window.json. --redact replaces the names of DAGs, tasks, pools and hosts by
hashes, and drops rendered fields, conf, owners and notes. Structure that the API does not have (mapping, task groups) comes from the
table serialized_dag, where you have a database: see docs/my-airflow.md.
"""
import argparse
import base64
import datetime
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

PAGE = 100
NAMES = {"dag_id", "task_id", "hostname", "pool", "trigger_dag_id", "dag_display_name", "task_display_name", "source_dag_id", "source_task_id"}
DROPPED = {"rendered_fields", "conf", "owners", "owner", "note", "doc_md", "doc", "description", "fileloc", "file_token", "relative_fileloc",
           "executor_config", "unixname", "tags", "extra", "params", "default_args", "email", "bundle_name", "template_fields"}


# answers without any of these name no DAG, task, host or pool: configuration, version, health
KINDS_WITH_NAMES = {"dags", "dag_id", "tasks", "task_instances", "dag_runs", "event_logs", "pools", "path", "window"}


class Refused(Exception):
    """The server does not answer as it should."""


class Rest:
    """GET requests, one after another, at most so many a second; what fails for now is tried again."""

    def __init__(self, args):
        self.args = args
        self.next_at = 0.0
        self.requests = 0
        self.base = (args.url or "").rstrip("/")
        self.headers = {"Accept": "application/json"}
        if args.user:
            password = os.environ.get(args.password_env or "", args.password or "")
            self.user, self.password = args.user, password
            pair = base64.b64encode(f"{args.user}:{password}".encode()).decode()
            self.headers["Authorization"] = f"Basic {pair}"
        if args.token or args.token_env:
            self.headers["Authorization"] = f"Bearer {args.token or os.environ[args.token_env]}"
        self.mwaa = None
        if args.mwaa:
            import boto3  # only here: MWAA's API is signed

            self.mwaa = boto3.client("mwaa", region_name=args.region)
        self.prefix = None

    def find_version(self):
        """Airflow 3 answers under /api/v2, Airflow 2 under /api/v1. Airflow 3 takes a name and a password for a token first."""
        for prefix in ("/api/v2", "/api/v1"):
            self.prefix = prefix
            try:
                return self.get("/version")
            except Refused as error:
                last = error
        raise Refused(f"neither /api/v2 nor /api/v1 answers at {self.base or self.args.mwaa}: {last}")

    def login(self):
        """POST /auth/token of Airflow 3: the one request that is no GET, and it changes nothing."""
        body = json.dumps({"username": self.user, "password": self.password}).encode()
        request = urllib.request.Request(self.base + "/auth/token", data=body, headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            self.headers["Authorization"] = f"Bearer {json.load(answer)['access_token']}"

    def get(self, path, query=None):
        logged_in = False
        for attempt in range(self.args.retries + 1):
            wait = self.next_at - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            self.next_at = time.monotonic() + 1 / self.args.rate
            self.requests += 1
            try:
                return self.ask(path, query or {})
            except urllib.error.HTTPError as error:
                if error.code == 401 and self.prefix == "/api/v2" and self.args.user and not logged_in:
                    logged_in = True
                    try:
                        self.login()
                        continue
                    except (urllib.error.URLError, KeyError, ValueError) as problem:
                        raise Refused(f"{path}: no token for {self.args.user}: {problem}") from problem
                if error.code not in (429, 500, 502, 503, 504) or attempt == self.args.retries:
                    raise Refused(f"{path}: HTTP {error.code}: {error.read()[:200]!r}") from error
            except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
                if attempt == self.args.retries:
                    raise Refused(f"{path}: {error}") from error
            except ValueError as error:
                raise Refused(f"{path}: no JSON: {error}") from error
            time.sleep(min(60, 2 ** attempt))
        raise Refused(f"{path}: no answer")

    def ask(self, path, query):
        if self.mwaa is not None:
            try:
                answer = self.mwaa.invoke_rest_api(Name=self.args.mwaa, Method="GET", Path=path, QueryParameters=query)
            except self.mwaa.exceptions.RestApiClientException as error:
                raise Refused(f"{path}: {error}") from error
            return answer["RestApiResponse"]
        url = f"{self.base}{self.prefix}{path}"
        if query:
            url += "?" + urllib.parse.urlencode(query, doseq=True)
        with urllib.request.urlopen(urllib.request.Request(url, headers=self.headers), timeout=self.args.timeout) as answer:
            return json.load(answer)


class Redactor:
    """Replaces names by hashes: the same name has the same hash, and without the salt nobody can try names out."""

    def __init__(self, is_on):
        self.is_on = is_on
        self.salt = os.urandom(16)

    def name(self, value):
        if value in ("default_pool", ""):
            return value
        return "x" + hashlib.sha256(self.salt + str(value).encode()).hexdigest()[:12]

    def __call__(self, value, key=None):
        if not self.is_on or (isinstance(value, dict) and not KINDS_WITH_NAMES & value.keys() and key is None):
            return value
        if isinstance(value, dict):
            return {k: self(v, k) for k, v in value.items() if k not in DROPPED}
        if isinstance(value, list):
            return [self(one, "task_id" if key == "downstream_task_ids" else key) for one in value]
        if isinstance(value, str) and (key in NAMES or (key == "name" and value != "default_pool")):
            return self.name(value)
        return value


class Out:
    """Files of answers, a line each, and what is done: an interrupted export goes on behind it."""

    def __init__(self, folder, redact):
        self.rest = Path(folder) / "rest"
        self.rest.mkdir(parents=True, exist_ok=True)
        self.redact = redact
        self.state_file = Path(folder) / ".airlapse-export.json"
        self.state = json.loads(self.state_file.read_text()) if self.state_file.exists() else {"done": []}
        if redact.is_on:
            if "salt" in self.state:
                redact.salt = bytes.fromhex(self.state["salt"])
            else:
                self.state["salt"] = redact.salt.hex()
        self.done = set(self.state["done"])

    def has(self, part):
        return part in self.done

    def finish(self, part):
        self.done.add(part)
        self.state["done"] = sorted(self.done)
        whole = self.state_file.with_suffix(".new")
        whole.write_text(json.dumps(self.state))
        whole.replace(self.state_file)

    def write(self, name, answers):
        """A part is written whole: a file of its own, so that what is cut off is not there at all."""
        path = self.rest / name
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(path.name + ".part")
        with open(unfinished, "w", encoding="utf-8") as file:
            for answer in answers:
                file.write(json.dumps(self.redact(answer)) + "\n")
        unfinished.replace(path)


def pages(rest, path, query, key):
    """All pages of a list."""
    offset = 0
    while True:
        answer = rest.get(path, {**query, "limit": PAGE, "offset": offset})
        rows = answer.get(key, [])
        yield answer
        offset += len(rows)
        if not rows or offset >= answer.get("total_entries", 0):
            return


def windows(start, end, hours):
    while start < end:
        until = min(end, start + datetime.timedelta(hours=hours))
        yield start, until
        start = until


def stamp(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S+00:00")


def export(args):
    redact = Redactor(args.redact)
    out = Out(args.out, redact)
    rest = Rest(args)
    end = parse(args.until) if args.until else datetime.datetime.now(datetime.timezone.utc)
    if "until" in out.state:
        end = parse(out.state["until"])
    start = parse(args.since) if args.since else end - datetime.timedelta(days=args.days)
    if "since" in out.state:
        start = parse(out.state["since"])
    out.state.update(since=stamp(start), until=stamp(end))
    version = rest.find_version()
    is_v2 = rest.prefix == "/api/v2"
    say(f"Airflow {version.get('version')}, {stamp(start)} to {stamp(end)}")
    out.write("version.json", [version])
    out.write("window.json", [{"window": {"from": stamp(start), "to": stamp(end)}}])
    for name, path in (("health", "/health" if not is_v2 else "/monitor/health"), ("config", "/config")):
        try:
            out.write(f"{name}.json", [rest.get(path)])
        except Refused as error:
            say(f"without {name}: {error}")  # [webserver] expose_config may forbid it
    for name, path, key in (("providers", "/providers", "providers"), ("pools", "/pools", "pools"), ("dags", "/dags", "dags")):
        if not out.has(name):
            out.write(f"{name}.jsonl", pages(rest, path, {}, key))
            out.finish(name)
    export_dags(args, rest, out)
    export_runs(args, rest, out, start, end, is_v2)
    say(f"done: {rest.requests} requests, in {args.out}")


def export_dags(args, rest, out):
    for page in pages(rest, "/dags", {}, "dags"):
        for dag in page["dags"]:
            dag_id = dag["dag_id"]
            if out.has(f"dag {dag_id}") or (args.dags and dag_id not in args.dags):
                continue
            quoted = urllib.parse.quote(dag_id, safe="")
            shown = out.redact.name(dag_id) if out.redact.is_on else dag_id
            for part in ("details", "tasks"):
                try:
                    out.write(f"dags/{shown}.{part}.json", [rest.get(f"/dags/{quoted}/{part}")])
                except Refused as error:
                    say(f"without {part} of {dag_id}: {error}")
            out.finish(f"dag {dag_id}")


def export_runs(args, rest, out, start, end, is_v2):
    """Runs and task instances that ended, or have not ended, in each window; tries of those that were tried again; the event log."""
    anyone = "/dags/~/dagRuns"
    for number, (since, until) in enumerate(windows(start, end, args.window_hours)):
        part = f"window {stamp(since)}"
        if out.has(part):
            continue
        say(f"{stamp(since)} to {stamp(until)}")
        span = {"start_date_gte": stamp(since), "start_date_lte": stamp(until)}
        out.write(f"dagRuns-{number:04}.jsonl", pages(rest, anyone, {**span, "order_by": "id"}, "dag_runs"))
        retried = []

        def task_instances():
            for page in pages(rest, anyone + "/~/taskInstances", span, "task_instances"):
                retried.extend(row for row in page["task_instances"] if (row.get("try_number") or 0) > 1)
                yield page

        out.write(f"taskInstances-{number:04}.jsonl", task_instances())
        out.write(f"tries-{number:04}.jsonl", tries(rest, retried))
        log = {"after": stamp(since), "before": stamp(until), "included_events": "running"} if not is_v2 else {
            "after": stamp(since), "before": stamp(until), "event": "running"}
        try:
            out.write(f"eventLogs-{number:04}.jsonl", pages(rest, "/eventLogs", log, "event_logs"))
        except Refused as error:
            say(f"without the event log: {error}")
        out.finish(part)
    # what is queued or has no state has not started, so that no window has it
    for state in ("queued", "scheduled", "none"):
        part = f"state {state}"
        if out.has(part):
            continue
        try:
            out.write(f"taskInstances-{state}.jsonl", pages(rest, anyone + "/~/taskInstances", {"state": state}, "task_instances"))
        except Refused as error:
            say(f"without task instances in state {state}: {error}")
        out.finish(part)
    for state in ("running", "queued"):
        if not out.has(f"runs {state}"):
            out.write(f"dagRuns-{state}.jsonl", pages(rest, anyone, {"state": state}, "dag_runs"))
            out.finish(f"runs {state}")


def tries(rest, rows):
    quote = lambda text: urllib.parse.quote(str(text), safe="")
    for row in rows:
        path = f"/dags/{quote(row['dag_id'])}/dagRuns/{quote(row['dag_run_id'])}/taskInstances/{quote(row['task_id'])}"
        if row.get("map_index", -1) >= 0:
            path += f"/{row['map_index']}"
        try:
            answer = rest.get(path + "/tries")
        except Refused as error:
            say(f"without the tries of {row['task_id']}: {error}")  # Airflow 2.7 to 2.9 have none
            return
        yield {"path": "/tries", "answer": answer}


def parse(text):
    instant = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return instant if instant.tzinfo else instant.replace(tzinfo=datetime.timezone.utc)


def say(text):
    print(text, file=sys.stderr, flush=True)


def arguments(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], formatter_class=argparse.RawDescriptionHelpFormatter)
    where = p.add_mutually_exclusive_group(required=True)
    where.add_argument("--url", help="the web server's address")
    where.add_argument("--mwaa", metavar="NAME", help="an environment of Amazon MWAA, by InvokeRestApi (boto3, IAM)")
    p.add_argument("--region", help="of the MWAA environment")
    p.add_argument("--user"), p.add_argument("--password"), p.add_argument("--password-env", metavar="VARIABLE")
    p.add_argument("--token"), p.add_argument("--token-env", metavar="VARIABLE")
    p.add_argument("--out", default="export", help="a folder; an interrupted export goes on in it (default: export)")
    p.add_argument("--days", type=float, default=7, help="how far back (default: 7)")
    p.add_argument("--since", help="in place of --days: 2024-03-01T00:00:00Z"), p.add_argument("--until")
    p.add_argument("--window-hours", type=float, default=24, help="hours that are asked for at once (default: 24)")
    p.add_argument("--rate", type=float, default=5, help="requests a second at most (default: 5)")
    p.add_argument("--retries", type=int, default=5), p.add_argument("--timeout", type=float, default=60)
    p.add_argument("--dags", nargs="*", help="structure of these DAGs only")
    p.add_argument("--redact", action="store_true", help="hash names, drop rendered fields, conf, owners and notes")
    return p.parse_args(argv)


def main(argv=None):
    try:
        export(arguments(argv))
    except Refused as error:
        say(f"error: {error}")
        return 1
    except KeyboardInterrupt:
        say("interrupted: call it again to go on")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
