/**
 * The lab as a reader opens it: from the disk, in a real browser, with no network. The engine in its worker does what Node does.
 * @module
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, inflateRawSync } from "node:zlib";
import { buildSimulation, checkScenarios } from "airlapse/scenario";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { airlapse, ROOT } from "../cli/airlapse.ts";
import { recordings } from "../conformance/recordings.js";
import { violations } from "./axe.ts";
import { launch, open } from "./chromium.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-lab-"));
const LAB = join(FOLDER, "lab.html");
const SCREENSHOTS = join(ROOT, "screenshots");

const SCENARIO = {
  name: "two DAGs",
  executor: { worker_slots: 4 },
  pools: { narrow: { slots: 2, include_deferred: false } },
  dags: ["a", "b"].map((dag_id) => ({
    dag_id,
    schedule: null,
    tasks: [
      { task_id: "wait", operator: "TimeDeltaSensor", delta: 600, pool: "narrow" },
      { task_id: "work", operator: "work", duration: 60, upstream: ["wait"] },
    ],
  })),
  runs: ["a", "b"].map((dag_id) => ({ dag_id, run_id: "m", at: 1, count: 4 })),
};

let browser: Browser;

beforeAll(async () => {
  const file = join(FOLDER, "scenario.json");
  writeFileSync(file, JSON.stringify(SCENARIO));
  const { status, stderr } = airlapse("lab", file, "--out", LAB);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

/** Opens the lab, and sees afterwards that it has neither complained nor asked for anything. */
async function onLab(
  use: (page: Page) => Promise<void>,
  options: Parameters<typeof open>[2] = {},
  file = LAB,
): Promise<void> {
  const { page, complaints, requests } = await open(browser, file, options);
  await use(page);
  expect(complaints).toEqual([]);
  expect(requests.filter((address) => !address.startsWith("blob:"))).toEqual([]);
  await page.context().close();
}

/** Waits until what was asked is drawn. */
async function settled(page: Page, changes: string): Promise<void> {
  await expect.poll(() => page.locator(".titles [role=status]").textContent()).toContain(`; ${changes}`);
  await expect.poll(() => page.locator("main").getAttribute("aria-busy")).toBe("false");
}

async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: button }).click(),
  ]);
  return readFileSync(await download.path(), "utf8");
}

/** Sets a field, or an option of a list, or a box. */
async function turn(page: Page, label: string, value: string | boolean): Promise<void> {
  const list = page.getByRole("combobox", { name: label, exact: true }); // by its label it would have its options' texts
  const field = (await list.count()) > 0 ? list : page.getByLabel(label, { exact: true });
  if (typeof value === "boolean") return field.setChecked(value);
  if ((await field.evaluate(({ localName }) => localName)) === "select") await field.selectOption(value);
  else {
    await field.fill(value);
    await field.press("Tab");
  }
}

/** The engine's source, as it is unpacked in the page. */
function engineOf(file: string): string {
  const packed = /<script type="text\/plain" id="engine">([\s\S]*?)<\/script>/.exec(readFileSync(file, "utf8"))?.[1];
  return inflateRawSync(Buffer.from(packed ?? "", "base64")).toString();
}

test.each([
  ["2.7.2", "slots"],
  ["2.7.2", "deferral"],
  ["2.10.5", "slots"],
  ["3.2.1", "basics"],
] as const)("in a worker, traces of %s, %s, are Node's byte for byte", async (airflow, group) => {
  const all = [...recordings(airflow, group)].map(([name, { scenario }]) => {
    const given = { ...scenario, airflow };
    const [checked] = checkScenarios(given, name);
    if (checked === undefined) throw new Error("Expected a scenario");
    return {
      name,
      text: JSON.stringify(given),
      trace: `${JSON.stringify(buildSimulation(checked).run().trace(name))}\n`,
    };
  });
  expect(all.length).toBeGreaterThan(0);
  await onLab(async (page) => {
    const answers = await page.evaluate(
      async ({ source, texts }) => {
        const worker = new Worker(URL.createObjectURL(new Blob([source], { type: "text/javascript" })));
        const got: unknown[] = [];
        for (const text of texts) {
          worker.postMessage({ text, changes: [], want: "trace" });
          got.push(
            await new Promise((resolve) => worker.addEventListener("message", resolve, { once: true })).then(
              (event) => (event as MessageEvent).data,
            ),
          );
        }
        return got;
      },
      { source: engineOf(LAB), texts: all.map(({ text }) => text) },
    );
    for (const [i, { name, trace }] of all.entries()) expect(answers[i], name).toEqual({ file: trace });
  });
});

