import { fileURLToPath } from "node:url";
import { compareCommand } from "./compare.ts";
import type { ExitCode } from "./exit-code.ts";
import { complain } from "./terminal.ts";

export interface DemoOptions {
  /** The page that is written. */
  readonly report?: string;
}

/** AWS's sample, which the package brings: from here and from a bundle in dist/library alike. */
const SAMPLE = new URL("../../examples/join-relationalize/own-names.json", import.meta.url);

/** `airlapse demo`: twelve runs of AWS's sample in each mode. */
export async function demoCommand(options: DemoOptions): Promise<ExitCode> {
  complain("AWS's sample of deferrable operators, 12 runs at once on 5 worker slots, in each mode.\nThe same by hand:");
  complain(`  airlapse compare ${fileURLToPath(SAMPLE)} --runs 12\n`);
  return await compareCommand(fileURLToPath(SAMPLE), { ...options, runs: "12" });
}
