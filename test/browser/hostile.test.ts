/**
 * Pages of hostile and of large simulations: nothing in a name or text is run or asked for, and thousands of task instances
 * are shown.
 * @module
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DAG, Simulation } from "airlapse";
import { PythonOperator } from "airlapse/operators";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportPage } from "../../src/drawing/index.ts";
import { drawing } from "../charts/data.ts";
import { launch, open, openAll, pointIn, tipAt } from "./chromium.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-browser-"));
const PAGE = join(FOLDER, "report.html");
const poolLevels = {
  at: [0, 6],
  parts: { running: [1, 0], queued: [0, 0], deferred: [0, 0] },
  peak: 1,
  averagedOver: null,
};
let browser: Browser;

beforeAll(async () => {
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

test.each([
  "</script><script>document.title = 'hacked'</script>",
  "<img src=x onerror=\"document.title = 'hacked'\">",
  "<!--<script>",
  "{name|x} {b|c}",
  "\u2028<svg/onload=document.title='hacked'>",
])("%s is shown wherever it may stand, and is nothing but a text", async (text) => {
  const { dags, pools, timeline, tasks, spreads, slotsByDag, ...rest } = drawing();
  const holders = { ...slotsByDag, names: [text, `${text} `] };
  const simulation = {
    ...rest,
    slotsByDag: holders,
    slotsByTask: holders,
    spreads: spreads.map((one) => ({ ...one, of: text })),
    tasks: tasks.map((task) => ({ ...task, taskId: text })),
    name: text,
    waits: [{ cause: text, seconds: 60 }],
    timeline: { ...timeline, names: timeline.names.map(() => text) },
    dags: dags.map((dag) => ({
      ...dag,
      dagId: text,
      groups: [{ label: text, parent: null }],
      tasks: dag.tasks.map((task) => ({ ...task, taskId: text, group: 0 })),
    })),
    pools: [{ name: text, slots: 2, includeDeferred: true, levels: poolLevels }, ...pools],
  };
  const cells = [{ value: 1, text, change: text }];
  const headline = [{ label: text, isKey: true, cells }];
  const landed = {
    runs: 1,
    failed: 1,
    median: { text, value: 1 },
    worst: { text, value: 2 },
    late: 1,
    details: [{ text, value: 3 }],
  };
  const landings = [{ dagId: text, cells: [landed] }];
  const words = { title: text, subtitle: text, about: text, verdict: [text], scenario: text };
  const data = { ...words, headline, landings, simulations: [simulation] };
  writeFileSync(PAGE, await reportPage(data));
  const { page, complaints, requests } = await open(browser, PAGE);
  await openAll(page);
  expect(await page.locator("h1").textContent()).toBe(text);
  expect(await page.locator("#scenario pre").textContent()).toBe(text);
  expect(await page.locator("#task-instances tbody th").allTextContents()).toEqual([
    `${text} · ${text}`,
    `${text} [7] · ${text}`,
  ]);
  const { x, y } = await pointIn(page, "#task-instances .canvas", 0.6, 0.22);
  await expect.poll(() => tipAt(page, x, y)).toContain(`${text} · ${text}`);
  await page.locator("#slots .choice input").nth(1).check();
  await page.locator("#slots .legend", { hasText: text.trim() }).first().waitFor();
  expect(await page.locator("#tasks tbody th").allTextContents()).toEqual([text]);
  expect(await page.title()).not.toBe("hacked");
  expect(await page.locator("main :is(img, script, svg, style)").count()).toBe(0);
  expect(complaints).toEqual([]);
  expect(requests).toEqual([]);
});

test("ten thousand task instances make a page of less than 20 MiB, in which all can be reached", async () => {
  const dag = new DAG("many", { maxActiveRuns: 200, maxActiveTasks: 10_000 });
  for (let i = 0; i < 50; i += 1)
    new PythonOperator({
      dag,
      taskId: `task_${i}`,
      *pythonCallable(context) {
        yield context.sleep(5 + (i % 7));
      },
    });
  const simulation = new Simulation({ dags: [dag], executor: { workerSlots: 64 }, explain: true });
  for (let i = 0; i < 200; i += 1) simulation.trigger("many", { runId: `r${i}`, logicalAt: i });
  const result = simulation.run();
  expect(result.taskInstances).toHaveLength(10_000);
  writeFileSync(PAGE, await result.report({ title: "Many" }));
  expect(statSync(PAGE).size).toBeLessThan(20 * 2 ** 20);

  const { page, complaints } = await open(browser, PAGE);
  const { duration, first } = await page.evaluate(() => ({
    duration: performance.now(),
    first: performance.getEntriesByType("paint").find(({ name }) => name === "first-contentful-paint")?.startTime,
  }));
  console.log(
    `10,000 task instances: first picture after ${first?.toFixed(0)} ms, all charts after ${duration.toFixed(0)} ms`,
  );
  const drawn = () =>
    page.evaluate(() => document.querySelector<HTMLCanvasElement>("#task-instances canvas")?.toDataURL());
  await page.locator("#task-instances").scrollIntoViewIfNeeded();
  await page.locator("#task-instances canvas").waitFor();
  let first36 = await drawn();
  await expect
    .poll(async () => {
      const before = first36;
      first36 = await drawn();
      return first36 === before;
    })
    .toBe(true);
  await page.getByRole("button", { name: "↓ Rows after" }).click();
  await expect.poll(drawn).not.toBe(first36);
  await page.getByRole("button", { name: "↑ Rows before" }).click();
  await expect.poll(drawn).toBe(first36);
  expect(complaints).toEqual([]);
});
