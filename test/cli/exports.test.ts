/**
 * `airlapse run` with --export, --explain and --json.
 * @module
 */
import { createSocket } from "node:dgram";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { airlapse, Folder, fiveSeconds } from "./airlapse.ts";

describe("run --export", () => {
  const FORMATS = [
    "chrome=t.json",
    "statsd=s.txt",
    "openmetrics=o.txt",
    "events=e.csv",
    "runs=r.csv",
    "task-instances=ti.parquet",
  ];

  test("writes each format that is asked for, and nothing else", () => {
    const folder = new Folder();
    const file = folder.write("s.json", fiveSeconds("five"));
    const options = FORMATS.flatMap((format) => ["--export", format.replace("=", `=${folder.path}/`)]);
    const { status, stdout, stderr } = airlapse("run", file, ...options);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readdirSync(folder.path).sort()).toEqual([
      "e.csv",
      "o.txt",
      "r.csv",
      "s.json",
      "s.txt",
      "t.json",
      "ti.parquet",
    ]);
    expect(stdout).toContain(`chrome in ${folder.at("t.json")}\n`);
    expect(readFileSync(folder.at("ti.parquet")).subarray(0, 4).toString()).toBe("PAR1");
    expect(JSON.parse(readFileSync(folder.at("t.json"), "utf8")).traceEvents.length).toBeGreaterThan(10);
  });

  test("sends StatsD lines to a host and port, whole lines in each datagram", async () => {
    const socket = createSocket("udp4");
    const received: string[] = [];
    socket.on("message", (message) => received.push(message.toString()));
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    const file = new Folder().write("s.json", fiveSeconds("five"));
    const { status } = airlapse("run", file, "--export", `statsd=udp://127.0.0.1:${socket.address().port}`);
    expect(status).toBe(0);
    await expect.poll(() => received.join("\n")).toContain("airflow.ti_successes:1|c");
    socket.close();
    for (const line of received.flatMap((datagram) => datagram.split("\n")))
      expect(line).toMatch(/^airflow\.[\w.-]+:[\d.]+\|(c|g|ms)$/);
  });

  test.each([
    ["trace.json", /Expected --export to be FORMAT=FILE with a format out of chrome, /],
    ["svg=x", /Expected --export to be FORMAT=FILE with a format out of chrome, /],
    ["events=x.xlsx", /to end in \.csv or \.parquet, got "x\.xlsx"/],
    ["chrome=udp://h:1", /only statsd goes to a host and port/],
    ["statsd=udp://h", /Expected --export statsd=udp:\/\/HOST:PORT/],
  ])("refuses %s before anything runs", (given, message) => {
    const file = new Folder().write("s.json", fiveSeconds("five"));
    const { status, stdout, stderr } = airlapse("run", file, "--export", given);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("says so where a file cannot be written", () => {
    const folder = new Folder();
    const { status, stderr } = airlapse(
      "run",
      folder.write("s.json", fiveSeconds("five")),
      "--export",
      `chrome=${folder.at("no/t.json")}`,
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/t\.json: cannot be written: /);
  });

  test("is of one scenario", () => {
    const folder = new Folder();
    const file = folder.write("s.json", [fiveSeconds("a"), fiveSeconds("b")]);
    const { status, stderr } = airlapse("run", file, "--export", `chrome=${folder.at("t.json")}`);
    expect(status).toBe(2);
    expect(stderr).toMatch(/one scenario in all for --export, got several/);
  });
});

describe("run", () => {
  test("prints for machines: figures, and what was waited for where it is asked for", () => {
    const file = new Folder().write("s.json", fiveSeconds("five"));
    const [figures] = JSON.parse(airlapse("run", file, "--json", "--explain").stdout);
    expect(figures).toMatchObject({
      scenario: "five",
      ended_at: 6,
      dag_runs: { success: 1 },
      task_instances: { success: 1 },
      errors: 0,
      usage: { slot_seconds: 5, peak_slots: 1 },
      waits: { scheduler_loop: 0.5 }, // asked for half a second before the loop
    });
    expect(JSON.parse(airlapse("run", file, "--json").stdout)[0]).not.toHaveProperty("waits");
  });

  test("shows slots over time, and with --explain what was waited for", () => {
    const file = new Folder().write("s.json", fiveSeconds("five"));
    const { stdout } = airlapse("run", file, "--explain");
    expect(stdout).toContain(`worker slots in use, of 1, over 6 s\nslots  ${"·".repeat(10)}${"█".repeat(50)}\n`);
    expect(stdout).toMatch(/scheduler's next loop +0\.5 s +100 %/);
    expect(stdout).not.toContain("\u001b");
  });
});

test("--explain tells of sensors that poke in a slot, which wait for nothing in the other tables", () => {
  const folder = new Folder();
  const sensor = (task_id: string, poke_interval: number, more: object = {}) => ({
    task_id,
    operator: "S3KeySensor",
    bucket_name: "b",
    bucket_key: "never",
    poke_interval,
    ...more,
  });
  const file = folder.write("never.json", {
    name: "never",
    until: 3600,
    cloud: { s3: { buckets: ["b"] } },
    dags: [{ dag_id: "d", tasks: [sensor("idle", 600), sensor("busy", 60), sensor("away", 60, { deferrable: true })] }],
    runs: [{ dag_id: "d", run_id: "r" }],
  });
  const { stdout } = airlapse("run", file, "--explain");
  const table = stdout.split("\n\n").find((block) => block.startsWith("pokes in a worker slot"));
  // both begin at 1 s and hold their slots to the end; the deferred one pokes once in its slot before it defers
  expect(
    table
      ?.trimEnd()
      .split("\n")
      .map((line) => line.trim().split(/ {2,}/)),
  ).toEqual([
    ["pokes in a worker slot", "looks", "slot held for"],
    ["d.idle", "6", "59 min 59 s"],
    ["d.busy", "60", "59 min 59 s"],
    ["d.away", "1", "0 s"],
  ]);
});

describe("compare --explain", () => {
  test("tells of each mode what was waited for: without start-up, all of the queued time is for a slot", () => {
    const file = "examples/join-relationalize/own-names.json";
    const { modes } = JSON.parse(
      airlapse("compare", file, "--runs", "12", "--task-startup", "0", "--json", "--explain").stdout,
    );
    for (const { waits, usage } of modes) expect(waits.worker_slot ?? 0).toBeCloseTo(usage.queued_seconds, 6);
    expect(modes[0].usage.queued_seconds).toBeGreaterThan(1000);
  });
});
