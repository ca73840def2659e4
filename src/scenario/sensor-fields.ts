import type { z } from "zod";
import { bool, oneOf, seconds } from "./schema-parts.ts";

/** The arguments that all sensors take. */
export const sensorFields = (): Readonly<Record<string, z.ZodType>> => ({
  poke_interval: seconds(),
  timeout: seconds(),
  mode: oneOf(["poke", "reschedule"]),
  soft_fail: bool(),
  exponential_backoff: bool(),
  max_wait: seconds().nullable(),
  silent_fail: bool(),
  never_fail: bool(),
});
