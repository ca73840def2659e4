/**
 * `airlapse run --real` against a server, as a person runs it.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Trace } from "airlapse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type MotoServer, startMoto } from "./moto-server.ts";
import { ENVIRONMENT, prepare } from "./pipeline.ts";
import { type AwsProxy, startProxy } from "./proxy.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/airlapse.js", import.meta.url));
const SCENARIO = new URL("../../examples/join-relationalize/own-names.json", import.meta.url);

let moto: MotoServer;
let proxy: AwsProxy;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "airlapse-"));
  moto = await startMoto();
  proxy = await startProxy(moto.url, { looks: 2 });
});

afterAll(async () => {
  await proxy?.stop();
  await moto?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly trace: Trace;
}

type Seen = (text: string, interrupt: () => void) => void;

/** Runs the sample with a bucket and a role of its own. `seen` is told what is printed, and may send a signal. */
async function run(
  name: string,
  { seen = () => {}, more = [] }: { readonly seen?: Seen; readonly more?: readonly string[] } = {},
): Promise<Ran> {
  const scenario = JSON.parse(readFileSync(SCENARIO, "utf8"));
  scenario.name = name;
  scenario.runs = [{ dag_id: "join-relationalize", run_id: name, at: 0, conf: confOf(name) }];
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(scenario));
  const real = ["--real", "--speed", "60", "--endpoint", proxy.url];
  const child = spawn(process.execPath, [PROGRAM, "run", file, ...real, "--traces", folder, ...more], {
    env: { ...process.env, ...ENVIRONMENT },
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    seen(stdout, () => child.kill("SIGINT"));
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const [status] = (await once(child, "close")) as [number];
  const trace = JSON.parse(readFileSync(join(folder, `${name}.trace.json`), "utf8")) as Trace;
  return { status, stdout, stderr, trace };
}

const confOf = (name: string) => ({
  source_bucket_name: `${name}-source`,
  target_bucket_name: "target",
  glue_db_name: "legislators",
  glue_role_arn: `arn:aws:iam::123456789012:role/${name}`,
  glue_role_name: name,
});

test("runs the scenario's DAGs over HTTP, tells line by line what goes on, and keeps the trace", async () => {
  const put = await prepare(moto.url, "whole");
  await put();
  const { status, stdout, stderr, trace } = await run("whole");
  expect(stderr).not.toContain("rror");
  expect(status).toBe(0);
  expect(stdout).toMatch(
    /^ +\d+\.\d s {2}whole CrawlSourceData {2}INFO Creating crawler: glue_crawler_legislators_whole$/m,
  );
  expect(stdout).toMatch(/^whole +1 success +3 success/m);
  expect(trace.task_instances.map(({ state }) => state)).toEqual(["success", "success", "success"]);
  expect(trace.api_calls.filter(({ call }) => call === "glue.GetJobRun")).toHaveLength(3);
  expect(stdout + stderr + JSON.stringify(trace)).not.toContain(ENVIRONMENT.AWS_SECRET_ACCESS_KEY);
});

test("exports, logs, the reasons of waits and the report are those of the trace", async () => {
  const put = await prepare(moto.url, "exported");
  await put();
  const [table, page, logs] = [join(folder, "ti.csv"), join(folder, "report.html"), join(folder, "logs")];
  const more = ["--export", `task-instances=${table}`, "--report", page, "--logs", logs, "--explain"];
  const { status, stdout, trace } = await run("exported", { more });
  expect(status).toBe(0);
  expect(stdout).toMatch(new RegExp(`^task-instances in ${table}\n\\d+ log files in ${logs}\nreport in ${page}$`, "m"));
  expect(stdout).toMatch(/^upstream tasks +\d/m);
  const [head = "", ...rows] = readFileSync(table, "utf8").trim().split("\r\n");
  const place = head.split(",").indexOf("duration");
  const durations = rows.map((row) => Number(row.split(",")[place])).sort();
  expect(durations).toEqual(trace.task_instances.map(({ duration }) => duration).sort());
  const [, data = ""] = /id="figures">(.*?)<\/script>/.exec(readFileSync(page, "utf8")) ?? [];
  expect(JSON.parse(data).simulations[0].endedAt).toBe(trace.ended_at);
  const task = join(logs, "dag_id=join-relationalize", "run_id=exported", "task_id=ProcessSourceData", "attempt=1.log");
  expect(readFileSync(task, "utf8")).toContain("Marking task as SUCCESS");
});

test("Ctrl-C tells the task that runs, and writes the result so far", async () => {
  await prepare(moto.url, "broken-off"); // the objects never come
  let isInterrupted = false;
  const { status, stdout, stderr, trace } = await run("broken-off", {
    more: ["--export", `events=${join(folder, "so-far.csv")}`, "--logs", join(folder, "logs-so-far")],
    seen: (text, interrupt) => {
      if (isInterrupted || !text.includes("Poking for key")) return;
      isInterrupted = true;
      interrupt();
    },
  });
  expect(status).toBe(130);
  expect(stderr).toContain("interrupted");
  expect(stdout).toMatch(/^broken-off +1 running/m);
  expect(trace.errors.map(({ task_id, message }) => [task_id, message])).toEqual([
    ["WaitForSourceData", "Task received SIGTERM signal"],
  ]);
  expect(trace.task_instances.map(({ state }) => state)).toEqual([null, null, "failed"]);
  const rows = readFileSync(join(folder, "so-far.csv"), "utf8").trim().split("\r\n");
  expect(rows.filter((row) => row.includes(",task_error,"))).toHaveLength(1);
  const task = join(
    folder,
    "logs-so-far",
    "dag_id=join-relationalize",
    "run_id=broken-off",
    "task_id=WaitForSourceData",
  );
  expect(readFileSync(join(task, "attempt=1.log"), "utf8")).toMatch(
    /ERROR - Received SIGTERM\. Terminating subprocesses\./,
  );
});
