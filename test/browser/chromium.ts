/**
 * The browser that tests look at pages with, and what a page has done in it.
 * @module
 */
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";

/** Nothing that would have the browser look for hosts of its own. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium", args: FLAGS });
}

/** A page that was opened, with all that it has complained of and asked for. */
export interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Addresses, without the page's own. */
  readonly requests: readonly string[];
}

/** Opens a file as a reader does: from the disk, with no server and no network. */
export async function open(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, offline: true, ...options });
  const page = await context.newPage();
  const own = pathToFileURL(file).href;
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("request", (request) => {
    if (request.url() !== own) requests.push(request.url());
  });
  await page.goto(own);
  await drawn(page.locator(".canvas").first());
  await page.evaluate(() => scrollTo(0, 0));
  return { page, complaints, requests };
}

/** Scrolls to each chart, which is drawn when it is near, and waits for it. */
export async function allDrawn(page: Page): Promise<void> {
  for (const chart of await page.locator(".canvas").all()) await drawn(chart);
  await page.evaluate(() => scrollTo(0, 0));
}

/** Brings a chart into view, and waits until it is drawn. */
async function drawn(chart: Locator): Promise<void> {
  await chart.scrollIntoViewIfNeeded();
  await chart.locator("canvas").first().waitFor();
}

/** A point of an element, once it is in view: from 0 to 1 of its width and height. */
export async function pointIn(page: Page, selector: string, x: number, y: number) {
  const target = page.locator(selector).first();
  await drawn(target);
  const box = await target.boundingBox();
  if (box === null) throw new Error(`Expected ${selector} to be seen`);
  return { x: box.x + box.width * x, y: box.y + box.height * y };
}

/** Unfolds all that is folded, and waits until all that is made only then is there. */
export async function openAll(page: Page): Promise<void> {
  for (const summary of await page.locator("summary").all()) await summary.click();
  await page.waitForFunction(() => {
    const folds = [...document.querySelectorAll("details")];
    return folds.every((fold) => fold.open && fold.children.length > 1);
  });
}

/** What the page says of a point. The pointer comes anew each time: the chart may just have been drawn again. */
export async function tipAt(page: Page, x: number, y: number): Promise<string> {
  await page.mouse.move(x + 1, y);
  await page.mouse.move(x, y);
  return (await page.locator(".tip").allTextContents()).join();
}
