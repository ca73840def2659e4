/**
 * The pictures of README and docs, drawn by the command itself. `npm run pictures` writes them to `docs/pictures`; test/docs
 * keeps them up to date.
 * @module
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const PICTURES = ["slots", "gantt-reschedule", "waits"].flatMap((name) => [`${name}.svg`, `${name}-dark.svg`]);

/** Writes them to a folder. @param {string} folder */
export function drawPictures(folder) {
  const all = mkdtempSync(join(tmpdir(), "airlapse-pictures-"));
  const file = "examples/join-relationalize/own-names.json";
  const command = ["bin/airlapse.js", "compare", file, "--runs", "12", "--svg", all];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: ROOT, encoding: "utf8" });
  if (status !== 0) throw new Error(`Expected pictures, got exit code ${status}: ${stderr}`);
  for (const name of PICTURES) cpSync(join(all, name), join(folder, name));
  rmSync(all, { recursive: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) drawPictures(join(ROOT, "docs/pictures"));