describe("each knob changes the scenario, and the figures are those of the command", () => {
  test.each([
    ["Worker slots", "2", ["executor", "worker_slots"], 2],
    ["Parallelism", "3", ["config", "core", "parallelism"], 3],
    ["Start-up of a task, s", "7.5", ["overheads", "task_startup"], 7.5],
    ["Triggerer capacity", "1", ["triggerers", "0", "capacity"], 1],
    ["Airflow", "2.10.5", ["airflow"], "2.10.5"],
    ["Seed", "9", ["seed"], 9],
    ["narrow: slots", "1", ["pools", "narrow", "slots"], 1],
    ["narrow: include deferred", true, ["pools", "narrow", "include_deferred"], true],
    ["default_pool: slots", "1", ["pools", "default_pool", "slots"], 1],
    ["Worker slots", "", ["executor", "worker_slots"], null],
    ["Durations, times", "1.5", ["dags", "1", "tasks", "1", "duration"], 90],
    ["Runs asked for, times", "3", ["runs", "23", "run_id"], "m_4_3"],
    ["b.wait", "reschedule", ["dags", "1", "tasks", "0", "mode"], "reschedule"],
    ["b.wait", "reschedule", ["dags", "0", "tasks", "0", "mode"], undefined],
    ["a: active runs", "1", ["dags", "0", "max_active_runs"], 1],
    ["b: active tasks", "1", ["dags", "1", "max_active_tasks"], 1],
    ["All tasks", "reschedule", ["dags", "1", "tasks", "0", "mode"], "reschedule"],
    ["TimeDeltaSensor", "reschedule", ["dags", "0", "tasks", "0", "mode"], "reschedule"],
  ] as const)("%s", async (label, value, path, expected) => {
    await onLab(async (page) => {
      await settled(page, "as it is");
      await turn(page, label, value);
      await settled(page, "1 change");
      const scenario = await saved(page, "Save scenario");
      const at = path.reduce(
        (inside: unknown, key) => (inside as Record<string, unknown>)?.[key],
        JSON.parse(scenario),
      );
      expect(at).toBe(expected);
      const file = join(FOLDER, "changed.json");
      writeFileSync(file, scenario);
      const { stdout, stderr, status } = airlapse("run", file, "--json", "--explain");
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(await saved(page, "Save figures")).toBe(stdout);
      expect(await page.locator("#slots").isVisible()).toBe(true);
    });
  });
});

test("changes are undone and reset, and a link restores them", async () => {
  await onLab(async (page) => {
    await settled(page, "as it is");
    await turn(page, "Worker slots", "2");
    await settled(page, "1 change");
    await turn(page, "Seed", "5");
    await settled(page, "2 changes");
    const link = page.url();
    await page.getByRole("button", { name: "Undo" }).click();
    await settled(page, "1 change");
    await page.getByRole("button", { name: "Reset" }).click();
    await settled(page, "as it is");
    expect(page.url()).not.toContain("#lab");
    await page.goto("about:blank");
    await page.goto(link);
    await settled(page, "2 changes");
    expect(await page.getByLabel("Worker slots", { exact: true }).inputValue()).toBe("2");
    expect(await page.getByLabel("Seed", { exact: true }).inputValue()).toBe("5");
  });
});

test("keys undo and reset, but not what is being typed", async () => {
  await onLab(async (page) => {
    await settled(page, "as it is");
    await turn(page, "Worker slots", "2");
    await settled(page, "1 change");
    await turn(page, "Seed", "5");
    await settled(page, "2 changes");
    await page.keyboard.press("Control+z");
    await settled(page, "1 change");
    await turn(page, "Seed", "6");
    await settled(page, "2 changes");
    await page.keyboard.press("Alt+r");
    await settled(page, "as it is");
    await page.keyboard.press("Control+z");
    await settled(page, "2 changes");
  });
});

test("a trace that is saved while a run goes on ends neither", async () => {
  await onLab(async (page) => {
    await settled(page, "as it is");
    const download = page.waitForEvent("download");
    // in one task, so that the run has not been answered yet
    await page.evaluate(() => {
      const field = document.querySelector<HTMLInputElement>(".knobs input[type=number]");
      if (field === null) throw new Error("Expected a field");
      field.value = "2";
      field.dispatchEvent(new Event("change"));
      [...document.querySelectorAll("button")].find(({ textContent }) => textContent === "Save trace")?.click();
    });
    await settled(page, "1 change");
    const trace = readFileSync(await (await download).path(), "utf8");
    const [scenario] = checkScenarios({ ...SCENARIO, executor: { worker_slots: 2 } }, "scenario");
    if (scenario === undefined) throw new Error("Expected a scenario");
    expect(trace).toBe(`${JSON.stringify(buildSimulation(scenario).run().trace(SCENARIO.name))}\n`);
    await turn(page, "Worker slots", "3");
    await settled(page, "1 change");
  });
});

