/**
 * The pictures of the lab in README and docs, of a real browser: `npm run pictures:lab` writes them to `docs/pictures`. Twelve runs of the
 * sample, and its operators deferred.
 * @module
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "airlapse-lab-"));
const [file, out] = [join(folder, "scenario.json"), join(folder, "lab.html")];
const scenario = JSON.parse(readFileSync(join(ROOT, "examples/join-relationalize/own-names.json"), "utf8"));
for (const run of scenario.runs) run.count = 12;
writeFileSync(file, JSON.stringify(scenario));
execFileSync(process.execPath, ["bin/airlapse.js", "lab", file, "--out", out], { cwd: ROOT, stdio: "ignore" });

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const colorScheme of /** @type {const} */ (["light", "dark"])) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 860 }, colorScheme });
  await page.goto(pathToFileURL(out).href);
  await page.locator("main[aria-busy=false]").waitFor({ timeout: 0 });
  await page.getByRole("combobox", { name: "All tasks", exact: true }).selectOption("deferrable");
  await page.locator(".titles").getByText("1 change").waitFor({ timeout: 0 });
  await page.locator("main[aria-busy=false]").waitFor({ timeout: 0 });
  await page.screenshot({
    path: join(ROOT, "docs/pictures", colorScheme === "light" ? "lab.png" : "lab-dark.png"),
    animations: "disabled",
  });
  await page.close();
}
await browser.close();
rmSync(folder, { recursive: true });
