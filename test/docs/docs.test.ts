/**
 * Whatever the documentation shows is tried here as a reader would try it: code runs and prints what its comments say,
 * commands print what is shown below them, links lead somewhere.
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { format } from "node:util";
import { AIRFLOW_VERSIONS } from "airlapse";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { parse as parseYaml } from "yaml";
import { tables } from "../../bench/tables.js";
import { fidelityTable, recordedScenarios } from "../../scripts/count-scenarios.js";
import { drawPictures, PICTURES } from "../../scripts/draw-pictures.js";
import { rulesOf, versionsOf } from "../../src/rules/index.ts";
import { CLASSES, examples } from "./examples.ts";
import { type Block, blocksOf, localLinks, PAGES, pageText, ROOT } from "./markdown.ts";

const FOLDER = join(ROOT, "test/docs/blocks");
const BLOCKS = PAGES.flatMap(blocksOf);
const ofLanguage = (language: string) => BLOCKS.filter((block) => block.language === language);
const EXAMPLES = examples();
const CODE = [...ofLanguage("ts"), ...EXAMPLES].map((block, index) => ({
  ...block,
  file: join(FOLDER, `block-${index}.ts`),
}));

beforeAll(() => {
  mkdirSync(FOLDER, { recursive: true });
  for (const { file, text } of CODE) writeFileSync(file, `${text}\nexport {};\n`);
  writeFileSync(join(FOLDER, "tsconfig.json"), JSON.stringify({ extends: "../../../tsconfig.json", include: ["."] }));
});

afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

/** Classes that have no example yet: this list may only become shorter. */
const WITHOUT_EXAMPLE: readonly string[] = [
  "Agenda",
  "AwsBaseOperator",
  "AwsBaseSensor",
  "AwsBaseWaiterTrigger",
  "Callback",
  "DormantLoop",
  "ExperimentResults",
  "Process",
  "S3KeyTrigger",
  "S3KeysUnchangedTrigger",
  "Sleep",
  "SpawnedProcess",
  "Timer",
  "Watchdog",
];

/** What a block says that it prints: behind each `console.log(...)`, or in lines of its own. */
function saidToPrint(text: string): string[] {
  return [...text.matchAll(/^.*console\.log\(.*\)\)?; \/\/ (.*)$|^\/\/ prints: (.*)$/gm)].map(
    ([, behind, alone]) => behind ?? alone ?? "",
  );
}

describe("code in the documentation", () => {
  test.each(CODE)("$place runs, and prints what it says", async ({ file, text }) => {
    const printed: string[] = [];
    const log = vi.spyOn(console, "log").mockImplementation((...values) => void printed.push(format(...values)));
    await import(file).finally(() => log.mockRestore());
    expect(printed).toEqual(saidToPrint(text));
    expect(printed.length > 0 || text.includes("expect(")).toBe(true);
  });

  test("has an example of each class that users import: `@example`", () => {
    const shown = new Set(EXAMPLES.map(({ subject }) => subject));
    const missing = CLASSES.filter((name) => !shown.has(name) && !WITHOUT_EXAMPLE.includes(name));
    expect(missing).toEqual([]);
  });

  test("is right by the project's own compiler settings", () => {
    const { status, stdout } = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", FOLDER], {
      cwd: ROOT,
      encoding: "utf8",
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  }, 60_000);
});

/** Runs what follows `$ npx airlapse`, and returns all that it prints. */
function airlapse(commandLine: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["bin/airlapse.js", ...commandLine.split(" ")], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return stderr + stdout;
}

describe("commands in the documentation", () => {
  test.each(ofLanguage("console"))("$place prints what is shown", ({ text }) => {
    const { 1: command, 2: shown } = /^\$ npx airlapse (.*)\n([\s\S]*)$/.exec(text) ?? [];
    expect(command).toBeDefined();
    expect(airlapse(command as string)).toBe(shown);
  });

  test.each(ofLanguage("sh"))("$place names scripts of the package, which the gate runs", ({ text }) => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const gate = readFileSync(join(ROOT, ".ci/run"), "utf8");
    for (const command of text.trim().split(/\n| && /)) {
      const { 1: run, 2: short } = /^(?:\w+=\S+ )?npm (?:run (\S+)|(ci|start|test))(?: |$)/.exec(command) ?? [];
      const script = run ?? short;
      expect(script, `of \`${command}\``).toBeDefined();
      expect(script === "ci" || (script as string) in scripts, `script ${script}`).toBe(true);
      expect(gate).toContain(run === undefined ? `npm ${short}` : `npm run ${run}`);
    }
  });
});

test.each(ofLanguage("json"))("the scenario at $place runs", ({ text }: Block) => {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, "scenario.json");
  writeFileSync(file, text);
  expect(airlapse(`run ${file}`)).toMatch(/ success /);
});

