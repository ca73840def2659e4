import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Tests against a real Redis server, which each file starts on a port and in a folder of its own. */
export default defineConfig({
  ...base,
  test: { testTimeout: 600_000, include: ["test/redis/*.redis.ts"], fileParallelism: false, hookTimeout: 120_000 },
});
