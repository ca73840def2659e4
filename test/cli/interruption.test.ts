/**
 * Processes that are ended from outside, at whatever they are just doing: what had been finished is whole and in its place,
 * what had not is under no final name, and how the process ended tells it.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { BIN, Folder, fiveSeconds, ROOT } from "./airlapse.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGKILL"] as const;

/** It has runs for thirty years, a minute apart. */
const endless = {
  name: "endless",
  dags: [{ dag_id: "d", schedule: "* * * * *", tasks: [{ task_id: "t", operator: "work", duration: 5 }] }],
  until: 9e8,
};

function start(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Waits for something that a process is about to do. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await setTimeout(20);
}

async function endedBy(child: ChildProcess, signal: NodeJS.Signals): Promise<readonly unknown[]> {
  child.kill(signal);
  return await once(child, "exit");
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return (readdirSync(folder, { recursive: true }) as string[]).filter((path) => statSync(join(folder, path)).isFile());
}
const isUnfinished = (path: string) => /(?:^|[./])\d+\.tmp(?:\/|$)/.test(path);

/** How long an unfinished file is. */
const bytesOf = (folder: string) =>
  filesIn(folder)
    .filter(isUnfinished)
    .reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);

describe.each(SIGNALS)("%s", (signal) => {
  test("ends run: the scenarios that had ended have their traces and logs, the one under way has none", async () => {
    const folder = new Folder();
    const file = folder.write("s.json", [fiveSeconds("first"), fiveSeconds("second"), endless]);
    const child = start(BIN, "run", file, "--traces", folder.at("traces"), "--logs", folder.at("logs"));
    await until(() => existsSync(folder.at("traces/second.trace.json")) && bytesOf(folder.at("logs/endless")) > 0);
    expect(await endedBy(child, signal)).toEqual([null, signal]); // a shell sees 128 and its number
    expect(readdirSync(folder.at("traces")).sort()).toEqual(["first.trace.json", "second.trace.json"]);
    for (const name of ["first", "second"]) {
      expect(folder.json(`traces/${name}.trace.json`)).toMatchObject({ scenario: name });
      const logs = filesIn(folder.at(`logs/${name}`)).sort();
      expect(logs).toEqual(["dag_id=d/run_id=r/task_id=t/attempt=1.log", "scheduler.log"]);
      for (const path of logs) expect(readFileSync(folder.at(`logs/${name}/${path}`), "utf8")).toMatch(/\n$/);
    }
    expect(filesIn(folder.at("logs/endless")).filter((path) => !isUnfinished(path))).toEqual([]);
  });

  test.each(["chrome=it", "events=it.csv", "events=it.parquet", "statsd=it"])(
    "ends run --export %s: what was there before is whole",
    async (target) => {
      const folder = new Folder();
      const file = folder.write("s.json", endless);
      const [format = "", name = ""] = target.split("=");
      folder.write(name, "before");
      const child = start(BIN, "run", file, "--export", `${format}=${folder.at(name)}`);
      await until(() => bytesOf(folder.path) > 0);
      expect(await endedBy(child, signal)).toEqual([null, signal]);
      expect(readFileSync(folder.at(name), "utf8")).toBe("before");
      const others = filesIn(folder.path).filter((path) => path !== name && path !== "s.json");
      expect(others.filter((path) => !isUnfinished(path))).toEqual([]);
    },
  );

  test("ends compare: there is no report, and the one from before is whole", async () => {
    const folder = new Folder();
    const file = folder.write("s.json", endless);
    folder.write("r.html", "before");
    const child = start(BIN, "compare", file, "--report", folder.at("r.html"), "--svg", folder.at("svg"));
    await until(() => existsSync(folder.at("svg"))); // it is made before anything runs
    await setTimeout(300);
    expect(await endedBy(child, signal)).toEqual([null, signal]);
    expect(readFileSync(folder.at("r.html"), "utf8")).toBe("before");
    expect(filesIn(folder.path).sort()).toEqual(["r.html", "s.json"]);
  });

  test.each(["thread", "workers"])("ends a sweep in %s: it goes on, to the same bytes", async (where) => {
    const folder = new Folder();
    const sweep = fileURLToPath(new URL("../experiment/sweep.js", import.meta.url));
    const [whole, stopped] = [folder.at("whole.jsonl"), folder.at("stopped.jsonl")];
    expect(await once(start(sweep, whole, where), "exit")).toEqual([0, null]);
    const lines = () => (existsSync(stopped) ? readFileSync(stopped, "utf8").split("\n").length - 1 : 0);
    const child = start(sweep, stopped, where, "30");
    await until(() => lines() > 10);
    expect(await endedBy(child, signal)).toEqual([null, signal]);
    const [kept, text] = [lines(), readFileSync(stopped, "utf8")];
    expect(kept).toBeLessThan(61);
    for (const line of text.split("\n").slice(0, kept)) JSON.parse(line);
    expect(await once(start(sweep, stopped, where), "exit")).toEqual([0, null]);
    expect(readFileSync(stopped, "utf8")).toBe(readFileSync(whole, "utf8"));
    expect(readdirSync(folder.path).sort()).toEqual(["stopped.jsonl", "whole.jsonl"]);
  });
});

describe("the bench of slots", () => {
  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends cleanly at %s with exit code %d, and what it has is whole", async (signal, code) => {
    const folder = new Folder();
    const child = start(join(ROOT, "bench/slots/main.js"), "--quick", "--workers", "1", "--results", folder.path);
    const results = folder.at("results-limited.jsonl");
    const lines = () => (existsSync(results) ? readFileSync(results, "utf8").split("\n") : []);
    await until(() => lines().length > 3);
    expect(await endedBy(child, signal)).toEqual([code, null]);
    expect(lines().at(-1)).toBe("");
    for (const line of lines().slice(0, -1)) JSON.parse(line);
    expect(readdirSync(folder.path)).toEqual(["results-limited.jsonl"]);
  });
});
