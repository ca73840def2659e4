/**
 * Which Airflow the commands simulate: what a scenario says, and what goes before it.
 * @module
 */
import type { Trace } from "airlapse";
import { expect, test } from "vitest";
import { airlapse, Folder, fiveSeconds } from "./airlapse.ts";

/** The version that the trace of a run names; undefined is 2.7.2, as in real Airflow's traces. */
function versionOf(content: object, ...args: readonly string[]): string | undefined {
  const folder = new Folder();
  const file = folder.write("s.json", content);
  expect(airlapse("run", file, "--traces", folder.at("traces"), ...args)).toMatchObject({ status: 0, stderr: "" });
  return (folder.json("traces/s.trace.json") as Trace).airflow;
}

test("a scenario that names no version is run by 2.7.2", () => {
  expect(versionOf(fiveSeconds("s"))).toBeUndefined();
});

test("a scenario names its version, and --airflow goes before that", () => {
  const named = { ...fiveSeconds("s"), airflow: "2.11.0" };
  expect(versionOf(named)).toBe("2.11.0");
  expect(versionOf(named, "--airflow", "2.10.5")).toBe("2.10.5");
  expect(versionOf(named, "--airflow", "2.7.2", "--amazon-provider", "9.2.0")).toBeUndefined();
});

test("versions that are not known are refused, with all else that is wrong", () => {
  const file = new Folder().write("s.json", { ...fiveSeconds("s"), airflow: "2.9" });
  for (const command of ["run", "compare"]) {
    const { status, stderr } = airlapse(command, file, "--airflow", "3", "--amazon-provider", "8");
    expect(status).toBe(2);
    expect(stderr.split("\n")).toEqual([
      'error: Expected --airflow to be one of 2.7.2, 2.10.5, 2.11.0, 3.2.1, 3.3.2, got "3"',
      'Expected --amazon-provider to be one of 8.7.1, 9.2.0, 9.8.0, 9.25.0, 9.39.0, got "8"',
      `${file}: 1 problem`,
      '  airflow: expected one of 2.7.2, 2.10.5, 2.11.0, 3.2.1, 3.3.2, got "2.9": the nearest is 2.10.5; 2.9 counts tries as they begin, as 2.7.2 does, gives free places of a triggerer to the oldest trigger, and starts no task from its trigger; conditions of datasets and max_consecutive_failed_dag_runs are the same',
      "",
    ]);
  }
});