/** A report with its stories as they are read: browsers and Node pack them in other bytes. */
function withStoriesRead(report: string): string {
  return report.replace(/"stories":"([\w+/=]+)"/, (_, packed) => gunzipSync(Buffer.from(packed, "base64")).toString());
}

test("the saved report is the one of the command", async () => {
  await onLab(async (page) => {
    await settled(page, "as it is");
    await turn(page, "Worker slots", "2");
    await settled(page, "1 change");
    const [file, report] = [join(FOLDER, "changed.json"), join(FOLDER, "report.html")];
    writeFileSync(file, await saved(page, "Save scenario"));
    expect(airlapse("run", file, "--explain", "--report", report).status).toBe(0);
    expect(withStoriesRead(await saved(page, "Save report"))).toBe(withStoriesRead(readFileSync(report, "utf8")));
  });
});

test("a story is told of the simulation that is shown", async () => {
  await onLab(async (page) => {
    await settled(page, "as it is");
    await turn(page, "narrow: slots", "1");
    await settled(page, "1 change");
    expect(await page.locator("#task-instances .choice input:checked + span").textContent()).toBe("after");
    const folded = page.getByRole("button", { name: "Unfold all" });
    if (await folded.isVisible()) await folded.click(); // a DAG's row has no story
    const option = page.locator(".story select option").filter({ hasText: /wait.*m_2$/ });
    await expect.poll(() => option.count()).toBeGreaterThan(0);
    await page.locator(".story select").selectOption((await option.first().getAttribute("value")) ?? "");
    await expect.poll(() => page.locator(".story pre").textContent()).toContain('pool "narrow"');
    await page.locator("#task-instances").getByText("before", { exact: true }).click();
    await turn(page, "Seed", "4");
    await settled(page, "2 changes");
    expect(await page.locator("#task-instances .choice input:checked + span").textContent()).toBe("before");
  });
});

/** Opens the editor, and waits until it takes keys. */
async function openEditor(page: Page): Promise<void> {
  await page.getByText("Edit the scenario").click();
  await page.getByRole("textbox", { name: "Scenario (JSON)" }).click();
}

/** Writes a text in place of all that is in the editor. */
async function write(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+a");
  await page.keyboard.insertText(text);
}

describe("the editor", () => {
  test("an edited scenario is checked by the loader, and run", async () => {
    await onLab(async (page) => {
      await settled(page, "as it is");
      await openEditor(page);
      await write(page, '{"name": "none", "dags": []}');
      await page.getByRole("button", { name: "Run it" }).click();
      await expect
        .poll(() => page.getByRole("alert").textContent())
        .toContain("dags: expected a list of at least one DAG");
      await page.getByRole("textbox", { name: "Scenario (JSON)" }).click();
      await write(page, JSON.stringify({ ...SCENARIO, executor: { worker_slots: 3 } }));
      await page.keyboard.press("Control+Enter");
      await expect.poll(() => page.getByLabel("Worker slots", { exact: true }).inputValue()).toBe("3");
      await expect.poll(() => page.locator(".problems").textContent()).toBe("");
      await page.getByRole("button", { name: "Undo" }).click();
      await expect.poll(() => page.locator(".cm-content").textContent()).toContain('"dags": []');
    });
  });

  test("the loader's problems are marked where they are", async () => {
    await onLab(async (page) => {
      await settled(page, "as it is");
      await openEditor(page);
      const lines = ['{"name": "x", "pools": {"a.b": {', '"slots": "many"', '}}, "dags": [{"dag_id": "d",'];
      await write(page, [...lines, '"schedule": "no cron", "tasks": []}]}'].join("\n"));
      await expect.poll(() => page.locator(".cm-lintRange-error").allTextContents()).toEqual(['"slots"', '"schedule"']);
      expect(await page.locator(".cm-lint-marker-error").count()).toBe(2);
      await page.locator(".cm-lintRange-error").first().hover();
      await expect.poll(() => page.locator(".cm-tooltip-lint").textContent()).toContain("pools.a.b.slots: expected");
      await write(page, '{"name": "x",\n"dags" []}');
      await expect.poll(() => page.locator(".cm-tooltip-lint, .cm-lint-marker-error").count()).toBe(1);
    });
  });

  test("completion proposes the schema's keys and values, those of the task's operator", async () => {
    await onLab(async (page) => {
      await settled(page, "as it is");
      await openEditor(page);
      const task = (text: string) => `{"name": "x", "dags": [{"dag_id": "d", "tasks": [{"task_id": "t", ${text}`;
      const proposed = () => page.locator(".cm-completionLabel").allTextContents();
      await write(page, `${task('"operator": "GlueCrawlerO"')}}]}]}`);
      for (let i = 0; i < '"}]}]}'.length; i += 1) await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("Control+Space");
      await expect.poll(proposed).toContain('"GlueCrawlerOperator"');
      await page.getByRole("option", { name: '"GlueCrawlerOperator"' }).click();
      await expect
        .poll(() => page.locator(".cm-content").textContent())
        .toContain('"operator": "GlueCrawlerOperator"}');
      await page.keyboard.insertText(', "defer"');
      await page.keyboard.press("ArrowLeft");
      await page.keyboard.press("Control+Space");
      await expect.poll(proposed).toEqual(['"deferrable"']);
      await page.getByRole("option", { name: '"deferrable"' }).click();
      await page.keyboard.press("Control+Space");
      await expect.poll(proposed).toEqual(["false", "true"]);
    });
  });
});

