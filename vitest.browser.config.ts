import { defineConfig } from "vitest/config";
import own from "./vitest.config.ts";

/** Tests in a real browser, Debian's Chromium: `npm run test:browser`. */
export default defineConfig({
  ...own,
  test: {
    include: ["test/browser/**/*.test.ts"],
    testTimeout: 600_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    // A busy machine draws late, which is not a mistake.
    expect: { poll: { timeout: 60_000 } },
  },
});
