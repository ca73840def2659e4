import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

/**
 * Tests that take long and seldom find what the others do not: random scenarios by the thousand, hostile texts in each place,
 * processes that are ended. `npm test` leaves them to `npm run test:rest`.
 */
const REST = [
  "test/advice/company.test.ts",
  "test/cli/first-steps.test.ts",
  "test/cli/forged-lines.test.ts",
  "test/cli/hostile-files.test.ts",
  "test/cli/interruption.test.ts",
  "test/cli/outputs.test.ts",
  "test/cli/size.test.ts",
  "test/conformance/async.test.ts",
  "test/docs/figures.test.ts",
  "test/export/hostile.test.ts",
  "test/hostile/**/*.test.ts",
  "test/history/mutations.test.ts",
  "test/invariants/{chance-failures,faults,invariants,meeting-loops,versions}.test.ts",
  "test/observe/analysis.test.ts",
];

/**
 * Tests that leave nothing behind in what they import: the files of a thread share it. To read and compile the sources anew for
 * each file takes longer than most of these tests do.
 */
const TOGETHER = [
  "advice",
  "aws",
  "charts",
  "containers",
  "database",
  "deferral",
  "digest",
  "drawing",
  "examples",
  "executor",
  "history",
  "kernel",
  "model",
  "mwaa",
  "observe",
  "operators",
  "options",
  "python",
  "random",
  "replay",
  "report",
  "scenario",
  "scheduler",
  "why",
].map((folder) => `test/${folder}/**/*.test.ts`);

const BROWSER = "test/browser/**"; // they need a browser: vitest.browser.config.ts

/** Tests import the library by its own name, as users do, and get the sources. */
export default defineConfig({
  resolve: {
    alias: [
      { find: /^airlapse$/, replacement: source("index.ts") },
      { find: /^airlapse\/kernel$/, replacement: source("kernel/index.ts") },
      { find: /^airlapse\/operators$/, replacement: source("operators/index.ts") },
      { find: /^airlapse\/operators\/amazon$/, replacement: source("operators/amazon/index.ts") },
      { find: /^airlapse\/operators\/amazon\/(.*)$/, replacement: source("operators/amazon/$1/index.ts") },
      { find: /^airlapse\/aws$/, replacement: source("aws/index.ts") },
      { find: /^airlapse\/experiment$/, replacement: source("experiment/index.ts") },
      { find: /^airlapse\/export$/, replacement: source("export/index.ts") },
      { find: /^airlapse\/scenario$/, replacement: source("scenario-files.ts") },
      { find: /^airlapse\/vitest$/, replacement: source("vitest.ts") },
    ],
  },
  test: {
    testTimeout: 600_000, // no judge of speed: only what hangs fails
    hookTimeout: 600_000,
    maxWorkers: availableParallelism(), // Vitest leaves one core free: of two that is half
    projects: [
      {
        extends: true,
        test: { name: "usual", include: ["test/**/*.test.ts"], exclude: [BROWSER, ...TOGETHER, ...REST] },
      },
      { extends: true, test: { name: "together", include: TOGETHER, exclude: REST, pool: "threads", isolate: false } },
      { extends: true, test: { name: "rest", include: REST } },
    ],
  },
});
