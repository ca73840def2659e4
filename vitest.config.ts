import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

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
    include: ["test/**/*.test.ts"],
    exclude: ["test/browser/**"], // they need a browser: vitest.browser.config.ts
    testTimeout: 600_000, // no judge of speed: only what hangs fails
    hookTimeout: 600_000,
    maxWorkers: availableParallelism(), // Vitest leaves one core free: of two that is half
  },
});
