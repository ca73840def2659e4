/**
 * The report of an environment: a dozen scheduled DAGs over a day, in two modes, as a reader opens it.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { airlapse, ROOT } from "../cli/airlapse.ts";
import { violations } from "./axe.ts";
import { allDrawn, launch, open, openAll, pointIn } from "./chromium.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-fleet-"));
const REPORT = join(FOLDER, "fleet.html");
const SCREENSHOTS = join(ROOT, "screenshots");
const DAGS = 12;
const HOURS = 24;

/** Each DAG runs every hour: a sensor that waits for 20 minutes, then a task of 5 minutes. */
const SCENARIO = {
  name: "fleet",
  start: "2026-03-02T00:00:00+00:00",
  until: HOURS * 3600,
  executor: { worker_slots: 8 },
  pools: { small: { slots: 4 } },
  dags: Array.from({ length: DAGS }, (_, i) => ({
    dag_id: `dag_${String(i).padStart(2, "0")}`,
    schedule: "0 * * * *",
    catchup: false,
    tasks: [
      { task_id: "wait_for_the_other_part", operator: "TimeDeltaSensor", delta: 1200, mode: "reschedule" },
      {
        task_id: "load",
        operator: "work",
        duration: 300,
        pool: i % 2 === 0 ? "small" : "default_pool",
        upstream: ["wait_for_the_other_part"],
      },
    ],
  })),
};

let browser: Browser;

