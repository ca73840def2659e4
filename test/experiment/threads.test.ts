/**
 * Trials in threads of this process.
 * @module
 */
import { threads } from "airlapse/experiment";
import { expect, test } from "vitest";
import { engineSuite } from "./engine-suite.ts";

engineSuite("threads", async () => threads(2));

test("the number of threads is a whole number from 1 up", () => {
  expect(() => threads(0)).toThrow("Expected `workers` to be a whole number from 1 up, got `0`");
});
