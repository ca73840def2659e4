import { defineConfig } from "vitest/config";
import base from "./vitest.config.ts";

/** Tests against a server that answers like AWS, moto, which `scripts/install-moto.sh` installs: one file after the other. */
export default defineConfig({
  ...base,
  test: { testTimeout: 600_000, include: ["test/moto/*.moto.ts"], fileParallelism: false, hookTimeout: 600_000 },
});
