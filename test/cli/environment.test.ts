/**
 * `--environment`: a scenario in an environment of MWAA, with its worker hours and its bill, by their formulas.
 * @module
 */
import { describe, expect, test } from "vitest";
import { airlapse, Folder, scenario } from "./airlapse.ts";

/** Works for an hour, and is there for two. */
const anHour = (more = {}) =>
  scenario("an-hour", { operator: "work", duration: 3600 }, { ...more, until: 7200, executor: { worker_slots: 9 } });

interface Told {
  readonly environment: {
    readonly class: string;
    readonly min_workers: number;
    readonly max_workers: number;
    readonly worker_hours: number;
    readonly bill: { readonly total: number; readonly month: number };
  };
  readonly ended_at: number;
}

function told(...args: readonly string[]): Told {
  const { stdout, stderr } = airlapse("run", ...args, "--json");
  expect(stderr).toBe("");
  return JSON.parse(stdout)[0];
}

describe("--environment", () => {
  test("takes the place of the executor, and bills by the hour", () => {
    const file = new Folder().write("s.json", anHour());
    const { environment, ended_at: seconds } = told(file, "--environment", "mw1.medium:3");
    expect(environment).toMatchObject({ class: "mw1.medium", min_workers: 3, max_workers: 3 });
    expect(environment.worker_hours).toBeCloseTo((3 * seconds) / 3600, 9);
    expect(environment.bill.total).toBeCloseTo(((0.74 + 2 * 0.11) * seconds) / 3600, 9);
    expect(environment.bill.month).toBeCloseTo((0.74 + 2 * 0.11) * 730, 9);
  });

  test("keeps what the scenario's own environment says of no class", () => {
    const own = { class: "mw1.small", region_factor: 2, tasks_per_worker: 7, prices: { environment: 9 } };
    const file = new Folder().write("s.json", { ...anHour(), executor: undefined, environment: own });
    const { environment } = told(file, "--environment", "mw1.large");
    expect(environment).toMatchObject({ class: "mw1.large", tasks_per_worker: 20 });
    expect(environment.bill.month).toBeCloseTo(0.99 * 2 * 730, 9);
  });

  test("compares modes in dollars, in the table and in the sentences", () => {
    const wait = { operator: "wait", ready_at: 7000, poke_interval: 60 };
    const tasks = Array.from({ length: 10 }, (_, i) => ({ task_id: `t${i}`, ...wait }));
    const file = new Folder().write("s.json", {
      name: "waits",
      until: 7200,
      dags: [{ dag_id: "d", tasks }],
      runs: [{ dag_id: "d", run_id: "r" }],
    });
    const { stdout } = airlapse("compare", file, "--modes", "standard,reschedule", "--environment", "mw1.small:1-2");
    expect(stdout).toMatch(/^Reschedule .*costs \$\d+\.\d\d a month less/);
    expect(stdout).toMatch(/waits: 1 run on mw1\.small, 1 to 2 workers of 5 slots/);
    expect(stdout).toMatch(/\nworker hours +3\.\d +/);
    expect(stdout).toMatch(/\n\$ a month like it +\d{3}\.\d\d +357\.70 +-\d+(\.\d)? %\n/); // the fee alone: 0.49 × 730
  });

  test("is refused where it is unknown, beside --worker-slots, and with the limits of a micro", () => {
    const file = new Folder().write("s.json", anHour());
    const refused = (...args: readonly string[]) => {
      const { status, stderr } = airlapse("compare", file, ...args);
      expect(status).toBe(2);
      return stderr;
    };
    expect(refused("--environment", "mw1.smal")).toContain('did you mean "mw1.small"?');
    expect(refused("--environment", "mw1.small:x")).toContain("mw1.small:2-5");
    expect(refused("--environment", "mw1.small", "--worker-slots", "3")).toContain("which has its own workers");
    expect(refused("--environment", "mw1.micro:2")).toContain("environment.max_workers");
    expect(refused("--environment", "mw1.small:5-2")).toContain("environment.max_workers");
    expect(refused("--environment", "mw1.small", "--airflow", "3.2.1")).toContain("environment: ");
  });

  test("costs as a table of prices of one's own says, but where the scenario has prices", () => {
    const folder = new Folder();
    const prices = folder.write("prices.json", {
      date: "2026-01-01",
      classes: { "mw1.medium": { environment: 2, worker: 0.5 } },
    });
    const plain = told(folder.write("s.json", anHour()), "--environment", "mw1.medium:3", "--prices", prices);
    expect(plain.environment.bill.month).toBeCloseTo((2 + 2 * 0.5) * 730, 9);
    const environment = { class: "mw1.medium", min_workers: 3, max_workers: 3, prices: { worker: 0.25 } };
    const own = folder.write("own.json", { ...anHour(), executor: undefined, environment });
    expect(told(own, "--prices", prices).environment.bill.month).toBeCloseTo((2 + 2 * 0.25) * 730, 9);
  });

  test("refuses a table of prices with all that is wrong in it", () => {
    const folder = new Folder();
    const prices = folder.write("prices.json", { classes: { "mw1.smal": {}, "mw1.large": { worker: -1, web: 3 } } });
    const { status, stderr } = airlapse("run", folder.write("s.json", anHour()), "--prices", prices);
    expect(status).toBe(2);
    expect(stderr).toContain('did you mean "mw1.small"?');
    expect(stderr).toContain("classes.mw1.large.worker: expected a number from 0 up");
    expect(stderr).toMatch(/classes\.mw1\.large.*"web"/);
  });
});