test("an answer leaves alone what is being typed", async () => {
  await onLab(async (page) => {
    await settled(page, "as it is");
    const field = page.getByLabel("Worker slots", { exact: true });
    await page.getByRole("combobox", { name: "Airflow", exact: true }).evaluate((list) => {
      (list as HTMLSelectElement).value = "2.10.5";
      list.dispatchEvent(new Event("change"));
    });
    await field.fill("7"); // before the answer
    await settled(page, "1 change");
    expect(await field.inputValue()).toBe("7");
    await field.press("Tab");
    await settled(page, "2 changes");
    expect(JSON.parse(await saved(page, "Save scenario")).executor.worker_slots).toBe(7);
  });
});

test("the last of many changes counts", async () => {
  await onLab(async (page) => {
    await settled(page, "as it is");
    const field = page.getByLabel("Worker slots", { exact: true });
    for (const slots of ["1", "2", "3", "5"]) {
      await field.fill(slots);
      await field.dispatchEvent("change");
    }
    await settled(page, "1 change");
    expect(JSON.parse(await saved(page, "Save scenario")).executor.worker_slots).toBe(5);
  });
});

test("a folder's scenarios are in one page, of which one is shown", async () => {
  const [folder, page] = [join(FOLDER, "scenarios"), join(FOLDER, "folder.html")];
  mkdirSync(folder);
  writeFileSync(join(folder, "a.json"), JSON.stringify([SCENARIO, { ...SCENARIO, name: "seeded", seed: 3 }]));
  writeFileSync(join(folder, "b.yaml"), `# the same name\n${JSON.stringify({ ...SCENARIO, seed: 4 })}`);
  writeFileSync(join(folder, "notes.txt"), "not a scenario");
  const { status, stdout } = airlapse("lab", folder, "--out", page);
  expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining("lab of 3 scenarios in ") });
  await onLab(
    async (page) => {
      await settled(page, "as it is");
      const list = page.getByRole("combobox", { name: "Scenario", exact: true });
      expect(await list.locator("option").allTextContents()).toEqual([
        "two DAGs (a.json)",
        "seeded",
        "two DAGs (b.yaml)",
      ]);
      await turn(page, "Worker slots", "2");
      await settled(page, "1 change");
      await list.selectOption("seeded");
      await settled(page, "as it is");
      await expect.poll(() => page.getByLabel("Seed", { exact: true }).inputValue()).toBe("3");
      await turn(page, "Worker slots", "3");
      await settled(page, "1 change");
      const link = page.url();
      await page.getByRole("button", { name: "Undo" }).click();
      await page.getByRole("button", { name: "Undo" }).click();
      await settled(page, "1 change");
      expect(await list.inputValue()).toBe("two DAGs (a.json)");
      await page.goto("about:blank");
      await page.goto(link);
      await settled(page, "1 change");
      expect(await list.inputValue()).toBe("seeded");
      expect(await page.getByLabel("Worker slots", { exact: true }).inputValue()).toBe("3");
    },
    {},
    page,
  );
});

describe("anybody can use it", () => {
  test.each(["light", "dark"] as const)("axe-core finds nothing wrong with the %s page", async (colorScheme) => {
    await onLab(
      async (page) => {
        await settled(page, "as it is");
        await turn(page, "Worker slots", "2");
        await settled(page, "1 change");
        await openEditor(page);
        expect(await violations(page)).toEqual([]);
      },
      { colorScheme },
    );
  });

  test.each([
    ["phone", 360, 740],
    ["desk", 1280, 900],
    ["wall", 2560, 1440],
  ] as const)("on a %s (%i x %i) nothing sticks out", async (name, width, height) => {
    await onLab(
      async (page) => {
        await settled(page, "as it is");
        await turn(page, "All tasks", "deferrable");
        await settled(page, "1 change");
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        await page.screenshot({ path: join(SCREENSHOTS, `lab-${name}.png`) });
      },
      { viewport: { width, height } },
    );
  });
});

test("without its scenario the page has less than 2 MiB", () => {
  expect(readFileSync(LAB).length - JSON.stringify(SCENARIO, null, 2).length).toBeLessThan(2 * 1024 ** 2);
});
