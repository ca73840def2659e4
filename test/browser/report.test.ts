/**
 * The report of twelve runs of the sample, as a reader opens it: from the disk, in a real browser, with no network.
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { airlapse, ROOT } from "../cli/airlapse.ts";
import { violations } from "./axe.ts";
import { allDrawn, launch, type Opened, open, openAll, pointIn, tipAt } from "./chromium.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-browser-"));
const REPORT = join(FOLDER, "report.html");
const SCREENSHOTS = join(ROOT, "screenshots");
const MODES = ["standard", "reschedule", "deferrable"] as const;

interface Mode {
  readonly mode: string;
  readonly runs: Readonly<Record<string, number>>;
  readonly queued: { readonly mean: number };
  readonly usage: Readonly<Record<string, number>> & {
    readonly api_calls: readonly { readonly service: string; readonly by: string; readonly count: number }[];
  };
}

let browser: Browser;
let modes: readonly Mode[];

beforeAll(async () => {
  const file = "examples/join-relationalize/own-names.json";
  const { status, stdout, stderr } = airlapse("compare", file, "--runs", "12", "--json", "--report", REPORT);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  modes = JSON.parse(stdout).modes;
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** Opens the report, and sees afterwards that it has neither complained nor asked for anything. */
async function onReport(
  use: (page: Page) => Promise<void>,
  options: Parameters<typeof open>[2] = {},
  file = REPORT,
): Promise<void> {
  const { page, complaints, requests }: Opened = await open(browser, file, options);
  await use(page);
  expect(complaints).toEqual([]);
  expect(requests).toEqual([]);
  await page.context().close();
}

/** A row of the table of figures, as texts. */
async function figuresOf(page: Page, label: string): Promise<string[]> {
  const row = page
    .locator("#figures tbody tr")
    .filter({ has: page.getByRole("rowheader", { name: label, exact: true }) });
  return row.locator("td .value").allTextContents();
}

/** What a figure says, as a number: 2,484 or 94.3 %. */
const numberOf = (text: string) => Number(text.replaceAll(/[, %]/g, ""));

/** What a duration says, in seconds: 8 min 47 s. */
function secondsOf(text: string): number {
  const units: Readonly<Record<string, number>> = { h: 3600, min: 60, s: 1 };
  return [...text.matchAll(/([\d.,]+) (h|min|s)/g)].reduce(
    (sum, [, amount = "", unit = ""]) => sum + numberOf(amount) * (units[unit] ?? Number.NaN),
    0,
  );
}

describe("the figures shown are the result's", () => {
  test.each([
    ["worker-slot seconds", "slot_seconds"],
    ["worker slots, peak", "peak_slots"],
    ["worker slots, mean", "mean_slots"],
    ["reschedules", "reschedules"],
    ["deferrals", "deferrals"],
    ["trigger seconds", "trigger_seconds"],
    ["triggers, peak", "peak_triggers"],
  ])("%s", async (label, key) => {
    await onReport(async (page) => {
      const shown = (await figuresOf(page, label)).map(numberOf);
      expect(shown).toEqual(modes.map(({ usage }) => Math.round((usage[key] as number) * 10) / 10));
    });
  });

  test.each([["makespan", "makespan"]])("%s", async (label, key) => {
    await onReport(async (page) => {
      const shown = (await figuresOf(page, label)).map(secondsOf);
      expect(shown).toEqual(modes.map(({ usage }) => Math.floor(usage[key] as number)));
    });
  });

  test("time queued", async () => {
    await onReport(async (page) => {
      const shown = (await figuresOf(page, "time queued a task, mean")).map(secondsOf);
      expect(shown).toEqual(modes.map(({ queued }) => Math.round(queued.mean * 10) / 10)); // under two minutes: to a tenth
    });
  });

  test("runs and calls to AWS", async () => {
    await onReport(async (page) => {
      expect(await figuresOf(page, "runs, success")).toEqual(modes.map(({ runs }) => String(runs["success"])));
      const calls = modes.map(({ usage }) =>
        usage.api_calls.find(({ service, by }) => service === "glue" && by === "worker"),
      );
      expect((await figuresOf(page, "glue calls, worker")).map(numberOf)).toEqual(calls.map((call) => call?.count));
    });
  });

  test("slot seconds by what was done in them, in the table of the chart, add up to the slot seconds", async () => {
    await onReport(async (page) => {
      await page.locator("#slots summary").click();
      const rows = page.locator("#slots table").first().locator("tbody tr");
      await rows.nth(MODES.length - 1).waitFor();
      const sums = await Promise.all(
        (await rows.all()).map(async (row) =>
          (await row.locator("td").allTextContents()).map(numberOf).reduce((a, b) => a + b, 0),
        ),
      );
      expect(sums).toHaveLength(MODES.length);
      for (const [i, { usage }] of modes.entries()) expect(sums[i]).toBeCloseTo(usage["slot_seconds"] as number, 0);
    });
  });
});