test.each(ofLanguage("yaml"))("the workers at $place are started with options that there are", ({ text }) => {
  const words = JSON.stringify(parseYaml(text)).split(/[",\s[\]]+/);
  const given = words.slice(words.lastIndexOf("worker")).filter((word) => word.startsWith("--"));
  expect(given).toContain("--redis");
  const help = airlapse("worker --help");
  expect(given.filter((option) => !help.includes(`${option} <`))).toEqual([]);
});

test("the pictures of the documentation are today's: `npm run pictures`", () => {
  const folder = mkdtempSync(join(tmpdir(), "airlapse-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  drawPictures(folder);
  const kept = readdirSync(join(ROOT, "docs/pictures")).filter((name) => name.endsWith(".svg"));
  expect(kept).toEqual(PICTURES.toSorted());
  const stale = kept.filter(
    (name) => readFileSync(join(ROOT, "docs/pictures", name), "utf8") !== readFileSync(join(folder, name), "utf8"),
  );
  expect(stale).toEqual([]);
});

test.each(PAGES)("pictures in %s are there", (page) => {
  const shown = [...pageText(page).matchAll(/\b(?:src|srcset)="([^"]+)"/g)].map(({ 1: target = "" }) => target);
  expect(shown.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
});

test("there is no block that nothing tries", () => {
  const tried = ["ts", "sh", "console", "json", "mermaid", "yaml"];
  expect(BLOCKS.filter(({ language }) => !tried.includes(language)).map(({ place }) => place)).toEqual([]);
});

test.each(PAGES)("links of %s lead somewhere", (page) => {
  expect(localLinks(page).filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
});

test("the table of docs/fidelity.md is today's: `npm run fidelity`", () => {
  const [, table] = /<!-- fidelity -->\n([\s\S]*?)\n<!-- \/fidelity -->/.exec(pageText("docs/fidelity.md")) ?? [];
  expect(table).toBe(fidelityTable());
});

test("the figures of docs/performance.md are those that the bench has kept: `npm run bench -- --write`", () => {
  const [, kept] = /<!-- figures -->\n([\s\S]*?)\n<!-- \/figures -->/.exec(pageText("docs/performance.md")) ?? [];
  expect(kept).toBe(tables(JSON.parse(readFileSync(join(ROOT, "bench/results.json"), "utf8"))));
});

/** The rows of the comparison that a scenario shows: all but 9 and 56, of which the page tells why. */
const ROWS = [
  [1, 8],
  [10, 15],
  [20, 35],
  [40, 45],
  [50, 55],
].flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, i) => from + i));

/** The numbers in the first cells of a table: `7, 8`, `40 to 43`. */
function numbersOf(cells: readonly string[]): number[] {
  const numbers = cells.flatMap((cell) => {
    const [, from, to] = /^(\d+) to (\d+)$/.exec(cell) ?? [];
    if (from === undefined)
      return cell
        .split(", ")
        .filter((part) => /^\d+$/.test(part))
        .map(Number);
    return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i);
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

test("the rules and scenarios of Airflow 3's rows are there", () => {
  const section = pageText("docs/fidelity.md").split("## Airflow 3, row by row")[1]?.split("\n## ")[0] ?? "";
  const rows = section
    .split("\n")
    .filter((row) => row.startsWith("| "))
    .slice(2)
    .map((row) => row.split("|").map((cell) => cell.trim()));
  const recordedBy = (airflow: (typeof AIRFLOW_VERSIONS)[number]) => recordedScenarios(airflow).map(({ name }) => name);
  const byNewest = new Set(recordedBy("3.3.2"));
  const recorded = new Set([...recordedBy("3.2.1"), ...byNewest]);
  const rules = rulesOf(versionsOf({ airflow: "3.3.2" }));
  expect(rows.length).toBeGreaterThan(30);
  const shown = rows.flatMap(([, row = "", , , names = ""]) => names.split(", ").map((name) => ({ row, name })));
  expect(
    shown.filter(({ row, name }) => !(row.includes("3.3.2") ? byNewest : recorded).has(name)),
    "rows that no recording of their version shows",
  ).toEqual([]);
  expect(numbersOf(rows.map(([, row = ""]) => row))).toEqual([...ROWS]);
  const named = rows.flatMap(([, , , cell = ""]) => [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(named.filter((name = "") => !(name in rules))).toEqual([]);
});

test("the scenarios that docs/fidelity.md names are there", () => {
  const rows = pageText("docs/fidelity.md").split("## Oddities")[1]?.split("## ")[0]?.split("\n") ?? [];
  const named = rows
    .filter((row) => row.startsWith("| "))
    .slice(2)
    .flatMap((row) => row.split("|")[3]?.trim().split(", ") ?? []);
  const recorded = new Set(AIRFLOW_VERSIONS.flatMap((airflow) => recordedScenarios(airflow)).map(({ name }) => name));
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !recorded.has(name))).toEqual([]);
});
