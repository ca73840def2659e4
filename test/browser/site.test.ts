/**
 * The project's pages as a reader opens them: nothing is asked for but the pictures beside them, and every link leads somewhere.
 * @module
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSite } from "../../scripts/build-site.js";
import { ROOT } from "../cli/airlapse.ts";
import { violations } from "./axe.ts";
import { launch } from "./chromium.ts";

const FOLDER = mkdtempSync(join(tmpdir(), "airlapse-site-"));
const SCREENSHOTS = join(ROOT, "screenshots");
let browser: Browser;
let pages: readonly string[];

beforeAll(async () => {
  pages = buildSite(FOLDER);
  mkdirSync(SCREENSHOTS, { recursive: true });
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  rmSync(FOLDER, { recursive: true, force: true });
});

test("README, each page of docs and both labs are there", () => {
  for (const page of ["index.html", "docs/lab.html", "docs/scenarios.html", "lab-sample.html", "lab-fleet.html"])
    expect(pages).toContain(page);
  for (const page of pages) expect(existsSync(join(FOLDER, page)), page).toBe(true);
});

test("each link within the site leads to a page, and to a heading of it", async () => {
  const context = await browser.newContext({ offline: true, javaScriptEnabled: false });
  const page = await context.newPage();
  const anchors = new Map<string, Set<string>>();
  const links: { readonly from: string; readonly to: URL }[] = [];
  for (const name of pages.filter((one) => !one.startsWith("lab-"))) {
    const address = pathToFileURL(join(FOLDER, name));
    await page.goto(address.href);
    anchors.set(
      address.href,
      new Set(await page.locator("[id]").evaluateAll((elements) => elements.map(({ id }) => id))),
    );
    const hrefs = await page
      .locator("a[href]")
      .evaluateAll((elements) => elements.map((element) => element.getAttribute("href") ?? ""));
    for (const href of hrefs) links.push({ from: name, to: new URL(href, address) });
  }
  const broken = links.filter(({ to }) => {
    if (to.protocol !== "file:") return false;
    const file = fileURLToPath(new URL(to.pathname, to));
    const known = anchors.get(pathToFileURL(file).href);
    if (to.hash !== "" && known !== undefined) return !known.has(decodeURIComponent(to.hash.slice(1)));
    return !existsSync(file.endsWith("/") ? dirname(file) : file);
  });
  expect(broken.map(({ from, to }) => `${from}: ${to.href}`)).toEqual([]);
  await context.close();
});

test.each([
  ["index.html", 360, "light"],
  ["index.html", 1280, "dark"],
  ["docs/lab.html", 1280, "light"],
] as const)("%s on %i pixels, %s: nothing is wrong, sticks out or is asked for", async (name, width, colorScheme) => {
  const context = await browser.newContext({ offline: true, viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const complaints: string[] = [];
  const others: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));
  page.on("request", (request) => {
    if (!request.url().startsWith(pathToFileURL(FOLDER).href)) others.push(request.url());
  });
  await page.goto(pathToFileURL(join(FOLDER, name)).href);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(SCREENSHOTS, `site-${name.replace("/", "-")}-${width}.png`) });
  expect({ complaints, others }).toEqual({ complaints: [], others: [] });
  await context.close();
});

test("no page has a script, but for the labs", () => {
  for (const name of pages.filter((one) => !one.startsWith("lab-")))
    expect(readFileSync(join(FOLDER, name), "utf8"), name).not.toMatch(/<script/i);
});