describe("one may ask closer", () => {
  test("whose the slots are: by task they add up to the slot seconds too", async () => {
    await onReport(async (page) => {
      await page.getByRole("radio", { name: "by task" }).check();
      await expect
        .poll(() => page.locator("#slots .legend button").allTextContents())
        .toEqual(["ProcessSourceData", "CrawlSourceData", "WaitForSourceData"]);
      await page.locator("#slots summary").click();
      const rows = page.locator("#slots table").first().locator("tbody tr");
      await rows.nth(MODES.length - 1).waitFor();
      for (const [i, { usage }] of modes.entries()) {
        const cells = (await rows.nth(i).locator("td").allTextContents()).map(numberOf);
        expect(cells.reduce((a, b) => a + b, 0)).toBeCloseTo(usage["slot_seconds"] as number, 0);
      }
    });
  });

  test("how long things took: each mode has twelve runs, none longer than the makespan", async () => {
    await onReport(async (page) => {
      await page.locator("#durations summary").click();
      const rows = page.locator("#durations tbody tr").filter({ hasText: "runs of DAGs" });
      await rows.nth(MODES.length - 1).waitFor();
      for (const [i, { usage }] of modes.entries()) {
        const [mode = "", count = "", , , median = "", , , , most = ""] = await rows
          .nth(i)
          .locator("td")
          .allTextContents();
        expect([mode, count]).toEqual([MODES[i], "12"]);
        expect(secondsOf(median)).toBeLessThanOrEqual(usage["makespan"] as number);
        expect(secondsOf(most)).toBeLessThanOrEqual(usage["makespan"] as number);
      }
    });
  });

  test("what each task took: slot seconds add up, and the sensor pokes in the triggerer where it is deferred", async () => {
    await onReport(async (page) => {
      for (const [i, { usage }] of modes.entries()) {
        await page.locator("#tasks .choice input").nth(i).check();
        const table = page.getByRole("region", { name: `Tasks, ${MODES[i]}` });
        const rows = table.locator("tbody tr");
        await rows.nth(2).waitFor();
        const cells = await Promise.all([0, 1, 2].map((row) => rows.nth(row).locator("td").allTextContents()));
        const sum = cells.reduce((seconds, row) => seconds + numberOf(row[6] ?? ""), 0);
        expect(sum).toBeCloseTo(usage["slot_seconds"] as number, 0);
        expect(cells.map((row) => numberOf(row[8] ?? "") > 0)).toEqual([MODES[i] === "deferrable", false, false]);
      }
    });
  });
});

const shownTime = (page: Page) => page.locator("output").textContent();