beforeAll(async () => {
  const file = join(FOLDER, "fleet.json");
  writeFileSync(file, JSON.stringify(SCENARIO));
  const { status, stderr } = airlapse("compare", file, "--modes", "standard,reschedule", "--report", REPORT);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

async function onReport(use: (page: Page) => Promise<void>, options: Parameters<typeof open>[2] = {}): Promise<void> {
  const { page, complaints, requests } = await open(browser, REPORT, options);
  await use(page);
  expect({ complaints, requests }).toEqual({ complaints: [], requests: [] });
  await page.context().close();
}

const shownTime = (page: Page) => page.locator("output").textContent();
const gantt = (page: Page) => page.locator("#task-instances");
const rowsSaid = (page: Page) => gantt(page).getByRole("status").textContent();

describe("the Gantt chart", () => {
  test("has a row for each DAG, and unfolds them", async () => {
    await onReport(async (page) => {
      await expect.poll(() => rowsSaid(page)).toMatch(/^Rows 1 to 12 of 12, \d{3} task instances$/);
      await gantt(page).getByRole("button", { name: "Unfold all" }).click();
      await expect.poll(() => rowsSaid(page)).toMatch(/^Rows 1 to 36 of \d{3}, /);
      await gantt(page).getByRole("button", { name: "Rows after" }).click();
      await expect.poll(() => rowsSaid(page)).toMatch(/^Rows 37 to 72 of \d{3}, /);
      await gantt(page).getByRole("button", { name: "Fold all" }).click();
      await expect.poll(() => rowsSaid(page)).toMatch(/^Rows 1 to 12 of 12, /);
    });
  });

  test("unfolds the DAG whose row is clicked", async () => {
    await onReport(async (page) => {
      const { x, y } = await pointIn(page, "#task-instances .canvas", 0.2, 0.07);
      await page.mouse.click(x, y);
      await expect.poll(() => rowsSaid(page)).toMatch(/^Rows 1 to 36 of [4-6]\d, /);
    });
  });

  test("shows those that are searched for, of a DAG, in a state", async () => {
    await onReport(async (page) => {
      await gantt(page).getByRole("searchbox", { name: "Search" }).fill("dag_03.load");
      await expect.poll(() => rowsSaid(page)).toMatch(/, 2\d task instances$/);
      await gantt(page).getByRole("searchbox", { name: "Search" }).fill("");
      await gantt(page).getByRole("combobox", { name: "DAG" }).selectOption("dag_05");
      await expect.poll(() => rowsSaid(page)).toMatch(/^Rows 1 to 36 of [45]\d, /);
      await gantt(page).getByRole("combobox", { name: "State" }).selectOption("no state");
      await expect.poll(() => rowsSaid(page)).not.toMatch(/ of [45]\d, /);
    });
  });

  test("has rows wherever the time is zoomed to", async () => {
    await onReport(async (page) => {
      for (const name of ["Zoom in", "Zoom in", "Zoom in", "Later", "Later", "Zoom in"]) {
        const before = await shownTime(page);
        await page.getByRole("button", { name }).click();
        await expect.poll(() => shownTime(page)).not.toBe(before);
        await expect.poll(() => rowsSaid(page)).toMatch(/^Rows 1 to \d+ of \d+, \d+ task instances$/);
      }
    });
  });

  test("tells the story of any task instance", async () => {
    await onReport(async (page) => {
      await gantt(page).getByRole("searchbox", { name: "Search" }).fill("dag_11.load");
      const choice = gantt(page).getByRole("combobox", { name: "Why did" });
      await expect.poll(() => choice.locator("option").count()).toBeGreaterThan(20);
      await choice.selectOption({ index: 20 });
      await expect
        .poll(() => gantt(page).getByRole("region", { name: "Why" }).textContent())
        .toMatch(/^dag_11\.load of scheduled__2026-03-0\dT\d\d:00:00\+00:00: success\n/);
    });
  });
});

test("instants are clock times, until somebody wants the time since the start", async () => {
  await onReport(async (page) => {
    expect(await shownTime(page)).toBe("02 Mar 00:00 UTC to 03 Mar 00:00 UTC");
    await page.getByRole("button", { name: "Time since the start" }).click();
    await expect.poll(() => shownTime(page)).toBe("0:00 to 1 d 00:00:00");
    await page.getByRole("button", { name: "Clock time (UTC)" }).click();
    await expect.poll(() => shownTime(page)).toBe("02 Mar 00:00 UTC to 03 Mar 00:00 UTC");
  });
});

test("a table is sorted by a head, all of it", async () => {
  await onReport(async (page) => {
    const table = page.getByRole("region", { name: "Landing times by DAG" });
    const first = table.locator("tbody th").first();
    expect(await first.textContent()).toBe("dag_00");
    await table.getByRole("button", { name: "DAG" }).click();
    await table.getByRole("button", { name: "DAG" }).click();
    await expect.poll(() => first.textContent()).toBe("dag_11");
  });
});

test("on a phone, where heads are not shown, a choice says what a table is sorted by", async () => {
  await onReport(
    async (page) => {
      const landings = page.locator(".table", { has: page.getByRole("region", { name: "Landing times by DAG" }) });
      const first = landings.locator("tbody th").first();
      const choice = landings.getByRole("combobox", { name: "Sort Landing times by DAG by" });
      await choice.selectOption("DAG");
      await expect.poll(() => first.textContent()).toBe("dag_00");
      await landings.getByRole("button", { name: "Other way round" }).click();
      await expect.poll(() => first.textContent()).toBe("dag_11");
    },
    { viewport: { width: 360, height: 740 } },
  );
});

test("a DAG is found by its name", async () => {
  await onReport(async (page) => {
    const field = page.locator("#dags").getByRole("combobox");
    await field.fill("dag_07");
    await expect
      .poll(() => page.locator("#dags .canvas").getAttribute("aria-label"))
      .toMatch(/^The DAG dag_07 as a graph/);
  });
});

describe("anybody can read it", () => {
  test.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ] as const)("axe-core finds nothing wrong with the %s page, %i wide", async (colorScheme, width) => {
    await onReport(
      async (page) => {
        await allDrawn(page);
        await openAll(page);
        expect(await violations(page)).toEqual([]);
      },
      { colorScheme, viewport: { width, height: 900 } },
    );
  });

  test.each([
    ["fleet-phone", 360, 740],
    ["fleet-desk", 1280, 900],
    ["fleet-wide", 2560, 1440],
  ] as const)("nothing sticks out: %s, %i x %i", async (name, width, height) => {
    await onReport(
      async (page) => {
        await allDrawn(page);
        await openAll(page);
        const widths = await page.evaluate(() => ({
          page: document.documentElement.scrollWidth - innerWidth,
          tables: [...document.querySelectorAll(".scroll:has(table)")].map((one) => one.scrollWidth - one.clientWidth),
          cells: [...document.querySelectorAll(".scroll td")].map((one) => one.scrollWidth - one.clientWidth),
        }));
        expect(Math.max(widths.page, ...widths.tables, ...widths.cells)).toBeLessThanOrEqual(0);
        await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
      },
      { viewport: { width, height } },
    );
  });
});
