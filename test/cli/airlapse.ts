/**
 * The command as a person calls it, and files for it.
 * @module
 */
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const BIN = join(ROOT, "bin/airlapse.js");

type Json = Readonly<Record<string, unknown>>;

export type Ended = Pick<SpawnSyncReturns<string>, "status" | "stdout" | "stderr">;

/** Runs the command to its end, in the root of the repository. */
export function airlapse(...args: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: ROOT,
    encoding: "utf8",
    maxBuffer: 16 * 1024 ** 2, // the schema is longer than the default
  });
  return { status, stdout, stderr };
}

/** A folder of this test's own, gone when the test has ended. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "airlapse-test-"));

  constructor() {
    onTestFinished(() => rmSync(this.path, { recursive: true, force: true }));
  }

  at(name: string): string {
    return join(this.path, name);
  }

  /** Writes a file, JSON where it is not a text already, and returns its path. */
  write(name: string, content: unknown): string {
    writeFileSync(this.at(name), typeof content === "string" ? content : JSON.stringify(content));
    return this.at(name);
  }

  json(name: string): unknown {
    return JSON.parse(readFileSync(this.at(name), "utf8"));
  }
}

/** A scenario of one task `t`, and one run that is asked for at 0.5 s, so that it starts at 1 s. */
export function scenario(name: string, task: Json, more: Json = {}) {
  return {
    name,
    dags: [{ dag_id: "d", tasks: [{ task_id: "t", ...task }] }],
    runs: [{ dag_id: "d", run_id: "r", at: 0.5 }],
    ...more,
  };
}

/** Holds a slot from 1 s to 6 s. */
export const fiveSeconds = (name: string) => scenario(name, { operator: "work", duration: 5 });

/** A sensor that looks again and again at one instant, so that time stands still. */
export const endless = (name: string) => scenario(name, { operator: "wait", ready_at: 10, poke_interval: 0 });

/** Its task is in a pool that does not exist, which is worth a warning. */
export const withoutPool = (name: string) => scenario(name, { operator: "work", pool: "nowhere" }, { until: 10 });