describe("one may point and zoom", () => {
  test("pointing at the slots tells how many of them do what at that time in each mode", async () => {
    await onReport(async (page) => {
      const { x, y } = await pointIn(page, "#slots .canvas", 0.5, 0.2);
      await expect
        .poll(() => tipAt(page, x, y))
        .toMatch(
          /^at 4:[12]\d.*standard 5 poking or polling.*reschedule 5 poking or polling.*deferrable 0 poking or polling/,
        );
    });
  });

  test("pointing at a bar tells whose it is, and from when to when", async () => {
    await onReport(async (page) => {
      await page.locator("#task-instances .choice input").nth(2).check();
      const { x, y } = await pointIn(page, "#task-instances .canvas", 0.26, 0.024);
      await expect.poll(() => tipAt(page, x, y)).toMatch(/^WaitForSourceData · r1_1deferred, 0:02.25 to 1:\d\d.*: \d/);
    });
  });

  test("buttons, keys, the wheel and dragging change the time of all charts", async () => {
    await onReport(async (page) => {
      const whole = await shownTime(page);
      await page.getByRole("button", { name: "Zoom in" }).focus();
      await page.keyboard.press("Enter");
      await expect.poll(() => shownTime(page)).not.toBe(whole);
      const half = await shownTime(page);
      const { x, y } = await pointIn(page, "#slots .canvas", 0.5, 0.2);
      await page.mouse.move(x, y);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -240);
      await page.keyboard.up("Control");
      await expect.poll(() => shownTime(page)).not.toBe(half);
      const wheeled = await shownTime(page);
      await page.mouse.down();
      await page.mouse.move(x - 120, y, { steps: 6 });
      await page.mouse.up();
      await expect.poll(() => shownTime(page)).not.toBe(wheeled);
      await page.getByRole("button", { name: "All of the time" }).click();
      await expect.poll(() => shownTime(page)).toBe(whole);
    });
  });

  test("a part of a chart may be hidden, and the focus stays where it is", async () => {
    await onReport(async (page) => {
      const key = page.locator("#task-instances .legend button").first();
      await key.focus();
      await page.keyboard.press("Space");
      await expect.poll(() => key.getAttribute("aria-pressed")).toBe("false");
      // One question, since a chart that is drawn again has other elements.
      const isFirstHeld = () => document.querySelector("#task-instances .legend button") === document.activeElement;
      expect(await page.evaluate(isFirstHeld)).toBe(true);
    });
  });
});

describe("anybody can read it", () => {
  test.each(["light", "dark"] as const)("axe-core finds nothing wrong with the %s page", async (colorScheme) => {
    await onReport(
      async (page) => {
        await openAll(page);
        expect(await page.locator("html").getAttribute("data-theme")).toBe(colorScheme);
        expect(await violations(page)).toEqual([]);
      },
      { colorScheme },
    );
  });

  test("the theme may be switched", async () => {
    await onReport(async (page) => {
      await page.getByRole("button", { name: "Dark colours" }).click();
      await expect.poll(() => page.locator("html").getAttribute("data-theme")).toBe("dark");
      await page.getByRole("button", { name: "Light colours" }).waitFor();
    });
  });

  test("each chart says what it shows, and says it as a table", async () => {
    await onReport(async (page) => {
      const charts = page.locator(".part:has(.chart)");
      expect(await charts.count()).toBeGreaterThanOrEqual(5);
      for (const chart of await charts.all()) {
        expect((await chart.getByRole("img").getAttribute("aria-label"))?.length).toBeGreaterThan(30);
        await chart.locator("summary").last().click();
        await chart.locator("table tbody tr").first().waitFor();
      }
    });
  });

  test.each([
    ["phone", 360, 740, "light"],
    ["desk", 1280, 900, "light"],
    ["desk-dark", 1280, 900, "dark"],
    ["wall", 3840, 2160, "light"],
  ] as const)("on a %s (%i x %i) nothing sticks out", async (name, width, height, colorScheme) => {
    await onReport(
      async (page) => {
        await allDrawn(page);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
      },
      { viewport: { width, height }, colorScheme },
    );
  });
});
