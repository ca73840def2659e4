/**
 * `airlapse size`: the workers that it finds follow from slots and durations by arithmetic.
 * @module
 */
import { describe, expect, test } from "vitest";
import { airlapse, Folder } from "./airlapse.ts";

/** Twelve tasks, asked for at once. */
const twelve = (task: Readonly<Record<string, unknown>>, more = {}) => ({
  name: "twelve",
  until: 4 * 3600,
  dags: [{ dag_id: "d", tasks: Array.from({ length: 12 }, (_, i) => ({ task_id: `t${i}`, ...task })) }],
  runs: [{ dag_id: "d", run_id: "r" }],
  ...more,
});

const WORK = { operator: "work", duration: 3600 };

/** With patience for tasks that are queued: else MWAA fails them after half an hour. */
const AN_HOUR = twelve(WORK, { config: { scheduler: { task_queued_timeout: 86_400 } } });

interface Cell {
  readonly class: string;
  readonly mode: string;
  readonly is_enough: boolean;
  readonly min_workers: number;
  readonly max_workers: number;
  readonly month: number;
  readonly late: number;
  readonly landings: readonly { readonly dag_id: string; readonly worst: number | null }[];
}

function sized(scenario: unknown, ...args: readonly string[]): { cells: readonly Cell[]; verdict: readonly string[] } {
  const file = new Folder().write("s.json", scenario);
  const { stdout, stderr } = airlapse("size", file, "--threads", "1", "--json", ...args);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

describe("airlapse size", () => {
  // a small has five slots a worker; more workers are decided on after 120 s and take tasks 180 s later; a start takes 5 s
  test.each([
    { deadline: 7500, minWorkers: 1, maxWorkers: 2, why: "two rounds of an hour on ten slots" },
    { deadline: 4500, minWorkers: 1, maxWorkers: 3, why: "twelve slots, seven of them five minutes later" },
    { deadline: 3700, minWorkers: 3, maxWorkers: 3, why: "twelve slots at once" },
  ])("finds $minWorkers to $maxWorkers workers for $deadline s: $why", ({ deadline, minWorkers, maxWorkers }) => {
    const { cells } = sized(AN_HOUR, "--deadline", `d=${deadline}`, "--classes", "mw1.small", "--modes", "standard");
    expect(cells).toHaveLength(1);
    expect(cells[0]).toMatchObject({ is_enough: true, min_workers: minWorkers, max_workers: maxWorkers, late: 0 });
    expect(cells[0]?.landings[0]?.worst).toBeLessThanOrEqual(deadline);
    if (minWorkers === 3) expect(cells[0]?.month).toBeCloseTo((0.49 + 2 * 0.055) * 730, 6);
  });

  test("says which class is not enough, and takes the scenario's own deadline", () => {
    const [dag] = AN_HOUR.dags;
    const { cells, verdict } = sized(
      { ...AN_HOUR, dags: [{ ...dag, deadline: 4500 }] },
      ...["--classes", "mw1.micro,mw1.large", "--modes", "standard"],
    );
    expect(cells).toMatchObject([
      { class: "mw1.micro", is_enough: false, late: 1, max_workers: 1 },
      { class: "mw1.large", is_enough: true, min_workers: 1, max_workers: 1 },
    ]);
    expect(verdict[0]).toContain("mw1.large with 1 worker");
    expect(cells[1]?.month).toBeCloseTo(0.99 * 730, 6);
  });

  test("takes no class in which runs fail that do not fail with more workers", () => {
    const { cells } = sized(twelve(WORK), "--deadline", "d=12000", "--classes", "mw1.micro", "--modes", "standard");
    expect(cells).toMatchObject([{ is_enough: false, late: 0, failed_runs: 1 }]); // early, but by tasks that were queued too long
  });

  test("says in a sentence what deferral saves, and meets a time queued", () => {
    const wait = twelve({ operator: "S3KeySensor", bucket_name: "b", bucket_key: "k", poke_interval: 60 });
    const arriving = { ...wait, cloud: { s3: { objects: [{ bucket: "b", key: "k", at: 10_000 }] } } };
    const { cells, verdict } = sized(arriving, "--queued-p95", "60", "--classes", "mw1.small");
    const monthOf = (mode: string) => cells.find((cell) => cell.mode === mode)?.month ?? 0;
    expect(cells.map(({ mode, min_workers }) => [mode, min_workers])).toEqual([
      ["standard", 3], // else the last are queued for five minutes
      ["reschedule", 1],
      ["deferrable", 1],
    ]);
    expect(monthOf("deferrable")).toBeCloseTo(0.49 * 730, 6);
    const saved = (monthOf("standard") - monthOf("deferrable")).toFixed(2);
    expect(verdict[1]).toContain(`Deferrable operators save $${saved} a month`);
    expect(verdict[1]).toContain("mw1.small with 1 worker in place of mw1.small with 3 workers");
  });

  test("prints a table for people", () => {
    const file = new Folder().write("s.json", AN_HOUR);
    const { stdout } = airlapse("size", file, "--deadline", "d=3700", "--classes", "mw1.small", "--modes", "standard");
    expect(stdout).toMatch(
      /^The cheapest is mw1\.small with 3 workers, with standard operators: \$438\.00 a month\.\n/,
    );
    expect(stdout).toMatch(/mw1\.small {2}standard {2}3 workers +\$438\.00/);
  });

  test("refuses what cannot be asked, all at once", () => {
    const file = new Folder().write("s.json", AN_HOUR);
    const refused = (...args: readonly string[]) => {
      const { status, stderr, stdout } = airlapse("size", file, ...args);
      expect([status, stdout]).toEqual([2, ""]);
      return stderr;
    };
    const several = refused("--deadline", "d", "--classes", "mw1.tiny", "--queued-p95", "soon", "--most-workers", "0");
    expect(several).toContain("--deadline d: expected DAG=06:00");
    expect(several).toContain("--classes");
    expect(several).toContain("--queued-p95");
    expect(several).toContain("--most-workers");
    expect(refused()).toContain("Expected something that is to be met");
    expect(refused("--deadline", "e=06:00")).toContain('no DAG "e" in the scenario');
    expect(refused("--deadline", "d=06:00", "--airflow", "3.2.1")).toContain("environment: ");
  });
});
