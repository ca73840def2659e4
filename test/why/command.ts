import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { main } from "../../src/cli/main.ts";

/** The options of the command, by their names. */
export type Asked = Readonly<Partial<Record<"task" | "run" | "at", string>>>;

/** Runs `airlapse why` on a scenario, and returns its exit code and what it prints. */
export async function why(scenario: unknown, asked: Asked = {}, ...flags: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "airlapse-why-"));
  const file = join(folder, "scenario.json");
  writeFileSync(file, JSON.stringify(scenario));
  const printed: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  const error = vi.spyOn(console, "error").mockImplementation((text: string) => void printed.push(text));
  try {
    const options = Object.entries(asked).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const code = await main(["why", file, ...options, ...flags]);
    return { code, text: printed.join("\n") };
  } finally {
    log.mockRestore();
    error.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  }
}
