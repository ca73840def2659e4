/**
 * The report of a scenario in which a worker, a scheduler and a process die: marks on the Gantt chart, and workers as lanes.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { airlapse, ROOT } from "../cli/airlapse.ts";
import { violations } from "./axe.ts";
import { allDrawn, launch, open, openAll, pointIn, tipAt } from "./chromium.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-faults-"));
const REPORT = join(FOLDER, "report.html");
const SCREENSHOTS = join(ROOT, "screenshots");

const RETRIES = { retries: 2, retry_delay: 5 };
const SCENARIO = {
  name: "deaths",
  airflow: "2.10.5",
  until: 400,
  config: {
    scheduler: {
      scheduler_zombie_task_threshold: 20,
      zombie_detection_interval: 5,
      scheduler_health_check_threshold: 10,
      orphaned_tasks_check_interval: 15,
    },
    celery_broker_transport_options: { visibility_timeout: 60 },
  },
  executor: {
    class: "CeleryExecutor",
    broker: "sqs",
    workers: [
      { name: "spot", concurrency: 1, stop_at: 20 },
      { name: "warm", concurrency: 2, stop_at: 100, shutdown: "warm" },
      { name: "late", concurrency: 4, start_at: 30 },
    ],
  },
  schedulers: [{ stop_at: 50 }, { start_at: 55 }],
  faults: [{ at: 90, kill: "task", dag_id: "d", run_id: "r", task_id: "long" }],
  dags: [
    {
      dag_id: "d",
      tasks: [
        { task_id: "killed", operator: "work", duration: 60, priority_weight: 9, ...RETRIES },
        { task_id: "long", operator: "work", duration: 110, priority_weight: 8, ...RETRIES },
        { task_id: "deferred", operator: "defer", submit: 2, wait: 60, resume: 2, priority_weight: 7, ...RETRIES },
      ],
    },
  ],
  runs: [{ dag_id: "d", run_id: "r" }],
};

let browser: Browser;

beforeAll(async () => {
  const file = join(FOLDER, "deaths.json");
  writeFileSync(file, JSON.stringify(SCENARIO));
  const { status, stderr } = airlapse("run", file, "--report", REPORT);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

describe.each(["light", "dark"] as const)("on a %s page", (colorScheme) => {
  test("marks have a legend, a tip and a table, and workers are lanes", async () => {
    const { page, complaints, requests } = await open(browser, REPORT, { colorScheme });
    await allDrawn(page);
    const legend = await page.locator("#task-instances .legend button").allTextContents();
    expect(legend).toEqual(expect.arrayContaining(["✕killed", "Rredelivered", "Zfound as a zombie", "Aadopted"]));
    await page.locator("#task-instances").screenshot({ path: join(SCREENSHOTS, `faults-${colorScheme}.png`) });
    await page.locator("#workers").screenshot({ path: join(SCREENSHOTS, `faults-workers-${colorScheme}.png`) });
    await expect.poll(() => page.locator("#workers h2").textContent()).toBe("Workers");
    expect(await page.locator("#workers .canvas").last().getAttribute("aria-label")).toBe(
      "Workers of this scenario as lanes: 3 workers, 1 task killed with them.",
    );
    expect(await page.locator("#workers h3").allTextContents()).toEqual(["Each worker"]);
    await openAll(page);
    const rows = page.locator("#task-instances table").last().locator("tbody tr");
    const first = rows.first();
    expect(await first.locator("th, td").allTextContents()).toEqual([
      expect.stringMatching(/^0:20/),
      "d.killed · r",
      "killed",
      "its process is gone, with its worker or alone",
    ]);
    expect(await violations(page)).toEqual([]);
    expect([complaints, requests]).toEqual([[], []]);
    await page.context().close();
  });

  test("the tip of a mark says what has happened, and its key hides it", async () => {
    const { page } = await open(browser, REPORT, { colorScheme });
    await allDrawn(page);
    const { x, y } = await pointIn(page, "#task-instances .canvas", 0, 0);
    const box = (await page.locator("#task-instances .canvas").first().boundingBox()) ?? expect.unreachable();
    const left = Math.round(Math.min(280, box.width * 0.34)) + 12;
    const [scenario] = checkScenarios(SCENARIO, "deaths");
    const end = buildSimulation(scenario ?? expect.unreachable()).run().endedAt / 1e6;
    const at = (seconds: number) => x + left + ((box.width - left - 18) * seconds) / end;
    await expect.poll(() => tipAt(page, at(20), y + 12 + 11)).toMatch(/killed · r.*killed, 0:20.*its process is gone/);
    await page.locator("#task-instances .legend button", { hasText: "✕killed" }).click();
    await expect.poll(() => tipAt(page, at(20), y + 12 + 11)).not.toContain("its process is gone");
    await page.context().close();
  });
});
