/**
 * `airlapse sweep`: which combinations are run, the files that it writes, and what it refuses.
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { airlapse } from "./airlapse.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-sweep-"));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Six tasks of 10 s that need nothing of each other: n slots take them in ceil(6 / n) rounds. */
const FILE = join(FOLDER, "six.json");
writeFileSync(
  FILE,
  JSON.stringify({
    name: "six",
    dags: [
      {
        dag_id: "d",
        tasks: Array.from({ length: 6 }, (_, i) => ({ task_id: `t${i}`, operator: "work", duration: 10 })),
      },
    ],
    runs: [{ dag_id: "d", run_id: "r" }],
  }),
);

describe("a sweep", () => {
  test("runs all combinations: n slots hold n tasks at once, 60 slot seconds in all", () => {
    const csv = join(FOLDER, "six.csv");
    const { status, stdout } = airlapse(
      ...[
        "sweep",
        FILE,
        "--vary",
        "executor.worker_slots=1,2,3",
        "--vary",
        "seed=1..2",
        "--workers",
        "1",
        "--csv",
        csv,
        "--json",
      ],
    );
    expect(status).toBe(0);
    const points: { parameters: object; figures: Record<string, { mean: number; count: number }> }[] =
      JSON.parse(stdout);
    expect(
      points.map(({ parameters, figures }) => [parameters, figures["peak_slots"]?.mean, figures["slot_seconds"]?.mean]),
    ).toEqual([1, 2, 3].map((slots) => [{ "executor.worker_slots": slots }, slots, 60]));
    expect(points.every(({ figures }) => figures["peak_slots"]?.count === 2)).toBe(true);
    const lines = readFileSync(csv, "utf8").trim().split("\r\n");
    expect(lines[0]?.split(",").slice(0, 3)).toEqual(["executor.worker_slots", "seed", "makespan_seconds"]);
    expect(lines.length).toBe(1 + 6);
  });

  test("takes DAGs by their ids, and goes on from its results file to the same bytes", () => {
    const results = join(FOLDER, "results.jsonl");
    const args = ["sweep", FILE, "--vary", "dags.d.max_active_tasks=1,6", "--workers", "1", "--results", results];
    const first = airlapse(...args);
    expect(first.status).toBe(0);
    const bytes = readFileSync(results, "utf8");
    writeFileSync(results, bytes.slice(0, bytes.lastIndexOf('{"trial":1')));
    expect(airlapse(...args).stdout).toBe(first.stdout);
    expect(readFileSync(results, "utf8")).toBe(bytes);
  });

  test("is refused before anything runs, with all that is wrong", () => {
    const { status, stderr, stdout } = airlapse(
      ...[
        "sweep",
        FILE,
        "--vary",
        "executer.worker_slots=1",
        "--vary",
        "mode=fast",
        "--vary",
        "executor.worker_slots=0",
        "--vary",
        "dags.x.y=1",
      ],
    );
    expect(status).toBe(2);
    expect(stdout).toBe("");
    for (const part of ["executer", "mode: expected one of standard", "executor.worker_slots=0: ", "no dags.x"])
      expect(stderr).toContain(part);
  });

  test.each([
    [["--vary", "seed"], "expected key=value"],
    [["--vary", "seed=5..1"], "expected a range upwards"],
    [["--vary", "seed=1", "--on", "http://user:secret@h"], "http://***@h"],
    [["--vary", "seed=1", "--queue", "q"], "expected --on"],
    [["--vary", "seed=1", "--on", "redis://h", "--workers", "2"], "threads are for sweeps without --on"],
  ])("%j is refused in words", (args, words) => {
    const { status, stderr } = airlapse(...["sweep", FILE, ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("secret");
  });
});
